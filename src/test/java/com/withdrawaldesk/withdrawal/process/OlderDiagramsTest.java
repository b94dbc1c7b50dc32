package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.engine.DiagramVersion;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.emergency.EmergencyRefunds;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What began in the diagram of an earlier release is finished in it by this one, wherever it waits. The files are those
 * releases' own. Whoever changes the diagram adds the one before.
 */
@DeskTest
class OlderDiagramsTest {

    private static final Verdict APPROVE = new Verdict(true, null, null);
    private static final Verdict REJECT = new Verdict(false, "The name does not match the account", null);
    private static final String LARGE = "6000000.00";
    private static final String BY_HAND = "9500000.00";
    private static final String BY_TWO_TELLERS = "12500000.00";
    private static final int COULD_NOT_TRANSFER_SINCE = 4;
    private static final int PAID_CONFIRMED_SINCE = 4;

    /** Where it waits, and how it ends after that. */
    private enum Wait {
        APPROVED("1000.00", "userTask_reviewWithdrawal", Stage.COMPLETED),
        REMINDED_AND_REJECTED("1000.00", "userTask_reviewWithdrawal", Stage.REJECTED),
        CANCELLED("1000.00", "userTask_reviewWithdrawal", Stage.CANCELLED),
        CONFIRMED(LARGE, "userTask_confirmWithdrawal", Stage.COMPLETED),
        NOT_CONFIRMED(LARGE, "userTask_confirmWithdrawal", Stage.REJECTED),
        CANCELLED_LATE(LARGE, "userTask_confirmWithdrawal", Stage.CANCELLED),
        QUEUED("1000.00", "serviceTask_sendPayout", Stage.COMPLETED),
        REFUNDED("1000.00", "serviceTask_sendPayout", Stage.REFUNDED),
        SHORT("1000.04", "eventBasedGateway_sendingAwaited", Stage.COMPLETED),
        SENT("1000.00", "eventBasedGateway_payoutAwaited", Stage.COMPLETED),
        UNKNOWN("1000.02", "eventBasedGateway_payoutAwaited", Stage.COMPLETED),
        HELD("1000.01", "eventBasedGateway_payoutAwaited", Stage.FAILED),
        FOUND_PAID("1000.00", "userTask_investigatePayout", Stage.COMPLETED),
        FOUND_UNPAID("1000.00", "userTask_investigatePayout", Stage.FAILED),
        ASKED_AGAIN("1000.00", "userTask_investigatePayout", Stage.COMPLETED),
        HEARD_MEANWHILE("1000.00", "userTask_confirmRefund", Stage.COMPLETED),
        TRANSFERRED(BY_HAND, "userTask_recordBankTransfer", Stage.COMPLETED),
        NOT_TRANSFERRED(BY_HAND, "userTask_recordBankTransfer", Stage.FAILED),
        TRANSFER_CONFIRMED(BY_TWO_TELLERS, "userTask_confirmBankTransfer", Stage.COMPLETED);

        private final String amount;
        private final String activity;
        private final Stage end;

        Wait(String amount, String activity, Stage end) {
            this.amount = amount;
            this.activity = activity;
            this.end = end;
        }
    }

    @Autowired
    DiagramVersion diagrams;

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    EmergencyRefunds emergency;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private Deployment older;

    @BeforeEach
    void aSecondPerson() {
        people.add("operator2", Groups.OPERATIONS);
    }

    @AfterEach
    void takenBack() {
        clock.reset();
        repository.deleteDeployment(older.getId(), true);
        assertThat(invariants.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void areFinishedFromWhereverTheyWait(int version) {
        Map<Wait, Withdrawal> begun = begin(version);
        assertThat(diagrams.of(CamundaFlow.WITHDRAWAL)).isNotEqualTo(definition());
        begun.forEach((wait, withdrawal) -> {
            String name = "%s of version %d".formatted(wait, version);
            bring(wait, withdrawal);
            var waiting = runtime.createProcessInstanceQuery()
                    .processInstanceId(withdrawal.processInstanceId())
                    .processDefinitionId(definition())
                    .activityIdIn(wait.activity)
                    .singleResult();
            assertThat(waiting).as(name).isNotNull();

            finish(wait, withdrawal, version);

            assertThat(given.now(withdrawal).stage()).as(name).isEqualTo(wait.end);
            assertThat(given.balance(withdrawal.requesterId()))
                    .as(name)
                    .isEqualTo(wait.end == Stage.COMPLETED ? "0.00" : wait.amount);
            assertThat(runtime.createExecutionQuery()
                            .processInstanceId(withdrawal.processInstanceId())
                            .count())
                    .as(name)
                    .isZero();
        });
    }

    /** As a node of that release did: with its diagram, and the decision table, which has not changed since. */
    private Map<Wait, Withdrawal> begin(int version) {
        older = repository
                .createDeployment()
                .addClasspathResource("diagrams-before/withdrawal-" + version + ".bpmn")
                .addClasspathResource("bpmn/withdrawal-priority.dmn")
                .deploy();
        @SuppressWarnings("unchecked")
        var ids = (Map<String, String>) ReflectionTestUtils.getField(diagrams, "ids");
        String today = ids.put(CamundaFlow.WITHDRAWAL, definition());
        try {
            var begun = new EnumMap<Wait, Withdrawal>(Wait.class);
            for (Wait wait : Wait.values()) {
                if (wait != Wait.NOT_TRANSFERRED || version >= COULD_NOT_TRANSFER_SINCE) {
                    begun.put(wait, given.requested(given.vendor(wait.amount), wait.amount));
                }
            }
            return begun;
        } finally {
            ids.remove(CamundaFlow.WITHDRAWAL);
            if (today != null) {
                ids.put(CamundaFlow.WITHDRAWAL, today);
            }
        }
    }

    private String definition() {
        return repository
                .createProcessDefinitionQuery()
                .deploymentId(older.getId())
                .singleResult()
                .getId();
    }

    private void bring(Wait wait, Withdrawal withdrawal) {
        if (wait.activity.equals("userTask_reviewWithdrawal")) {
            return;
        }
        given.decide("admin1", withdrawal, APPROVE);
        switch (wait) {
            case SHORT, SENT, UNKNOWN -> given.runDueJobs(withdrawal);
            case HELD -> {
                given.runDueJobs(withdrawal);
                given.later(Duration.ofSeconds(10), withdrawal);
                assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.HELD);
            }
            case FOUND_PAID, FOUND_UNPAID, ASKED_AGAIN -> investigate(withdrawal);
            case HEARD_MEANWHILE -> {
                investigate(withdrawal);
                find(withdrawal, "not_paid");
            }
            case TRANSFERRED, NOT_TRANSFERRED -> given.decide("admin2", withdrawal, APPROVE);
            case TRANSFER_CONFIRMED -> {
                given.decide("admin2", withdrawal, APPROVE);
                tasklist.complete("operator1", withdrawal, transfer(withdrawal));
            }
            default -> {
                // It is there.
            }
        }
    }

    private void finish(Wait wait, Withdrawal withdrawal, int version) {
        switch (wait) {
            case APPROVED -> given.decide("admin1", withdrawal, APPROVE);
            case REMINDED_AND_REJECTED -> {
                given.later(Duration.ofHours(25), withdrawal);
                assertThat(given.now(withdrawal).priority()).isEqualTo("high");
                given.decide("admin1", withdrawal, REJECT);
            }
            case CONFIRMED -> given.decide("admin2", withdrawal, APPROVE);
            case NOT_CONFIRMED -> given.decide("admin2", withdrawal, REJECT);
            case CANCELLED, CANCELLED_LATE -> given.cancel(withdrawal);
            case REFUNDED ->
                given.as(
                        "admin2",
                        Groups.BUSINESS_ADMINS,
                        () -> transaction.executeWithoutResult(tx ->
                                emergency.refund(emergency.look(withdrawal.id(), "admin3"), "admin3", "It is down")));
            case SENT -> {
                clock.advance(Duration.ofSeconds(3));
                hints.heard(given.payoutOf(withdrawal), Result.PAID);
                given.runDueJobs(withdrawal);
            }
            case FOUND_PAID -> {
                find(withdrawal, "paid");
                if (version >= PAID_CONFIRMED_SINCE) {
                    tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));
                }
            }
            case FOUND_UNPAID -> {
                find(withdrawal, "not_paid");
                tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));
            }
            case ASKED_AGAIN -> {
                known(withdrawal);
                find(withdrawal, "check_again");
                given.runDueJobs(withdrawal);
            }
            case HEARD_MEANWHILE -> {
                known(withdrawal);
                hints.heard(given.payoutOf(withdrawal), Result.PAID);
                given.runDueJobs(withdrawal);
            }
            case TRANSFERRED -> tasklist.complete("operator1", withdrawal, transfer(withdrawal));
            case NOT_TRANSFERRED -> {
                tasklist.complete(
                        "operator1", withdrawal, Map.of("resolution", "not_paid", "reason", "The account is closed"));
                tasklist.complete("operator2", withdrawal, Map.of("resolution", "confirmed"));
            }
            case TRANSFER_CONFIRMED -> tasklist.complete("operator2", withdrawal, Map.of("resolution", "confirmed"));
            default -> {
                // Nobody has to do anything.
            }
        }
        if (!given.now(withdrawal).stage().ended()) {
            course.untilConclusive(withdrawal);
        }
    }

    private void investigate(Withdrawal withdrawal) {
        given.runDueJobs(withdrawal);
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        course.untilConclusive(withdrawal);
    }

    private void find(Withdrawal withdrawal, String finding) {
        tasklist.complete(
                "operator1",
                withdrawal,
                Map.of(
                        "resolution",
                        finding,
                        "bank_reference",
                        "GTB-" + withdrawal.reference(),
                        "reason",
                        "Asked the bank"));
    }

    /** The bank knows of the payment after all. */
    private void known(Withdrawal withdrawal) {
        jdbc.sql("INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, 100000, now())")
                .param(given.payoutOf(withdrawal))
                .update();
    }

    private static Map<String, Object> transfer(Withdrawal withdrawal) {
        return Map.of("bank_reference", "OUT-" + withdrawal.reference());
    }
}
