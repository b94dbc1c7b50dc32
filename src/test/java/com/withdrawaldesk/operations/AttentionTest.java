package com.withdrawaldesk.operations;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.Stuck;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.math.BigDecimal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operations see of what is stuck, and what they do about it. */
@DeskTest
class AttentionTest {

    private static final String PATH = "/api/admin/operations/";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    People people;

    @Autowired
    Stuck stuck;

    @Autowired
    Statements statements;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    RecurringTask<Void> mailDeliveryTask;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nothingElseWaits() {
        given.nothingWaits();
    }

    @AfterEach
    void tidyUp() {
        stuck.forget();
        clock.reset();
    }

    @Test
    void aFailedStepIsTriedOnceMoreAndThePayoutGoesOn() {
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00");
        String incident = stuck.incident(withdrawal);

        JsonNode item = item("incidents", withdrawal.reference());
        assertThat(item.get("id").asText()).isEqualTo(incident);
        assertThat(item.get("cause").asText()).isEqualTo("step_failed");
        assertThat(item.get("subject").asText()).isEqualTo("Send payout");
        assertThat(item.get("detail").asText()).contains("injected at start of serviceTask_sendPayout");
        assertThat(item.get("amount").asText()).isEqualTo("1000.00");
        assertThat(item.get("process_instance_id").asText()).isEqualTo(withdrawal.processInstanceId());
        assertThat(Instant.parse(item.get("since").asText()))
                .isBetween(Instant.now().minusSeconds(300), Instant.now());

        String retry = "incidents/" + incident + "/retry/";
        assertProblem(http.post("admin1", PATH + retry, null), 403, "forbidden");
        String due = dueDate(withdrawal);
        assertStatus(http.post("operator1", PATH + retry, null), 200);

        assertThat(dueDate(withdrawal)).isEqualTo(due);
        assertThat(item("incidents", withdrawal.reference())).isNull();
        assertThat(audited("incident.retried", withdrawal.processInstanceId())).containsExactly("operator1");
        assertProblem(http.post("operator1", PATH + retry, null), 404, "not_found");
        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("4000.00");
        assertThat(audited("incident.retried", withdrawal.processInstanceId())).hasSize(1);
    }

    private String dueDate(Withdrawal withdrawal) {
        return jdbc.sql("SELECT coalesce(duedate_::text, 'none') FROM act_ru_job WHERE process_instance_id_ = ?")
                .param(withdrawal.processInstanceId())
                .query(String.class)
                .single();
    }

    @Test
    void aStepThatFailsAgainIsThereAgain() {
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00");
        String first = stuck.incident(withdrawal);
        assertStatus(http.post("operator1", PATH + "incidents/" + first + "/retry", null), 200);

        String second = stuck.incident(withdrawal);

        assertThat(second).isNotEqualTo(first);
        assertThat(item("incidents", withdrawal.reference()).get("id").asText()).isEqualTo(second);
    }

    /** It is the engine that decides what they see. */
    @Test
    void nobodyRepeatsAStepThatTheEngineDoesNotShowThem() {
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00");
        String incident = stuck.incident(withdrawal);
        Authorization granted = authorizations
                .createAuthorizationQuery()
                .groupIdIn("operations")
                .resourceType(Resources.PROCESS_DEFINITION)
                .resourceId("withdrawal")
                .singleResult();
        granted.removePermission(ProcessDefinitionPermissions.READ_INSTANCE);
        authorizations.saveAuthorization(granted);
        try {
            assertProblem(http.post("operator1", PATH + "incidents/" + incident + "/retry", null), 404, "not_found");
            assertThat(audited("incident.retried", withdrawal.processInstanceId()))
                    .isEmpty();
            assertThat(item("incidents", withdrawal.reference())).isNotNull();
        } finally {
            granted.addPermission(ProcessDefinitionPermissions.READ_INSTANCE);
            authorizations.saveAuthorization(granted);
        }
    }

    @Test
    void theProviderIsAskedAndNothingIsSentTwice() {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.02");
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.UNKNOWN);
        JsonNode item = item("payouts", withdrawal.reference());
        assertThat(item.get("cause").asText()).isEqualTo("unknown");
        assertThat(item.get("subject").asText()).isEqualTo("sandbox");
        String check = PATH + "withdrawals/" + withdrawal.reference() + "/check-payout/";
        assertProblem(http.post("admin1", check, null), 403, "forbidden");

        // Asked at once it still knows nothing; asking twice asks once.
        assertStatus(http.post("operator1", check, null), 200);
        assertStatus(http.post("operator1", check, null), 200);
        assertThat(given.runDueJobs(withdrawal)).isEqualTo(1);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.UNKNOWN);

        // Later it does, before the next check is due by itself.
        clock.advance(Duration.ofMinutes(2));
        assertStatus(http.post("operator1", check, null), 200);
        given.runDueJobs(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(jdbc.sql("SELECT sum(sends) FROM payout_attempt WHERE withdrawal_id = ?")
                        .param(withdrawal.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(item("payouts", withdrawal.reference())).isNull();
        assertThat(audited("payout.check_wanted", withdrawal.id().toString()))
                .containsExactly("operator1", "operator1", "operator1");
        assertProblem(http.post("operator1", check, null), 409, "conflict");
    }

    /** A bank took the payout and forgot it. */
    private Withdrawal investigated() {
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00");
        given.runDueJobs(withdrawal);
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.INVESTIGATING);
        return withdrawal;
    }

    /** Somebody with two names is no colleague of their own. */
    @Test
    void whatIsInvestigatedIsAskedByWhoIsAtItUnderEitherName() {
        Withdrawal withdrawal = investigated();
        people.add("operator7", "operations");
        people.add("operator8", "operations");
        tasklist.as(
                "operator7", tasks -> tasks.claim(tasklist.taskOf(withdrawal).getId(), "operator7"));
        String check = PATH + "withdrawals/" + withdrawal.reference() + "/check-payout";
        assertProblem(http.post("operator8", check, null), 409, "conflict");

        String link = "{\"user\": \"operator7\", \"same_as\": \"OPERATOR8\"}";
        assertStatus(http.post("engineadmin", "/api/admin/identities/", link), 201);
        try {
            assertStatus(http.post("operator8", check, null), 200);
        } finally {
            http.post("engineadmin", "/api/admin/identities/unlink/", "{\"user\": \"operator7\"}");
        }
        assertThat(audited("payout.check_wanted", withdrawal.id().toString())).containsExactly("operator8");
        given.runDueJobs(withdrawal);
    }

    @Test
    void whatIsInvestigatedIsAskedUnlessAColleagueIsAtIt() {
        Withdrawal withdrawal = investigated();
        assertThat(item("payouts", withdrawal.reference()).get("cause").asText())
                .isEqualTo("investigating");
        String check = PATH + "withdrawals/" + withdrawal.reference() + "/check-payout";
        people.add("operator7", "operations");
        String task = tasklist.taskOf(withdrawal).getId();
        tasklist.as("operator7", tasks -> tasks.claim(task, "operator7"));

        assertProblem(http.post("operator1", check, null), 409, "conflict");
        assertThat(tasklist.taskOf(withdrawal).getId()).isEqualTo(task);
        assertStatus(http.post("operator7", check, null), 200);

        assertThat(audited("payout.check_wanted", withdrawal.id().toString())).containsExactly("operator7");
        assertThat(given.runDueJobs(withdrawal)).isPositive();
    }

    @Test
    void nobodyIsAskedWhereThereIsNothingToAsk() {
        Withdrawal inReview = given.requested(given.vendor("5000.00"), "1000.00");

        assertProblem(
                http.post("operator1", PATH + "withdrawals/" + inReview.reference() + "/check-payout", null),
                409,
                "conflict");
        assertProblem(
                http.post("operator1", PATH + "withdrawals/WTH-NOTHINGTHERE/check-payout", null), 404, "not_found");
        assertThat(audited("payout.check_wanted", inReview.id().toString())).isEmpty();
    }

    @Test
    void anEmailThatWasGivenUpIsSentAgain() throws Exception {
        given.nothingToMail();
        String title = "Given up " + System.nanoTime();
        long email = stuck.email("techstore", title);
        JsonNode item = item("emails", email);
        assertThat(item.get("subject").asText()).isEqualTo(title + " → Somebody <techstore@example.com>");
        assertThat(item.get("detail").asText()).isEqualTo("550 5.1.1 no such user");
        String resend = PATH + "emails/" + email + "/resend";
        assertProblem(http.post("admin1", resend, null), 403, "forbidden");

        assertStatus(http.post("operator1", resend, null), 200);
        assertProblem(http.post("operator1", resend, null), 404, "not_found");
        mailDeliveryTask.executeRecurringly(null, null);

        assertThat(jdbc.sql("SELECT state FROM notification_delivery WHERE id = ?")
                        .param(email)
                        .query(String.class)
                        .single())
                .isEqualTo("delivered");
        assertThat(List.of(TestServers.SMTP.getReceivedMessages()))
                .anySatisfy(mail -> assertThat(mail.getSubject()).contains(title));
        assertThat(item("emails", email)).isNull();
        assertThat(audited("email.resent", String.valueOf(email))).containsExactly("operator1");
    }

    @Test
    void aHundredOfAKindAreListedAndAllAreCounted() {
        long before = count("emails");
        for (int i = 0; i < 101; i++) {
            stuck.email("techstore", "One of many " + i + " " + System.nanoTime());
        }

        JsonNode emails = kind("emails");

        assertThat(emails.get("count").asLong()).isEqualTo(before + 101);
        assertThat(emails.get("items")).hasSize(100);
        assertThat(StreamSupport.stream(emails.get("items").spliterator(), false)
                        .map(item -> item.get("id").asLong()))
                .isSorted();
    }

    @Test
    void whatDoesNotAddUpIsShownUntilItDoes() throws SQLException {
        String vendor = given.vendor("5000.00");
        corrupt(vendor, "+ 1");
        try {
            JsonNode found = assertStatus(http.post("operator1", PATH + "invariants/check", null), 200)
                    .body();
            assertThat(found.get("healthy").asBoolean()).isFalse();
            JsonNode item = kind("invariants").get("items").get(0);
            assertThat(item.get("subject").asText()).isEqualTo("wallet balance equals the sum of its transfers");
            assertThat(attention().get("kinds").get(0).get("kind").asText()).isEqualTo("invariants");
            assertProblem(http.post("admin1", PATH + "invariants/check", null), 403, "forbidden");
        } finally {
            corrupt(vendor, "- 1");
        }

        assertThat(http.post("operator1", PATH + "invariants/check", null)
                        .body()
                        .get("healthy")
                        .asBoolean())
                .isTrue();
        assertThat(kind("invariants")).isNull();
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM audit_event WHERE action = 'invariants.checked' AND actor = 'operator1'")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(2);
    }

    private static void corrupt(String vendor, String change) throws SQLException {
        try (var owner = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
                var statement = owner.createStatement()) {
            statement.execute(
                    "UPDATE wallet SET balance_minor = balance_minor " + change + " WHERE owner_id = '" + vendor + "'");
        }
    }

    @Test
    void reviewsThatNobodyDecidedInTimeAreThere() {
        // Longer ago than whatever others left behind, as only the oldest are listed.
        clock.stopAt(Instant.parse("2001-01-01T12:00:00Z"));
        Withdrawal withdrawal = given.requested(given.vendor("5000.00"), "1000.00");
        assertThat(item("reviews", withdrawal.reference())).isNull();

        clock.stopAt(Instant.parse("2001-02-01T12:00:00Z"));

        JsonNode item = item("reviews", withdrawal.reference());
        assertThat(item.get("cause").asText()).isEqualTo("review_overdue");
        assertThat(item.get("process_instance_id").asText()).isEqualTo(withdrawal.processInstanceId());
        assertThat(item.get("since").asText()).startsWith("2001-01-");
    }

    @Test
    void whatEverythingWaitsForIsThere() {
        jdbc.sql("INSERT INTO provider_alarm VALUES ('nobodys', 'low_float', 'Balance 3.00', ?::timestamptz)")
                .param("2026-01-01T00:00:00Z")
                .update();
        jdbc.sql("INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, last_failure,"
                        + " consecutive_failures, version) VALUES ('always-fails', 'recurring', now() + interval '1 hour', false, now(), 3, 1),"
                        + " ('failed-once', 'recurring', now() + interval '1 hour', false, now(), 1, 1)")
                .update();
        jdbc.sql(
                        "INSERT INTO webhook_event (provider, event, subject, status, state, body_sha256, received_from, received_at,"
                                + " next_attempt_at) VALUES ('paystack', 'e', 'stuck-one', 's', 'new', ?, '127.0.0.1',"
                                + " now() - interval '20 minutes', now())")
                .param("0".repeat(64))
                .update();
        try {
            JsonNode alarm = kind("providers").get("items").get(0);
            assertThat(alarm.get("cause").asText()).isEqualTo("low_float");
            assertThat(alarm.get("subject").asText()).isEqualTo("nobodys");
            assertThat(alarm.get("detail").asText()).isEqualTo("Balance 3.00");
            assertThat(alarm.get("count").asLong()).isZero();
            assertThat(subjects("machinery")).contains("always-fails").doesNotContain("failed-once");
            assertThat(causes("machinery")).contains("webhooks_waiting");
        } finally {
            jdbc.sql("DELETE FROM provider_alarm WHERE provider = 'nobodys'").update();
            jdbc.sql("DELETE FROM scheduled_tasks WHERE task_name IN ('always-fails', 'failed-once')")
                    .update();
            jdbc.sql("DELETE FROM webhook_event WHERE subject = 'stuck-one'").update();
        }
    }

    @Test
    void stagesAddUp() {
        JsonNode before =
                assertStatus(http.get("operator1", PATH + "stages"), 200).body();
        given.requested(given.vendor("5000.00"), "1000.50");
        given.requested(given.vendor("5000.00"), "200.25");

        JsonNode after = http.get("admin1", PATH + "stages").body();

        assertThat(after.get("count").asLong() - before.get("count").asLong()).isEqualTo(2);
        assertThat(new BigDecimal(after.get("amount").asText())
                        .subtract(new BigDecimal(before.get("amount").asText())))
                .isEqualTo("1200.75");
        assertThat(StreamSupport.stream(after.get("stages").spliterator(), false)
                        .mapToLong(stage -> stage.get("count").asLong())
                        .sum())
                .isEqualTo(after.get("count").asLong());
    }

    @Test
    void aLookCostsFewStatementsAndTellsWhoMayAct() {
        http.get("operator1", PATH + "attention");

        assertThat(statements.during(() -> http.get("operator1", PATH + "attention")))
                .filteredOn(sql -> sql.contains(" AS cause"))
                .hasSize(7);
        assertThat(attention().get("acts").asBoolean()).isTrue();
        assertThat(http.get("admin1", PATH + "attention").body().get("acts").asBoolean())
                .isFalse();
    }

    private JsonNode attention() {
        return assertStatus(http.get("operator1", PATH + "attention/"), 200).body();
    }

    /** Null when there is nothing of this kind. */
    private JsonNode kind(String kind) {
        return StreamSupport.stream(attention().get("kinds").spliterator(), false)
                .filter(one -> one.get("kind").asText().equals(kind))
                .findFirst()
                .orElse(null);
    }

    private long count(String kind) {
        JsonNode found = kind(kind);
        return found == null ? 0 : found.get("count").asLong();
    }

    private List<JsonNode> items(String kind) {
        JsonNode found = kind(kind);
        return found == null
                ? List.of()
                : StreamSupport.stream(found.get("items").spliterator(), false).toList();
    }

    private List<String> subjects(String kind) {
        return items(kind).stream().map(item -> item.path("subject").asText()).toList();
    }

    private List<String> causes(String kind) {
        return items(kind).stream().map(item -> item.get("cause").asText()).toList();
    }

    private JsonNode item(String kind, String reference) {
        return items(kind).stream()
                .filter(item -> item.path("reference").asText().equals(reference))
                .findFirst()
                .orElse(null);
    }

    private JsonNode item(String kind, long id) {
        return items(kind).stream()
                .filter(item -> item.path("id").asLong() == id)
                .findFirst()
                .orElse(null);
    }

    private List<String> audited(String action, String subject) {
        return jdbc.sql("SELECT actor FROM audit_event WHERE action = ? AND subject_id = ? ORDER BY id")
                .params(action, subject)
                .query(String.class)
                .list();
    }
}
