package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.LinkEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever money waits for has a bound, an owner, an alarm, and a sentence for the requester. */
@DeskTest
class WaitsTest {

    /** Where a withdrawal waits in its own process, and the stages it is in there. A new place has to be entered here. */
    private static final Map<String, Set<Stage>> STAGES = Map.of(
            "userTask_reviewWithdrawal", Set.of(Stage.IN_REVIEW),
            "userTask_confirmWithdrawal", Set.of(Stage.SECOND_REVIEW),
            "serviceTask_sendPayout", Set.of(Stage.QUEUED, Stage.SENDING),
            "eventBasedGateway_sendingAwaited", Set.of(Stage.QUEUED),
            "serviceTask_checkPayout", Set.of(Stage.SENT, Stage.UNKNOWN, Stage.HELD),
            "eventBasedGateway_payoutAwaited", Set.of(Stage.SENT, Stage.UNKNOWN, Stage.HELD),
            "userTask_investigatePayout", Set.of(Stage.INVESTIGATING),
            "userTask_confirmRefund", Set.of(Stage.INVESTIGATING),
            "userTask_recordBankTransfer", Set.of(Stage.AWAITING_TRANSFER),
            "userTask_confirmBankTransfer", Set.of(Stage.AWAITING_TRANSFER));

    /** What a stage is called in the texts, where its cause is not its name. */
    private static final Map<Stage, List<String>> CAUSES = Map.of(
            Stage.QUEUED, List.of("sending", "short", "misconfigured", "unreachable"),
            Stage.SENDING, List.of("sending", "short", "misconfigured", "unreachable"));

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Bankers bankers;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    Interruption interruption;

    @Autowired
    ManagementService management;

    @Autowired
    RecurringTask<Void> overdueTaskReminders;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void nothingElseWaits() {
        given.nothingWaits();
    }

    @AfterEach
    void tidyUp() {
        clock.reset();
        bankers.reset();
        interruption.forget();
        jdbc.sql("DELETE FROM provider_alarm").update();
    }

    @Test
    void everyWaitOfEveryDiagramHasABoundAndAnOwner() {
        List<FlowNode> waits = Models.allBpmn().stream()
                .flatMap(model -> model.getModelElementsByType(FlowNode.class).stream())
                .filter(WaitsTest::waits)
                .toList();

        assertThat(waits).hasSizeGreaterThan(15).allSatisfy(wait -> {
            if (wait instanceof UserTask task) {
                assertThat(task.getCamundaDueDate())
                        .as(task.getId() + " is due")
                        .isNotBlank();
                assertThat(task.getCamundaCandidateGroups())
                        .as(task.getId())
                        .isIn(Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
            } else if (wait instanceof EventBasedGateway gateway) {
                assertThat(gateway.getSucceedingNodes().list())
                        .as(gateway.getId() + " has a timer")
                        .anyMatch(next -> has(next, TimerEventDefinition.class));
            } else if (wait instanceof ServiceTask task) {
                assertThat(task.getExtensionElements()
                                .getElementsQuery()
                                .filterByType(CamundaFailedJobRetryTimeCycle.class)
                                .list())
                        .as(task.getId() + " is tried again, and stops as an incident")
                        .hasSize(1);
            } else {
                assertThat(has(wait, TimerEventDefinition.class))
                        .as(wait.getId() + " waits for a message alone")
                        .isTrue();
            }
        });
    }

    @Test
    void everyWaitOfAWithdrawalHasASentenceForItsRequester() {
        Set<String> waits = Models.bpmn("withdrawal").getModelElementsByType(FlowNode.class).stream()
                .filter(WaitsTest::waits)
                .filter(wait -> !(wait instanceof IntermediateCatchEvent))
                .map(FlowNode::getId)
                .collect(Collectors.toSet());

        assertThat(STAGES.keySet()).isEqualTo(waits);
        Set<Stage> open =
                Arrays.stream(Stage.values()).filter(stage -> !stage.ended()).collect(Collectors.toSet());
        assertThat(STAGES.values().stream().flatMap(Set::stream)).containsAll(open);
        for (Locale language : Wording.LANGUAGES) {
            var words = new Wording(language, ZoneOffset.UTC);
            assertThat(Stream.concat(
                            Stream.of("late", "frozen", "paused"),
                            open.stream().flatMap(stage -> causes(stage).stream())))
                    .allSatisfy(cause -> assertThat(words.find("outlook." + cause))
                            .as(language + " " + cause)
                            .hasValueSatisfying(sentence ->
                                    assertThat(sentence).contains("{time}").doesNotContain("shortly")));
        }
    }

    private static List<String> causes(Stage stage) {
        return CAUSES.getOrDefault(stage, List.of(stage.value()));
    }

    private static boolean waits(FlowNode node) {
        boolean afterEventGateway =
                node.getPreviousNodes().list().stream().anyMatch(EventBasedGateway.class::isInstance);
        return node instanceof UserTask
                || node instanceof ReceiveTask
                || node instanceof EventBasedGateway
                || node instanceof ServiceTask task && (task.isCamundaAsyncBefore() || task.getCamundaType() != null)
                || node instanceof IntermediateCatchEvent
                        && !has(node, LinkEventDefinition.class)
                        && !afterEventGateway;
    }

    private static boolean has(FlowNode node, Class<? extends EventDefinition> type) {
        return node instanceof IntermediateCatchEvent event
                && event.getEventDefinitions().stream().anyMatch(type::isInstance);
    }

    /** Whatever the task: the model test finds those without a due date or a group. */
    @Test
    void overdueTasksAreShownAndTheirGroupsRemindedTogetherUntilTheyAreDone() {
        // Longer ago than whatever others left behind, as only the oldest are listed.
        clock.stopAt(Instant.parse("2001-01-01T12:00:00Z"));
        Withdrawal one = byHand();
        Withdrawal other = byHand();
        String claimed = tasklist.taskOf(other).getId();
        ClockUtil.setCurrentTime(Date.from(clock.instant()));
        tasklist.as("operator1", tasks -> tasks.claim(claimed, "operator1"));
        ClockUtil.reset();
        remind();
        assertThat(reminders(one)).isZero();
        assertThat(sentence(one)).contains("Our staff make the transfer", "2 Jan 2001, 05:00 (Lagos)");

        clock.advance(Duration.ofHours(9));
        remind();
        remind();

        assertThat(reminders(one)).isOne();
        assertThat(reminders(other)).isOne();
        assertThat(item("reviews", one).path("cause").asText()).isEqualTo("task_overdue");
        assertThat(item("reviews", one).path("subject").asText()).isEqualTo("Record bank transfer");
        assertThat(tasklist.taskOf(other).getAssignee()).isEqualTo("operator1");
        clock.advance(Duration.ofHours(12));
        remind();
        assertThat(reminders(one)).isEqualTo(2);
        assertThat(sentence(one)).contains("It should have gone on by");
        // Whoever claimed it may not come back; the next one reads who it was.
        assertThat(tasklist.taskOf(other).getAssignee()).isNull();

        tasklist.complete("operator1", one, Map.of("bank_reference", "OUT-" + one.reference()));
        clock.advance(Duration.ofHours(12));
        remind();
        assertThat(reminders(one)).isEqualTo(2);
        assertThat(reminders(other)).isEqualTo(3);
        assertThat(item("reviews", one)).isNull();
        tasklist.complete("operator1", other, Map.of("bank_reference", "OUT-" + other.reference()));
    }

    @Test
    void aProviderOutOfReachIsAnAlarmAndItsPayoutsAreShown() {
        bankers.use("paystack");
        TestServers.PAYSTACK.allRequests(Fault.ERROR_BEFORE);
        // What a test sent on a later day is no sign of life.
        jdbc.sql("UPDATE payout_attempt SET sent_at = created_at WHERE provider = 'paystack' AND sent_at > now()")
                .update();
        Withdrawal withdrawal =
                given.approved(given.vendor("5000.00"), "1000.00", Given.account("058", FakeProvider.freshAccount()));
        assertThat(sentence(withdrawal)).contains("by itself, usually within 10 minutes");
        given.runDueJobs(withdrawal);
        assertThat(sentence(withdrawal))
                .contains("does not take it at the moment")
                .doesNotContain("shortly");
        assertThat(item("payouts", withdrawal)).isNull();
        assertThat(alarms("paystack")).isEmpty();

        given.later(Duration.ofMinutes(6), withdrawal);
        given.later(Duration.ofMinutes(6), withdrawal);

        assertThat(item("payouts", withdrawal).path("cause").asText()).isEqualTo("waits_later");
        assertThat(alarms("paystack")).containsExactly("unreachable");
        assertThat(jdbc.sql("SELECT audience_id FROM notification WHERE event = 'provider.unreachable'")
                        .query(String.class)
                        .list())
                .contains(Groups.BUSINESS_ADMINS, Groups.OPERATIONS);

        // Staff are told by name after a day, and after three it is their task.
        given.later(Duration.ofHours(25), withdrawal);
        assertThat(told("payout.overdue", withdrawal)).isOne();
        given.later(Duration.ofHours(48), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.INVESTIGATING);
        assertThat(sentence(withdrawal)).contains("Our staff find out what became of it");

        bankers.reset();
        bankers.use("paystack");
        Withdrawal next =
                given.approved(given.vendor("5000.00"), "1000.00", Given.account("058", FakeProvider.freshAccount()));
        given.runDueJobs(next);
        assertThat(alarms("paystack")).isEmpty();
    }

    @Test
    void whatTheRecipientCallRefusesInUnknownWordsIsInvestigated() {
        bankers.use("paystack");
        String account = FakeProvider.freshAccount();
        TestServers.PAYSTACK.script(account).refuseRecipient(400, "Something that nobody has heard before");
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00", Given.account("058", account));
        given.runDueJobs(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.INVESTIGATING);
        assertThat(told("payout.investigate", withdrawal)).isOne();
        assertThat(sentence(withdrawal)).contains("Our staff find out what became of it, and should by ");
    }

    @Test
    void theRequesterOfWhatWaitsForFloatReadsThatItDoes() {
        bankers.use("paystack");
        TestServers.PAYSTACK.setBalance(100);
        Withdrawal withdrawal =
                given.approved(given.vendor("5000.00"), "1000.00", Given.account("058", FakeProvider.freshAccount()));
        given.runDueJobs(withdrawal);

        assertThat(sentence(withdrawal)).contains("until our own account at the payment provider is topped up", "by ");
        given.later(Duration.ofMinutes(11), withdrawal);
        assertThat(item("payouts", withdrawal).path("cause").asText()).isEqualTo("waits_short");

        bankers.reset();
        bankers.use("paystack");
        given.later(Duration.ofMinutes(6), withdrawal);
        given.later(Duration.ofMinutes(6), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"SENT", "UNKNOWN"})
    void theClockOfAWaitStartsWhenTheWaitStarts(Stage stage) {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Withdrawal withdrawal = given.requested(given.vendor("5000.00"), stage == Stage.SENT ? "1000.00" : "1000.02");
        clock.advance(Duration.ofDays(1));
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        Instant approved = clock.instant();
        assertThat(since(withdrawal)).isEqualTo(approved);
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(1));
        Instant handedOver = since(withdrawal);

        given.later(Duration.ofSeconds(1), withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(stage);
        assertThat(since(withdrawal)).isEqualTo(handedOver);
        assertThat(meters.get("desk.withdrawals.oldest.seconds")
                        .tag("stage", "queued")
                        .gauge()
                        .value())
                .isNotNull();
    }

    @Test
    void aStepIsShownFromItsSecondFailureOnAndOneThatNobodyDoesIsShownToo() {
        Withdrawal withdrawal = given.approved(given.vendor("5000.00"), "1000.00");
        List<String> causes = new ArrayList<>();
        for (int failures = 0; failures < 3; failures++) {
            causes.add(
                    item("incidents", withdrawal) == null
                            ? "none"
                            : item("incidents", withdrawal).path("cause").asText());
            interruption.failAt("serviceTask_sendPayout", "start");
            String job = management
                    .createJobQuery()
                    .processInstanceId(withdrawal.processInstanceId())
                    .singleResult()
                    .getId();
            try {
                management.executeJob(job);
            } catch (RuntimeException injected) {
                assertThat(injected).hasMessageContaining("injected");
            }
        }
        assertThat(causes).containsExactly("none", "none", "step_failing");

        // An hour later it is long due, and no node is there to do it.
        clock.advance(Duration.ofHours(1));
        assertThat(item("payouts", withdrawal).path("cause").asText()).isEqualTo("waits_later");
        assertThat(causesOf("machinery")).contains("steps_late");
        assertThat(meters.get("desk.engine.jobs.late.seconds").gauge().value()).isNotNegative();
    }

    private Withdrawal byHand() {
        Withdrawal withdrawal = given.approved(given.vendor("9500000.00"), "9500000.00");
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);
        return withdrawal;
    }

    private void remind() {
        overdueTaskReminders.executeRecurringly(null, null);
    }

    private int reminders(Withdrawal withdrawal) {
        return jdbc.sql("SELECT count(*) FROM notification WHERE event = 'task.overdue' AND message LIKE ?")
                .param("%" + withdrawal.reference() + "%")
                .query(Integer.class)
                .single();
    }

    private int told(String event, Withdrawal withdrawal) {
        return jdbc.sql("SELECT count(*) FROM notification WHERE event = ? AND metadata ->> 'reference' = ?")
                .params(event, withdrawal.reference())
                .query(Integer.class)
                .single();
    }

    private List<String> alarms(String provider) {
        return jdbc.sql("SELECT kind FROM provider_alarm WHERE provider = ?")
                .param(provider)
                .query(String.class)
                .list();
    }

    private Instant since(Withdrawal withdrawal) {
        return jdbc.sql("SELECT stage_since FROM withdrawal WHERE id = ?")
                .param(withdrawal.id())
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    private String sentence(Withdrawal withdrawal) {
        String path = "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/";
        return assertStatus(http.get(withdrawal.requesterId(), path), 200)
                .body()
                .path("next_step")
                .asText();
    }

    private Stream<JsonNode> items(String kind) {
        JsonNode found = assertStatus(http.get("operator1", "/api/admin/operations/attention/"), 200)
                .body();
        var items = new ArrayList<JsonNode>();
        found.path("kinds").forEach(one -> {
            if (one.path("kind").asText().equals(kind)) {
                one.path("items").forEach(items::add);
            }
        });
        return items.stream();
    }

    private List<String> causesOf(String kind) {
        return items(kind).map(item -> item.path("cause").asText()).toList();
    }

    /** Null when it is not among them. */
    private JsonNode item(String kind, Withdrawal withdrawal) {
        return items(kind)
                .filter(item -> item.path("reference").asText().equals(withdrawal.reference()))
                .findFirst()
                .orElse(null);
    }
}
