package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.FORBIDDEN;
import static com.withdrawaldesk.base.refusal.Code.OWN_REQUEST;
import static com.withdrawaldesk.withdrawal.process.Refused.refusedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the members of each group can and cannot do with the engine itself, whose API Tasklist brings along. */
@DeskTest
class TasklistTest {

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TaskService tasks;

    @Autowired
    RuntimeService runtime;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Invariants invariants;

    private String vendor;
    private Withdrawal withdrawal;
    private String task;
    private Footprint before;

    @BeforeEach
    void aWithdrawalWaitsForReview() {
        vendor = given.vendor("80000.00");
        withdrawal = given.requested(vendor, "50000.00");
        task = tasklist.taskOf(withdrawal).getId();
        before = Footprint.of(jdbc);
    }

    @AfterEach
    void everythingAddsUp() {
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void letsAdminsSeeClaimAndCompleteReviews() {
        tasklist.as("admin1", engine -> {
            assertThat(engine.createTaskQuery().taskId(task).count()).isOne();
            assertThat(engine.getVariable(task, "amount")).isEqualTo("₦50,000.00");
            engine.claim(task, "admin1");
            engine.complete(task, Map.of("decision", "approve", "notes", "Known shop"));
        });

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin1");
    }

    @Test
    void letsAdminsDoNothingElse() {
        denied("admin1", engine -> engine.setVariable(task, "decision", "approve"));
        denied("admin1", engine -> engine.setVariableLocal(task, "decision", "approve"));
        denied("admin1", engine -> engine.setAssignee(task, "admin2"));
        denied("admin1", engine -> engine.delegateTask(task, "admin2"));
        denied("admin1", engine -> engine.setPriority(task, 0));
        denied("admin1", engine -> engine.addCandidateUser(task, vendor));
        denied("admin1", engine -> runtime.setVariable(withdrawal.processInstanceId(), "amount", "₦1.00"));
        denied("admin1", engine -> runtime.deleteProcessInstance(withdrawal.processInstanceId(), "gone"));
        denied("admin1", engine -> runtime.startProcessInstanceByKey("withdrawal", "WTH-AAAAAAAAAAAA"));
        denied("admin1", engine -> runtime.createMessageCorrelation("Cancellation requested")
                .processInstanceBusinessKey(withdrawal.reference())
                .correlateAll());
        denied("admin1", engine -> runtime.createProcessInstanceModification(withdrawal.processInstanceId())
                .cancelAllForActivity("userTask_reviewWithdrawal")
                .execute());

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void letsNoAdminEscapeTheReviewByAnError() {
        tasklist.as("admin1", engine -> {
            assertThatExceptionOfType(ProcessEngineException.class)
                    .isThrownBy(() -> engine.handleBpmnError(task, "escape", "", Map.of("decision", "approve")));
            assertThatExceptionOfType(ProcessEngineException.class)
                    .isThrownBy(() -> engine.handleEscalation(task, "escape", Map.of("decision", "approve")));
        });

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void letsNobodyElseDecide() {
        for (String user : new String[] {vendor, "techstore", "johndoe", "operator1", "marketplace"}) {
            denied(user, engine -> engine.complete(task, Map.of("decision", "approve")));
        }
        // Code that names no user is not asked by the engine, but it is by the listener.
        assertThatThrownBy(() -> tasks.complete(task, Map.of("decision", "approve")))
                .satisfies(refusedWith(FORBIDDEN));

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void letsNobodyDecideOnARequestOfTheirOwn() {
        people.add(vendor, Groups.BUSINESS_ADMINS);
        before = Footprint.of(jdbc); // With the record of the new membership.

        assertThatThrownBy(() -> tasklist.complete(vendor, withdrawal, Map.of("decision", "approve")))
                .satisfies(refusedWith(OWN_REQUEST));

        // The attempt is on record, and nothing else.
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(jdbc.sql("SELECT reason FROM audit_event WHERE actor = ? AND outcome = 'refused'")
                        .param(vendor)
                        .query(String.class)
                        .single())
                .startsWith("own_request");
    }

    @Test
    void believesNothingThatAFormSubmitsBesidesItsAnswers() {
        // Given a large withdrawal, so that a confirmation follows the review
        String owner = given.vendor("6000000.00");
        Withdrawal large = given.requested(owner, "6000000.00");

        // When an admin sends along what the cards show, what the diagram calls, and what nobody knows
        var answers = new HashMap<String, Object>();
        answers.put("decision", "approve");
        answers.put("amount", "₦1.00");
        answers.put("requester", "Somebody Else");
        answers.put("reference", "WTH-AAAAAAAAAAAA");
        answers.put("priority", "normal");
        answers.put("bank_reference", "GTB-1");
        answers.put("sendPayout", "not a delegate");
        answers.put("payoutFacts", "not a bean");
        answers.put("decideConfirmation", "not a listener");
        answers.put("unheard_of", 1);
        tasklist.complete("admin1", large, answers);

        // Then the second admin sees the truth, no more and no less
        String confirmation = tasklist.taskOf(large).getId();
        assertThat(tasklist.taskOf(large).getPriority()).isEqualTo(75);
        tasklist.as("admin2", engine -> assertThat(engine.getVariables(confirmation))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "amount",
                        "₦6,000,000.00",
                        "requester",
                        "Shop of " + owner,
                        "reference",
                        large.reference(),
                        "priority",
                        "high")));

        assertThat(runtime.getVariables(large.processInstanceId())).containsOnlyKeys("priority");

        // and the whole amount is paid to the account it was requested for.
        tasklist.complete("admin2", large, Map.of("decision", "approve", "amount", "₦1.00"));
        given.runDueJobs(large);
        assertThat(given.now(large).account()).isEqualTo(Given.ACCOUNT);
        assertThat(given.balance(owner)).isEqualTo("0.00");
        assertThat(jdbc.sql("SELECT amount_minor FROM sandbox_transfer WHERE reference = ?")
                        .param(given.payoutOf(large))
                        .query(Long.class)
                        .single())
                .isEqualTo(600_000_000);
    }

    @Test
    void believesNothingThatIsSubmittedWithoutCompleting() {
        // When an admin "resolves" a review, which the engine allows to whoever may work on it, with variables of his
        // own
        tasklist.as(
                "admin1",
                engine -> engine.resolveTask(
                        task, Map.of("decision", "approve", "amount", "₦1.00", "decideReview", "not a listener")));

        // Then the card shows the truth, nothing is chosen in the form of the next admin, and the review can be
        // completed.
        tasklist.as("admin2", engine -> assertThat(engine.getVariables(task))
                .containsEntry("amount", "₦50,000.00")
                .doesNotContainKeys("decision", "decideReview"));
        assertThat(runtime.getVariables(withdrawal.processInstanceId())).containsOnlyKeys("priority");
        tasklist.complete("admin2", withdrawal, Map.of("decision", "reject", "reason", "Not known here"));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REJECTED);
    }

    @Test
    void letsOperationsRepeatFailedStepsButChangeNothing() {
        denied("operator1", engine -> runtime.setVariable(withdrawal.processInstanceId(), "decision", "approve"));
        denied("operator1", engine -> runtime.deleteProcessInstance(withdrawal.processInstanceId(), "gone"));
        denied("operator1", engine -> runtime.suspendProcessInstanceById(withdrawal.processInstanceId()));
        denied(
                "operator1",
                engine -> runtime.startProcessInstanceByMessage("Late result heard", withdrawal.reference()));
        tasklist.as("operator1", engine -> assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(withdrawal.processInstanceId())
                        .count())
                .isOne());

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    private void denied(String user, Consumer<TaskService> attempt) {
        tasklist.as(user, engine -> assertThatExceptionOfType(AuthorizationException.class)
                .isThrownBy(() -> attempt.accept(engine)));
    }
}
