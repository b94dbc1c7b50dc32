package com.withdrawaldesk.fee;

import static com.withdrawaldesk.fee.Bearer.MARKETPLACE;
import static com.withdrawaldesk.fee.Bearer.REQUESTER;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.fee.FeeProperties.Bearers;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fees on their way through the books, whoever bears them. */
@DeskTest
class FeeBookingTest {

    private static final Bearers ALL_BY_REQUESTER = new Bearers(REQUESTER, REQUESTER, REQUESTER);

    @Autowired
    Given given;

    @Autowired
    TestFees fees;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Http http;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ManagementService management;

    @AfterEach
    void everythingAddsUp() {
        fees.reset();
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    static Stream<Bearers> everyCombination() {
        return Stream.of(Bearer.values()).flatMap(own -> Stream.of(Bearer.values())
                .flatMap(duty -> Stream.of(Bearer.values()).map(provider -> new Bearers(own, duty, provider))));
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void areBookedAsQuotedAndCharged(Bearers bearers) {
        // Given a fee of 100 + 0.5 %, and a provider who was expected to charge 26.88 and charges 53.75
        fees.are("100.00", "0.5", "26.88", bearers);
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.00");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        // When it is paid
        settle(withdrawal, "53.75");

        // Then each fee that the requester bears went its own way, and the bank got the rest.
        var expected = new TreeMap<String, Long>();
        if (bearers.withdrawalFee() == REQUESTER) {
            expected.put("withdrawal_fee", 35000L);
            expected.put("vat", 2625L);
        }
        if (bearers.stampDuty() == REQUESTER) {
            expected.put("stamp_duty", 5000L);
        }
        if (bearers.providerFee() == REQUESTER) {
            expected.put("provider_fee", 2688L);
        }
        long payout = 5_000_000L
                - expected.values().stream().mapToLong(Long::longValue).sum();
        expected.put("withdrawal_settlement", payout);
        expected.put("withdrawal_debit", 5_000_000L);
        expected.put("stamp_duty_charge", 5000L);
        expected.put("provider_fee_charge", 5375L);
        assertThat(ledger(withdrawal)).isEqualTo(expected);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(number("SELECT amount_minor FROM payout_attempt WHERE withdrawal_id = ?", withdrawal))
                .isEqualTo(payout);
        assertThat(jdbc.sql("SELECT amount_minor FROM sandbox_transfer WHERE reference = ?")
                        .param(given.payoutOf(withdrawal))
                        .query(Long.class)
                        .single())
                .isEqualTo(payout);
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
    }

    @ParameterizedTest
    @CsvSource({"26.875, 2688", "26.8749, 2687", "0.005, 1", "10.75, 1075"})
    void chargesAreRoundedHalfUpToKobo(String charged, long kobo) {
        Withdrawal withdrawal = given.approved(given.vendor("500.00"), "500.00");

        settle(withdrawal, charged);

        assertThat(ledger(withdrawal)).containsEntry("provider_fee_charge", kobo);
    }

    @Test
    void nothingIsBookedThatTheProviderDoesNotSay() {
        fees.are("0.00", "0.00", "10.75", new Bearers(MARKETPLACE, MARKETPLACE, REQUESTER));
        Withdrawal withdrawal = given.approved(given.vendor("500.00"), "500.00");

        settle(withdrawal, null);

        assertThat(ledger(withdrawal))
                .isEqualTo(Map.of("withdrawal_debit", 50000L, "withdrawal_settlement", 48925L, "provider_fee", 1075L));
    }

    @Test
    void whatIsNotPaidCostsNothing() {
        fees.are("100.00", "0.5", "26.88", ALL_BY_REQUESTER);
        String vendor = given.vendor("80000.00");
        Withdrawal rejected = given.requested(vendor, "50000.00");
        Withdrawal cancelled = given.requested(vendor, "30000.00");
        assertThat(given.balance(vendor)).isEqualTo("0.00");

        given.decide("admin1", rejected, new Verdict(false, "The name does not match", null));
        given.cancel(cancelled);

        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(ledger(rejected)).containsOnlyKeys("withdrawal_debit", "withdrawal_refund");
        assertThat(ledger(cancelled)).containsOnlyKeys("withdrawal_debit", "withdrawal_refund");
    }

    @Test
    void aReturnedPayoutGivesTheWholeAmountBackOnce() {
        // Given a completed withdrawal, of which 49,816.03 reached the bank; the sandbox sends amounts ending in .03
        // back.
        fees.are("100.00", "0", "26.50", ALL_BY_REQUESTER);
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.03");
        settle(withdrawal, "26.50");
        assertThat(ledger(withdrawal)).containsEntry("withdrawal_settlement", 4_981_603L);

        // When the bank sends it back and says so twice
        clock.advance(Duration.ofMinutes(1));
        hearOfReversal(withdrawal);
        hearOfReversal(withdrawal);

        // Then the wallet has all of it again, and what provider and bank took is the marketplace's loss.
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(ledger(withdrawal))
                .containsEntry("reversal", 5_000_003L)
                .containsEntry("withdrawal_fee_reversal", 10000L)
                .containsEntry("vat_reversal", 750L)
                .containsEntry("stamp_duty_reversal", 5000L)
                .containsEntry("provider_fee_reversal", 2650L)
                .doesNotContainKey("withdrawal_refund");
        assertThat(number("""
                        SELECT sum(CASE WHEN credit_account = 'platform:bank' THEN amount_minor ELSE -amount_minor END)
                        FROM ledger_transfer WHERE withdrawal_id = ? AND 'platform:bank' IN (debit_account, credit_account)
                        """, withdrawal))
                .as("taken from the bank for nothing")
                .isEqualTo(7650L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another amount than quoted, what nobody quoted, what the marketplace bears, a charge that was not
                // made,
                // what was not collected yet, and a fee that goes elsewhere.
                "'vat', 'platform:in_transit', 'platform:vat', 751",
                "'provider_fee', 'platform:in_transit', 'platform:provider_fees', 100",
                "'stamp_duty', 'platform:in_transit', 'platform:stamp_duty', 5000",
                "'stamp_duty_charge', 'platform:stamp_duty', 'platform:bank', 5000",
                "'vat_reversal', 'platform:vat', 'platform:bank', 750",
                "'vat', 'platform:in_transit', 'platform:fees', 750",
            })
    void theDatabaseRefusesFeesThatAreNotDue(String transfer) {
        fees.are("100.00", "0", "0", new Bearers(REQUESTER, MARKETPLACE, REQUESTER));
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "50000.00");

        assertThatThrownBy(() ->
                        jdbc.sql("""
                                INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor,
                                                             withdrawal_id, reference, description)
                                VALUES (%s, ?, 'x', 'x')
                                """.formatted(transfer)).param(withdrawal.id()).update())
                .isInstanceOf(DataAccessException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE withdrawal_fee SET quoted_minor = 1",
                "UPDATE withdrawal_fee SET bearer = 'marketplace'",
                "DELETE FROM withdrawal_fee",
                "TRUNCATE withdrawal_fee",
            })
    void whatWasQuotedStaysQuoted(String statement) {
        fees.are("100.00", "0", "0", ALL_BY_REQUESTER);
        given.requested(given.vendor("500.00"), "500.00");

        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataAccessException.class);
    }

    @Test
    void peopleSeeTheFees() {
        fees.are("100.00", "0", "26.88", new Bearers(REQUESTER, MARKETPLACE, MARKETPLACE));
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.00");
        settle(withdrawal, "53.75");

        var own = assertStatus(http.get(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/"), 200)
                .body();
        assertThat(own.path("you_receive").asText()).isEqualTo("49892.50");
        assertThat(own.path("fees").toString())
                .isEqualTo("[{\"kind\":\"withdrawal_fee\",\"bearer\":\"requester\",\"amount\":\"100.00\"},"
                        + "{\"kind\":\"vat\",\"bearer\":\"requester\",\"amount\":\"7.50\"},"
                        + "{\"kind\":\"stamp_duty\",\"bearer\":\"marketplace\",\"amount\":\"50.00\"},"
                        + "{\"kind\":\"provider_fee\",\"bearer\":\"marketplace\",\"amount\":\"26.88\"}]");
        var admin = assertStatus(
                        http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.reference()), 200)
                .body();
        assertThat(admin.path("you_receive").asText()).isEqualTo("49892.50");
        assertThat(admin.at("/fees/3/charged").asText()).isEqualTo("53.75");
        assertThat(notice(withdrawal))
                .isEqualTo(
                        "Of your withdrawal of ₦50,000.00, ₦49,892.50 was sent to GTBank ******6789. The rest is fees.");
    }

    private String notice(Withdrawal withdrawal) {
        return jdbc.sql(
                        "SELECT message FROM notification WHERE event = 'withdrawal.completed' AND metadata ->> 'reference' = ?")
                .param(withdrawal.reference())
                .query(String.class)
                .single();
    }

    /** @param charged by the provider; null when it does not say */
    private void settle(Withdrawal withdrawal, String charged) {
        given.runDueJobs(withdrawal);
        jdbc.sql("UPDATE payout_attempt SET fee = ? WHERE withdrawal_id = ?")
                .params(charged == null ? null : new BigDecimal(charged), withdrawal.id())
                .update();
        given.later(Duration.ofSeconds(5), withdrawal);
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    private void hearOfReversal(Withdrawal withdrawal) {
        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        for (ProcessInstance reversal : runtime.createProcessInstanceQuery()
                .processDefinitionKey("payout-reversal")
                .processInstanceBusinessKey(withdrawal.reference())
                .list()) {
            management
                    .createJobQuery()
                    .processInstanceId(reversal.getId())
                    .list()
                    .forEach(job -> management.executeJob(job.getId()));
        }
    }

    private Map<String, Long> ledger(Withdrawal withdrawal) {
        var ledger = new TreeMap<String, Long>();
        jdbc.sql("SELECT kind, amount_minor FROM ledger_transfer WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .query(row -> {
                    ledger.put(row.getString(1), row.getLong(2));
                });
        return ledger;
    }

    private long number(String sql, Withdrawal withdrawal) {
        return jdbc.sql(sql).param(withdrawal.id()).query(Long.class).single();
    }
}
