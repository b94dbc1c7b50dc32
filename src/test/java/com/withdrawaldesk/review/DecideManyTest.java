package com.withdrawaldesk.review;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Many withdrawals decided with one request. */
@DeskTest
class DecideManyTest {

    private static final String PATH = "/api/admin/finance/decide-many/";

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Audit audit;

    @Test
    void decidesEachOnItsOwnAndSaysWhatBecameOfIt() {
        String vendor = given.vendor("900000.00");
        String own = given.vendor("50000.00");
        people.add(own, Groups.BUSINESS_ADMINS);
        Withdrawal good = given.requested(vendor, "20000.00");
        Withdrawal high = given.requested(vendor, "250000.00");
        Withdrawal decided = given.approved(vendor, "10000.00");
        Withdrawal mine = given.requested(own, "5000.00");
        Withdrawal alsoGood = given.requested(vendor, "30000.00");
        List<String> references = Stream.of(good, high, decided, mine, alsoGood)
                .map(Withdrawal::reference)
                .toList();

        Answer answer = assertStatus(
                http.post(
                        own,
                        PATH,
                        body(
                                "approve",
                                "As agreed",
                                Stream.concat(references.stream(), Stream.of("WTH-NOTHINGTHERE"))
                                        .toList())),
                200);

        assertThat(codes(answer))
                .containsExactly("queued", "high_priority", "already_decided", "own_request", "queued", "not_found");
        assertThat(answer.body().path("success").asBoolean()).isFalse();
        assertThat(answer.body().path("message").asText()).isEqualTo("2 approved, 4 not.");
        assertThat(answer.body().path("decided").asInt()).isEqualTo(2);
        assertThat(answer.body().path("refused").asInt()).isEqualTo(4);
        assertThat(given.now(good).decidedBy()).isEqualTo(own);
        assertThat(given.now(good).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(alsoGood).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(high).stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(given.now(mine).stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(audit.of("withdrawal", good.id().toString()))
                .anySatisfy(entry ->
                        assertThat(List.of(entry.action(), entry.actor())).containsExactly("withdrawal.approved", own));
        assertThat(audit.of("reference", high.reference()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).startsWith("high_priority: "));
    }

    @Test
    void rejectsWithOneReasonAndRefundsEach() {
        String vendor = given.vendor("50000.00");
        List<Withdrawal> asked = IntStream.range(0, 3)
                .mapToObj(n -> given.requested(vendor, "10000.00"))
                .toList();
        List<String> references = asked.stream().map(Withdrawal::reference).toList();

        assertProblem(http.post("admin1", PATH, body("reject", " ", references)), 400, "validation_failed", "reason");
        assertThat(given.balance(vendor)).isEqualTo("20000.00");
        Answer answer = http.post("admin1", PATH, body("reject", "Not your account", references));

        assertThat(codes(answer)).containsExactly("rejected", "rejected", "rejected");
        assertThat(answer.body().path("success").asBoolean()).isTrue();
        assertThat(given.balance(vendor)).isEqualTo("50000.00");
        assertThat(asked)
                .allSatisfy(one -> assertThat(given.now(one).failureReason()).isEqualTo("Not your account"));
    }

    @Test
    void givesTheSameAnswerToTheSameKey() {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "10000.00");
        String body = body("approve", "", List.of(withdrawal.reference()));

        Answer first = http.post("admin1", PATH, body, "Idempotency-Key", withdrawal.reference());
        Answer again = http.post("admin1", PATH, body, "Idempotency-Key", withdrawal.reference());

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(codes(http.post("admin1", PATH, body))).containsExactly("already_decided");
    }

    private static String body(String decision, String reason, List<String> references) {
        return """
                {"decision": "%s", "reason": "%s", "references": [%s]}""".formatted(
                decision, reason, references.stream().map("\"%s\""::formatted).collect(Collectors.joining(", ")));
    }

    /** The code of each that was refused and the stage of each other one, in order. */
    private static List<String> codes(Answer answer) {
        return answer.body()
                .path("results")
                .valueStream()
                .map(result -> result.path("success").asBoolean()
                        ? result.path("stage").asText()
                        : result.path("code").asText())
                .toList();
    }
}
