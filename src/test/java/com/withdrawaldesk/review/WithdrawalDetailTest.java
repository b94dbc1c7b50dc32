package com.withdrawaldesk.review;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What people read of one withdrawal before they decide, and after. */
@DeskTest
class WithdrawalDetailTest {

    /** The login included. */
    private static final int STATEMENTS = 16;

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Audit audit;

    @Autowired
    PayoutHints hints;

    @Autowired
    Statements statements;

    @Autowired
    TestClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void tellsTheMostSevereFirst() {
        String vendor = given.vendor("10000.00");
        given.vendor("0.00"); // Has saved the same account.

        JsonNode flags = detail("admin1", given.requested(vendor, "10000.00")).path("flags");

        assertThat(flags.findValuesAsText("severity").stream().distinct())
                .startsWith("serious")
                .endsWith("information")
                .isSubsetOf(List.of("serious", "attention", "information"));
        assertThat(flags.findValuesAsText("code"))
                .startsWith("shared_account")
                .contains("first_withdrawal", "whole_balance")
                .doesNotContain("many_requests", "pin_locked", "account_changed", "unusual_amount", "wallet_frozen");
    }

    @Test
    void tellsWhatPartOfTheBalanceGoes() {
        assertThat(message(given.requested(given.vendor("10000.00"), "9000.00"), "most_of_balance"))
                .isEqualTo("It takes 90 % of the balance.");
        assertThat(codes(given.requested(given.vendor("10000.00"), "8999.99")))
                .doesNotContain("most_of_balance", "whole_balance");
    }

    @Test
    void tellsOfSeveralRequestsWithinADay() {
        String vendor = given.vendor("90000.00");
        given.requested(vendor, "1000.00");
        Withdrawal second = given.requested(vendor, "1000.00");
        Withdrawal third = given.requested(vendor, "1000.00");

        assertThat(flag(second, "many_requests").path("severity").asText()).isEqualTo("information");
        assertThat(flag(third, "many_requests").path("severity").asText()).isEqualTo("attention");
        assertThat(message(third, "many_requests"))
                .isEqualTo("It is request number 3 of this requester within 24 hours.");
        clock.advance(Duration.ofHours(25));
        assertThat(codes(given.requested(vendor, "1000.00"))).doesNotContain("many_requests", "first_withdrawal");
    }

    @Test
    void tellsOfAnAmountFarAboveTheUsual() {
        String vendor = given.vendor("90000.00");
        for (String amount : List.of("1000.00", "1500.00", "20000.00")) {
            paid(vendor, amount);
        }

        assertThat(codes(given.requested(vendor, "4500.00"))).doesNotContain("unusual_amount");
        assertThat(message(given.requested(vendor, "4500.01"), "unusual_amount"))
                .isEqualTo("The requester usually withdraws about ₦1,500.00, and now more than 3 times as much.");
    }

    @Test
    void tellsOfALockedPinAndAChangedAccount() {
        String vendor = given.vendor("90000.00");
        audit.record(Audit.Event.of("payment_pin.locked", "payment_pin", vendor));
        audit.record(Audit.Event.of("payment_settings.changed", "payment_settings", vendor)
                .changed(Map.of("account", "GTBank ******1111"), Map.of("account", "GTBank ******2222")));

        assertThat(codes(given.requested(vendor, "1000.00"))).contains("pin_locked", "account_changed");
        clock.advance(Duration.ofDays(8));
        assertThat(codes(given.requested(vendor, "1000.00"))).doesNotContain("pin_locked", "account_changed");
    }

    @Test
    void tellsHowEarlierOnesEndedAndHowTheAccountWasUsed() {
        String vendor = given.vendor("90000.00");
        Withdrawal paid = paid(vendor, "1000.00");
        Withdrawal rejected = given.requested(vendor, "2000.00");
        given.decide("admin2", rejected, new Verdict(false, "No proof", null));

        Withdrawal withdrawal = given.requested(vendor, "3000.00");
        JsonNode detail = detail("admin1", withdrawal);

        JsonNode earlier = detail.path("earlier");
        assertThat(earlier.path("totals").findValuesAsText("status")).containsExactly("completed", "failed");
        assertThat(earlier.path("totals").findValuesAsText("amount")).containsExactly("1000.00", "2000.00");
        assertThat(earlier.path("latest").findValuesAsText("reference"))
                .containsExactly(rejected.reference(), paid.reference());
        assertThat(earlier.path("latest").path(0).path("failure_reason").asText())
                .isEqualTo("No proof");
        assertThat(detail.path("destination").path("times_paid").asInt()).isEqualTo(1);
        assertThat(Instant.parse(detail.path("destination").path("used_since").asText()))
                .isBeforeOrEqualTo(Instant.parse(
                        earlier.path("latest").path(1).path("created_at").asText()));
        assertThat(detail("admin1", paid).path("earlier").path("latest")).isEmpty();
    }

    @Test
    void tellsTheDeadlineUntilItIsDecided() {
        Withdrawal withdrawal = given.requested(given.vendor("9000.00"), "1000.00");
        JsonNode detail = detail("admin1", withdrawal);

        assertThat(Instant.parse(detail.path("review").path("due_at").asText()))
                .isEqualTo(
                        Instant.parse(detail.path("request").path("created_at").asText())
                                .plus(Duration.ofHours(24)));
        assertThat(detail.path("review").path("overdue").asBoolean()).isFalse();
        clock.advance(Duration.ofHours(25));
        assertThat(detail("admin1", withdrawal).path("review").path("overdue").asBoolean())
                .isTrue();
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        assertThat(detail("admin1", withdrawal).path("review").has("due_at")).isFalse();
    }

    @Test
    void saysWhyTheReaderCannotDecide() {
        String vendor = given.vendor("9000000.00");
        Withdrawal large = given.approved(vendor, "6000000.00");

        assertThat(refused("admin1", large)).isEqualTo("second_person_required");
        assertThat(refused("admin2", large)).isEmpty();
        assertThat(refused("operator1", large)).isEqualTo("forbidden");
        given.decide("admin2", large, new Verdict(true, null, null));
        assertThat(refused("admin2", large)).isEqualTo("already_decided");
        assertThat(detail("admin2", large).path("people").path("admin1").asText())
                .isEqualTo("admin1");
    }

    @Test
    void showsOperationsNeitherTheAccountNorTheAddress() {
        Withdrawal withdrawal = given.requested(given.vendor("9000.00"), "1000.00");

        JsonNode seen = detail("operator1", withdrawal);

        assertThat(seen.path("destination").path("account_number").asText()).isEqualTo("******6789");
        assertThat(seen.toString()).doesNotContain("0123456789", "@example.com");
        assertThat(detail("admin1", withdrawal).toString()).contains("0123456789", "@example.com");
    }

    @Test
    void isFoundByItsRunningProcess() {
        Withdrawal withdrawal = given.requested(given.vendor("9000.00"), "1000.00");
        String process = "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.processInstanceId();

        assertThat(assertStatus(http.get("operator1", process), 200)
                        .body()
                        .path("request")
                        .path("reference")
                        .asText())
                .isEqualTo(withdrawal.reference());
        given.decide("admin1", withdrawal, new Verdict(false, "No", null));
        assertStatus(http.get("operator1", process), 404);
    }

    @Test
    void costsTheSameHoweverMuchThereIsToTell() {
        String vendor = given.vendor("90000.00");
        Withdrawal first = given.requested(vendor, "1000.00");
        detail("admin1", first);
        List<String> few = statements.during(() -> detail("admin1", first));
        for (int i = 0; i < 10; i++) {
            given.requested(vendor, "1000.00");
        }
        Withdrawal last = given.requested(vendor, "1000.00");
        detail("admin1", last); // Once before, as above: the first time in an hour, who reads the account is recorded.

        List<String> many = statements.during(() -> detail("admin1", last));

        assertThat(many).as(String.join("\n", many)).hasSameSizeAs(few).hasSizeLessThanOrEqualTo(STATEMENTS);
    }

    private Withdrawal paid(String vendor, String amount) {
        Withdrawal withdrawal = given.approved(vendor, amount);
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(5));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        return withdrawal;
    }

    private JsonNode detail(String reader, Withdrawal withdrawal) {
        return assertStatus(http.get(reader, "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.reference()), 200)
                .body();
    }

    private String refused(String reader, Withdrawal withdrawal) {
        return detail(reader, withdrawal)
                .path("review")
                .path("refused")
                .path("code")
                .asText();
    }

    private List<String> codes(Withdrawal withdrawal) {
        return detail("admin1", withdrawal).path("flags").findValuesAsText("code");
    }

    private JsonNode flag(Withdrawal withdrawal, String code) {
        return detail("admin1", withdrawal)
                .path("flags")
                .valueStream()
                .filter(flag -> flag.path("code").asText().equals(code))
                .findFirst()
                .orElseThrow();
    }

    private String message(Withdrawal withdrawal, String code) {
        return flag(withdrawal, code).path("message").asText();
    }
}
