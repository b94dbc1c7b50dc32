package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The admin's decision by REST, with bodies as the owner's document has them. */
@DeskTest
class WithdrawalApprovalTests {

    private static final String APPROVE = "/api/admin/finance/approve-withdrawal/";
    private static final String REJECT = "/api/admin/finance/reject-withdrawal/";

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    TaskService tasks;

    @Test
    void approvingMovesTheWithdrawalToProcessing() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");

        Answer answer = http.post("admin1", APPROVE, """
                {
                    "withdrawal_id": "%s",
                    "notes": "Approved"
                }""".formatted(withdrawal.id()));

        assertStatus(answer, 200);
        assertThat(answer.body().get("success").asBoolean()).isTrue();
        assertThat(answer.body().get("message").asText())
                .isEqualTo("Withdrawal %s of ₦50,000.00 was approved and is being paid."
                        .formatted(withdrawal.reference()));
        assertThat(answer.body().get("status").asText()).isEqualTo("processing");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
        JsonNode decision = detail(withdrawal).get("decision");
        assertThat(decision.get("decision").asText()).isEqualTo("approve");
        assertThat(decision.get("decided_by").asText()).isEqualTo("admin1");
        assertThat(decision.get("notes").asText()).isEqualTo("Approved");
    }

    @Test
    void rejectingFailsTheWithdrawalAndRefundsTheWallet() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");

        Answer answer = http.post("admin1", REJECT, """
                {
                    "withdrawal_id": "%s",
                    "reason": "Account verification failed"
                }""".formatted(withdrawal.id()));

        assertStatus(answer, 200);
        assertThat(answer.body().get("message").asText())
                .isEqualTo("Withdrawal %s of ₦50,000.00 was rejected and refunded.".formatted(withdrawal.reference()));
        assertThat(answer.body().get("status").asText()).isEqualTo("failed");
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        JsonNode own = http.get(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference())
                .body();
        assertThat(own.get("status").asText()).isEqualTo("failed");
        assertThat(own.get("failure_code").asText()).isEqualTo("rejected");
        assertThat(own.get("reason").asText()).isEqualTo("Account verification failed");
    }

    @Test
    void completesTheTaskThatTasklistShows() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");

        decide("admin1", APPROVE, withdrawal, "");

        assertThat(tasks.createTaskQuery()
                        .processInstanceBusinessKey(withdrawal.reference())
                        .count())
                .isZero();
    }

    @Test
    void takesTheReferenceInPlaceOfTheId() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");

        Answer answer = http.post("admin1", APPROVE, "{\"reference\": \"%s\"}".formatted(withdrawal.reference()));

        assertStatus(answer, 200);
        assertThat(answer.body().get("withdrawal_id").asText())
                .isEqualTo(withdrawal.id().toString());
    }

    @Test
    void tellsTheSecondAdminWhoDecided() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");
        assertStatus(decide("admin1", APPROVE, withdrawal, ""), 200);

        Answer late = decide("admin2", REJECT, withdrawal, ", \"reason\": \"Too late\"");

        assertProblem(late, 409, "already_decided");
        assertThat(late.body().get("decided_by").asText()).isEqualTo("admin1");
        assertThat(late.body().get("current_status").asText()).isEqualTo("processing");
        assertThat(late.body().get("message").asText()).isEqualTo("This withdrawal was already decided by admin1.");
    }

    @Test
    void takesOneOfTwoDecisionsMadeAtOnce() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");

        List<Integer> statuses = Stream.of("admin1", "admin2")
                .map(admin -> CompletableFuture.supplyAsync(
                        () -> decide(admin, REJECT, withdrawal, ", \"reason\": \"Both of us\"")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .sorted()
                .toList();

        assertThat(statuses).containsExactly(200, 409);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void leavesTheReviewOfATriggeredPayoutToAnotherAdmin() {
        String vendor = given.vendor("80000.00");

        Answer triggered =
                http.post("admin1", "/api/admin/finance/trigger-payout/", "{\"vendor\": \"%s\"}".formatted(vendor));

        assertStatus(triggered, 201);
        assertThat(triggered.body().get("amount").asText()).isEqualTo("80000.00");
        assertThat(given.balance(vendor)).isEqualTo("0.00");
        String byReference = "{\"reference\": \"%s\"}"
                .formatted(triggered.body().get("reference").asText());
        assertProblem(http.post("admin1", APPROVE, byReference), 403, "own_request");
        assertStatus(http.post("admin2", APPROVE, byReference), 200);
    }

    @Test
    void knowsNoOtherWithdrawal() {
        String unknown = "{\"withdrawal_id\": \"%s\"}";

        assertProblem(
                http.post("admin1", APPROVE, unknown.formatted("5f0d0a3e-6f9c-4b0f-9f57-0d3f5a0f6a11")),
                404,
                "not_found");
        assertProblem(http.post("admin1", APPROVE, unknown.formatted("nonsense")), 404, "not_found");
        assertProblem(http.post("admin1", APPROVE, "{\"reference\": \"WTH-000000000000\"}"), 404, "not_found");
    }

    private Answer decide(String admin, String path, Withdrawal withdrawal, String more) {
        return http.post(admin, path, "{\"withdrawal_id\": \"%s\"%s}".formatted(withdrawal.id(), more));
    }

    private JsonNode detail(Withdrawal withdrawal) {
        return http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.id())
                .body();
    }
}
