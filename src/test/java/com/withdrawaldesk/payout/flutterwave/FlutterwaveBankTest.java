package com.withdrawaldesk.payout.flutterwave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.Clients;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeFlutterwave;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Script;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What each answer of Flutterwave means, and each way of not getting one, over real HTTP. */
@DeskTest
class FlutterwaveBankTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Amounts amounts;

    @Autowired
    private TestClock clock;

    @Autowired
    private Given given;

    private FakeFlutterwave flutterwave;
    private FlutterwaveBank bank;

    @BeforeEach
    void open() {
        flutterwave = new FakeFlutterwave();
        flutterwave.setClock(clock);
        bank = bank(FakeFlutterwave.KEY, PATIENT);
    }

    @AfterEach
    void close() {
        flutterwave.close();
        clock.reset();
    }

    private FlutterwaveBank bank(String key, Duration patience) {
        return new FlutterwaveBank(
                Clients.of(jdbc, clock, patience, patience, 20),
                new FlutterwaveProperties(flutterwave.url(), key),
                amounts,
                jdbc);
    }

    private PayoutOrder order(String amount) {
        return order(amount, "wd_" + UUID.randomUUID().toString().replace("-", "") + "_1");
    }

    private PayoutOrder order(String amount, String reference) {
        return new PayoutOrder(
                reference, amounts.parse(amount), "GTBank", "058", FakeProvider.freshAccount(), "Ada Obi");
    }

    private Script script(PayoutOrder order) {
        return flutterwave.script(order.accountNumber());
    }

    @Test
    void paysOnce() {
        var order = order("50000.50");

        var sent = bank.send(order);
        assertThat(sent.result()).isEqualTo(Result.ACCEPTED);
        assertThat(bank.send(order).result()).isEqualTo(Result.UNKNOWN);
        var checked = bank.check(order);

        assertThat(checked.result()).isEqualTo(Result.PAID);
        assertThat(checked.fee()).isEqualByComparingTo("53.75");
        assertThat(checked.providerId()).isNotNull().isEqualTo(sent.providerId());
        assertThat(flutterwave.transfer(order.reference()).amountMinor()).isEqualTo(5_000_050);
        assertThat(flutterwave.paid(order.reference())).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "CUT_BEFORE, UNKNOWN, false",
        "CUT_AFTER, UNKNOWN, true",
        "CUT_MID_ANSWER, UNKNOWN, true",
        "ERROR_BEFORE, UNKNOWN, false",
        "ERROR_AFTER, UNKNOWN, true",
        "HTML, UNKNOWN, true",
        "TRUNCATED, UNKNOWN, true",
        "HUGE, UNKNOWN, true",
        "REDIRECT, UNKNOWN, false",
        "UNAUTHORIZED, MISCONFIGURED, false",
        "TOO_MANY, LATER, false"
    })
    void knowsWhatAFaultLeavesOpen(Fault fault, Result result, boolean created) {
        var order = order("2000.00");
        script(order).onSend(fault);

        assertThat(bank.send(order).result()).isEqualTo(result);
        assertThat(flutterwave.transfer(order.reference()) != null).isEqualTo(created);
        assertThat(bank.check(order).result()).isEqualTo(created ? Result.PAID : Result.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT_BEFORE, false", "TIMEOUT_AFTER, true"})
    void knowsNothingAfterATimeout(Fault fault, boolean created) {
        var order = order("2000.00");
        script(order).onSend(fault);

        assertThat(bank(FakeFlutterwave.KEY, IMPATIENT).send(order).result()).isEqualTo(Result.UNKNOWN);
        assertThat(bank.check(order).result()).isEqualTo(created ? Result.PAID : Result.NOT_FOUND);
    }

    @Test
    void findsATransferInALongListWhoseFilterDoesNotWork() {
        flutterwave.setFilters(false);
        var order = order("2000.00");
        script(order).onSend(Fault.ERROR_AFTER);
        bank.send(order);
        IntStream.range(0, 45).forEach(n -> bank.send(order("100.00")));
        flutterwave.move(order.reference(), "SUCCESSFUL");

        assertThat(bank.check(order).result()).isEqualTo(Result.PAID);
        assertThat(bank.check(order("1.00")).result()).isEqualTo(Result.NOT_FOUND);
    }

    @Test
    void doesNotSayThatATransferIsMissingFromAListItHasNotReadToTheEnd() {
        flutterwave.setFilters(false);
        IntStream.range(0, 25 * 20 + 1)
                .parallel()
                .forEach(n ->
                        flutterwave.create("wd_other_reference_" + n, "058", FakeProvider.freshAccount(), 100_00, 0));

        var outcome = bank.check(order("1.00"));

        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.message()).contains("too long");
    }

    @Test
    void searchesNoFurtherThanTheTimeItWasSent() {
        flutterwave.setFilters(false);
        var order = attempted();
        known(order, null);
        clock.advance(Duration.ofDays(-3));
        IntStream.range(0, 25 * 20 + 1)
                .forEach(n ->
                        flutterwave.create("wd_other_reference_" + n, "058", FakeProvider.freshAccount(), 100_00, 0));
        clock.reset();

        assertThat(bank.check(order).result()).isEqualTo(Result.NOT_FOUND);
        assertThat(flutterwave.requests()).hasSize(2);
    }

    @Test
    void asksByNumberOnceItKnowsIt() {
        var order = attempted();
        String id = bank.send(order).providerId();
        known(order, id);

        assertThat(bank.check(order).result()).isEqualTo(Result.PAID);
        assertThat(flutterwave.requests()).last().isEqualTo("GET /transfers/" + id);

        known(order, "1");
        assertThat(bank.check(order).result()).isEqualTo(Result.NOT_FOUND);
    }

    /** An order that has an attempt of its own. */
    private PayoutOrder attempted() {
        return order("2000.00", given.payoutOf(given.approved(given.vendor("5000.00"), "2000.00")));
    }

    /** The attempt was sent now and has this number of Flutterwave's. */
    private void known(PayoutOrder order, String id) {
        jdbc.sql("""
                        UPDATE payout_attempt SET provider = 'flutterwave', state = 'unknown', sends = 1, provider_id = ?,
                               sent_at = ? WHERE reference = ?
                        """)
                .params(id, Timestamp.from(clock.instant()), order.reference())
                .update();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_BEFORE", "CUT_MID_ANSWER", "ERROR_BEFORE", "HTML", "TRUNCATED"})
    void concludesNothingFromASearchThatFailed(Fault fault) {
        var order = order("2000.00");
        bank.send(order);
        flutterwave.allRequests(fault);

        assertThat(bank.check(order).result()).isEqualTo(Result.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Transfer with reference wd_1 already exists | UNKNOWN",
                "400 | invalid account | REFUSED",
                "400 | Insufficient funds in customer wallet | SHORT",
                "400 | You have exceeded your daily limit for this product | MISCONFIGURED",
                "400 | Sorry, that account number is invalid, please check and try again | REFUSED",
                "400 | Your account has been deactivated | MISCONFIGURED",
                "400 | Please enable IP Whitelisting to access this service | MISCONFIGURED",
                "401 | Invalid authorization key | MISCONFIGURED",
                "403 | Transfer via API is not enabled | MISCONFIGURED",
                "400 | Something that nobody documented | UNKNOWN",
                "500 | Insufficient funds in customer wallet | UNKNOWN",
                "503 | An error occurred. Please contact support | UNKNOWN"
            })
    void readsEachRefusal(int status, String message, Result result) {
        var order = order("2000.00");
        script(order).refuse(status, message);

        var outcome = bank.send(order);

        assertThat(outcome.result()).isEqualTo(result);
        assertThat(outcome.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "NEW, '', ACCEPTED",
        "PENDING, '', ACCEPTED",
        "SUCCESSFUL, Approved Or Completed Successfully, PAID",
        "Successful, '', PAID",
        "FAILED, DISBURSE FAILED: A fatal error occured, FAILED",
        "Failed, '', FAILED",
        "FAILED, DISBURSE FAILED: Insufficient wallet balance, MISMATCH",
        "FAILED, You have exceeded your daily limit for this product, MISMATCH",
        "FAILED, DISBURSE FAILED: ACCESS BANK LIMITED is not available, FAILED",
        "ON_HOLD, '', MISMATCH"
    })
    void readsEachDocumentedStatus(String status, String explanation, Result result) {
        var order = order("2000.00");
        script(order).statuses("NEW", status).echo("complete_message", explanation);
        bank.send(order);

        var outcome = bank.check(order);

        assertThat(outcome.result()).isEqualTo(result);
        assertThat(outcome.message()).contains(status, explanation);
    }

    @Test
    void noticesAnotherReferenceInTheAnswerToASend() {
        var order = order("2000.00");
        script(order).echo("reference", "wd_somebody_elses_1");

        assertThat(bank.send(order).result()).isEqualTo(Result.MISMATCH);
    }

    /** "Not found" leads to a second payment, so it is concluded from Flutterwave's own words only. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status': 'success', 'data': {'id': 7}}",
                "{'status': 'success', 'data': null}",
                "{'status': 'success'}",
                "{'status': 'success', 'data': [], 'data': []}",
                "{'status': 'success', 'data': []} []",
                // The oldest first: whether more recent ones follow is not said.
                "{'status': 'success', 'data': [{'id': 1, 'created_at': '2001-01-01T00:00:00.000Z'},"
                        + " {'id': 2, 'created_at': '2002-01-01T00:00:00.000Z'}],"
                        + " 'meta': {'page_info': {'current_page': 1, 'total_pages': 9}}}"
            })
    void doesNotConcludeThatATransferIsMissing(String list) {
        var order = order("2000.00");
        script(order).onSend(Fault.CUT_AFTER);
        bank.send(order);
        flutterwave.listing(list.replace('\'', '"'));

        assertThat(bank.check(order).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void waitsForAnApprovalThatNobodyGives() {
        var order = order("2000.00");
        script(order).echo("requires_approval", 1).echo("is_approved", 0);

        var outcome = bank.send(order);

        assertThat(outcome.result()).isEqualTo(Result.ACCEPTED);
        assertThat(outcome.stuck()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"amount, 200000", "amount, x", "currency, USD", "account_number, 0000000001"})
    void noticesThatItIsAnotherTransfer(String field, String value) {
        var order = order("2000.00");
        script(order).echo(field, value);

        assertThat(bank.send(order).result()).isEqualTo(Result.MISMATCH);
        assertThat(bank.check(order).result()).isEqualTo(Result.MISMATCH);
    }

    @Test
    void maySendLaterWhatNeverLeft() {
        flutterwave.close();

        assertThat(bank.send(order("2000.00")).result()).isEqualTo(Result.LATER);
    }

    @Test
    void sendsSeveralOneByOne() {
        var orders = List.of(order("100.00"), order("200.00"));
        script(orders.get(1)).onSend(Fault.HTML);

        assertThat(bank.bulkSize()).isOne();
        assertThat(bank.sendAll(orders).values())
                .extracting(Outcome::result)
                .containsExactly(Result.ACCEPTED, Result.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"0, 1234", "2, 123456", "3, 1234567"})
    void countsInTheDecimalsOfTheCurrency(int decimals, long minor) {
        assertThat(FlutterwaveBank.minor(DecimalNode.valueOf(new BigDecimal("1234.5678")), decimals))
                .isEqualTo(minor);
    }

    @Test
    void knowsItsBalanceItsBanksAndTheNamesOfAccounts() {
        flutterwave.setBalance(123_456_789);
        flutterwave.holder("0022728151", "ADA OBI");
        flutterwave.holder("0022728152", "");

        assertThat(Amounts.plain(bank.balance())).isEqualTo("1234567.89");
        assertThat(Amounts.plain(bank.fee(amounts.parse("12500.00")))).isEqualTo("26.88");
        assertThat(bank.banks()).hasSize(FakeProvider.BANKS.size()).contains(new Bank("011", "First Bank of Nigeria"));
        assertThat(bank.accountName("058", "0022728151")).contains("ADA OBI");
        assertThat(bank.accountName("058", "0022728152")).isEmpty();
    }

    @Test
    void saysThatItsKeyIsWrong() {
        assertThatExceptionOfType(ProviderUnavailable.class)
                .isThrownBy(() -> bank("FLWSECK-wrong", PATIENT).balance())
                .matches(ProviderUnavailable::misconfigured)
                .withMessageNotContaining("FLWSECK");
        assertThat(new FlutterwaveProperties(URI.create("http://x"), "FLWSECK-wrong"))
                .asString()
                .doesNotContain("FLWSECK");
    }

    @Test
    void givesAWholeDay() {
        LocalDate day = LocalDate.of(2026, 3, 5);
        clock.stopAt(day.minusDays(1).atTime(23, 59).toInstant(ZoneOffset.UTC));
        bank.send(order("1.00"));
        clock.stopAt(day.atTime(0, 0).toInstant(ZoneOffset.UTC));
        var orders = IntStream.range(0, 45).mapToObj(n -> order("6000.50")).toList();
        orders.forEach(bank::send);
        clock.stopAt(day.plusDays(1).atTime(0, 0).toInstant(ZoneOffset.UTC));
        bank.send(order("2.00"));

        Statement statement = bank.statement(day);

        assertThat(statement.transfers())
                .extracting(Statement.Transfer::reference)
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream().map(PayoutOrder::reference).toList());
        assertThat(statement.transfers())
                .allMatch(transfer -> transfer.amountMinor() == 600_050
                        && transfer.result() == Result.ACCEPTED
                        && transfer.fee().toPlainString().equals("26.875"));
        assertThat(statement.entries()).isEmpty();
    }
}
