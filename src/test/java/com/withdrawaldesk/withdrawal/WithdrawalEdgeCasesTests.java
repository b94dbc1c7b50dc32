package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Tasklist;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class WithdrawalEdgeCasesTests {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Test
    void paysOutTheWholeBalanceAndNothingAfterIt() {
        String vendor = given.vendor("500.01");

        assertStatus(request(vendor, "500.01"), 201);

        assertThat(given.balance(vendor)).isEqualTo("0.00");
        Answer next = request(vendor, "100.00");
        assertProblem(next, 422, "insufficient_balance");
        assertThat(next.body().get("available").asText()).isEqualTo("0.00");
    }

    /** The thresholds of the tests: exactly so much is still below. */
    @ParameterizedTest
    @CsvSource({
        "5000000.00, queued",
        "5000000.01, second_review",
        "9000000.00, queued",
        "9000000.01, awaiting_transfer",
        "12000000.00, completed",
        "12000000.01, awaiting_transfer"
    })
    void takesExactlyTheThresholdForBelow(String amount, String stage) {
        Withdrawal withdrawal = given.approved(given.vendor(amount), amount);
        if (!stage.equals("second_review") && given.now(withdrawal).stage() == Stage.SECOND_REVIEW) {
            given.decide("admin2", withdrawal, new WithdrawalFlow.Verdict(true, null, null));
        }
        if (amount.startsWith("12")) {
            tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "GTB-" + withdrawal.reference()));
        }

        assertThat(given.now(withdrawal).stage().value()).isEqualTo(stage);
    }

    @Test
    void acceptsOneOfTwoRequestsThatTheBalanceCoversOnlyOnce() {
        String vendor = given.vendor("1500.00");

        assertThat(atOnce(() -> request(vendor, "1000.00"), () -> request(vendor, "1000.00")))
                .containsExactly(201, 422);
        assertThat(given.balance(vendor)).isEqualTo("500.00");
    }

    @Test
    void keepsTheBankAccountOfTheRequestWhenTheSettingsChangeLater() {
        String vendor = given.vendor("1500.00");
        Withdrawal withdrawal = given.requested(vendor, "1000.00");

        assertStatus(http.post(vendor, "/api/vendor/update-payment-settings/", """
                {"bank_name": "Zenith Bank", "bank_code": "057", "account_number": "9876543210",
                 "account_name": "Somebody Else", "pin": "4719"}"""), 200);

        assertThat(http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.id())
                        .body()
                        .get("destination")
                        .get("account_number")
                        .asText())
                .isEqualTo("0123456789");
    }

    @Test
    void givesTheMoneyBackOnceWhenCancelledTwice() {
        String vendor = given.vendor("1500.00");
        Withdrawal withdrawal = given.requested(vendor, "1000.00");

        assertStatus(cancel(vendor, withdrawal), 200);

        assertProblem(cancel(vendor, withdrawal), 409, "already_cancelled");
        assertThat(given.balance(vendor)).isEqualTo("1500.00");
    }

    @Test
    void doesNotCancelWhatIsApproved() {
        String vendor = given.vendor("1500.00");
        Withdrawal withdrawal = given.approved(vendor, "1000.00");

        Answer answer = cancel(vendor, withdrawal);

        assertProblem(answer, 409, "not_cancellable");
        assertThat(answer.body().get("current_status").asText()).isEqualTo("processing");
        assertThat(given.balance(vendor)).isEqualTo("500.00");
    }

    @Test
    void takesOneOfCancellationAndRejectionAtOnceAndRefundsOnce() {
        String vendor = given.vendor("1500.00");
        Withdrawal withdrawal = given.requested(vendor, "1000.00");

        List<Integer> statuses = atOnce(
                () -> cancel(vendor, withdrawal),
                () -> http.post(
                        "admin1",
                        "/api/admin/finance/reject-withdrawal/",
                        "{\"reference\": \"%s\", \"reason\": \"No\"}".formatted(withdrawal.reference())));

        assertThat(statuses).containsExactly(200, 409);
        assertThat(given.balance(vendor)).isEqualTo("1500.00");
    }

    @Test
    void triggersNoPayoutOfAnEmptyWallet() {
        String vendor = given.vendor("0.00");

        assertProblem(
                http.post("admin1", "/api/admin/finance/trigger-payout/", "{\"vendor\": \"%s\"}".formatted(vendor)),
                422,
                "nothing_to_pay");
    }

    private Answer request(String vendor, String amount) {
        return http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": %s, \"pin\": \"4719\"}".formatted(amount));
    }

    private Answer cancel(String vendor, Withdrawal withdrawal) {
        return http.post(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/cancel/", null);
    }

    private static List<Integer> atOnce(Supplier<Answer> one, Supplier<Answer> other) {
        var first = CompletableFuture.supplyAsync(one);
        var second = CompletableFuture.supplyAsync(other);
        return Stream.of(first.join(), second.join())
                .map(Answer::status)
                .sorted()
                .toList();
    }
}
