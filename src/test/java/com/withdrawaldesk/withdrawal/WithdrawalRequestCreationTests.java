package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.wallet.OwnerType;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a request brings about, with bodies and answers as the owner's document has them. */
@DeskTest
class WithdrawalRequestCreationTests {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Test
    void answersAVendorAsTheOwnersDocumentSays() {
        String vendor = given.vendor("80000.00");

        Answer answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {
                    "amount": 50000.00,
                    "pin": "4719"
                }""");

        assertAccepted(answer, "₦50,000.00");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
    }

    @Test
    void answersACustomerAsTheOwnersDocumentSays() {
        String customer = given.customer("12000.00");

        Answer answer = http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {
                    "amount": 10000.00,
                    "pin": "4719",
                    "bank_name": "GTBank",
                    "account_number": "9990123459",
                    "account_name": "John Doe"
                }""");

        assertAccepted(answer, "₦10,000.00");
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("2000.00");
    }

    @Test
    void debitsTheWalletAtOnceAndWaitsForAReview() {
        String vendor = given.vendor("80000.00");

        String reference = requested(vendor, "50000.00");

        JsonNode debit = http.get(vendor, "/api/vendor/wallet/transactions/")
                .body()
                .get("results")
                .get(0);
        assertThat(debit.get("kind").asText()).isEqualTo("withdrawal_debit");
        assertThat(debit.get("direction").asText()).isEqualTo("out");
        assertThat(debit.get("amount").asText()).isEqualTo("50000.00");
        assertThat(debit.get("balance_after").asText()).isEqualTo("30000.00");
        assertThat(debit.get("reference").asText()).isEqualTo(reference);
        JsonNode withdrawal = http.get(vendor, "/api/vendor/wallet/withdrawals/" + reference + "/")
                .body();
        assertThat(withdrawal.get("status").asText()).isEqualTo("pending");
        assertThat(withdrawal.get("stage").asText()).isEqualTo("in_review");
        assertThat(tasks.createTaskQuery()
                        .processInstanceBusinessKey(reference)
                        .singleResult()
                        .getTaskDefinitionKey())
                .isEqualTo("userTask_reviewWithdrawal");
    }

    /** A "not acceptable" would come when the money has moved. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/pdf", "application/json;q=0", "nonsense"})
    void answersInJsonWhateverTheClientAccepts(String accepted) {
        String vendor = given.vendor("80000.00");

        Answer answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 50000.00, "pin": "4719"}""", "Accept", accepted);

        assertAccepted(answer, "₦50,000.00");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void leavesNothingBehindWhenItIsRefused() {
        String vendor = given.vendor("80000.00");
        long running = runtime.createProcessInstanceQuery().count();

        Answer answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 80000.01, "pin": "4719"}""");

        assertProblem(answer, 422, "insufficient_balance");
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(rows("SELECT count(*) FROM withdrawal WHERE requester_id = ?", vendor))
                .isZero();
        assertThat(rows("SELECT count(*) FROM audit_event WHERE actor = ? AND action = 'withdrawal.requested'", vendor))
                .isZero();
        assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(running);
    }

    @Test
    void recordsARefusalInTheAuditTrail() {
        String vendor = given.vendor("80000.00");

        http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 80000.01, "pin": "4719"}""");

        assertThat(jdbc.sql("SELECT action || ' ' || reason FROM audit_event WHERE actor = ? AND outcome = 'refused'")
                        .param(vendor)
                        .query(String.class)
                        .single())
                .startsWith("POST /api/vendor/wallet/request-withdrawal insufficient_balance: ");
    }

    private static void assertAccepted(Answer answer, String amount) {
        assertStatus(answer, 201);
        String reference = answer.body().get("reference").asText();
        assertThat(answer.body().toPrettyString())
                .isEqualToNormalizingNewlines("""
                {
                  "success" : true,
                  "message" : "Withdrawal request of %s is being processed. Reference: %s",
                  "reference" : "%s"
                }""".formatted(amount, reference, reference));
    }

    private String requested(String vendor, String amount) {
        Answer answer = http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": %s, \"pin\": \"4719\"}".formatted(amount));
        return assertStatus(answer, 201).body().get("reference").asText();
    }

    private long rows(String count, String who) {
        return jdbc.sql(count).param(who).query(Long.class).single();
    }
}
