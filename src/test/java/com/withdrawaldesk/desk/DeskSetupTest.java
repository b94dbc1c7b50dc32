package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@DeskTest
class DeskSetupTest {

    private static final Set<String> FILTERS = Set.of(
            "To review",
            "High priority",
            "Overdue",
            "Owed to us",
            "Mine",
            "To pay by hand",
            "To investigate",
            "Late results");

    @Autowired
    DeskSetup setup;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    FilterService filters;

    @Autowired
    TaskService tasks;

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    PayoutHints hints;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void now() {
        clock.reset();
    }

    /** An installation of an earlier release has them in its database. */
    @Test
    void takesFromOperationsWhatTheyOnceHadInTheEngine() {
        Authorization given = of(Resources.PROCESS_DEFINITION).stream()
                .filter(one -> one.getResourceId().equals("withdrawal"))
                .findFirst()
                .orElseThrow();
        given.addPermission(ProcessDefinitionPermissions.RETRY_JOB);
        authorizations.saveAuthorization(given);
        Authorization instances = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        instances.setGroupId(Groups.OPERATIONS);
        instances.setResource(Resources.PROCESS_INSTANCE);
        instances.setResourceId("*");
        instances.addPermission(ProcessInstancePermissions.READ);
        instances.addPermission(ProcessInstancePermissions.RETRY_JOB);
        instances = authorizations.saveAuthorization(instances);
        try {
            setup.setUp();

            assertThat(of(Resources.PROCESS_DEFINITION))
                    .isNotEmpty()
                    .noneMatch(one -> one.isPermissionGranted(ProcessDefinitionPermissions.RETRY_JOB))
                    .anyMatch(one -> one.isPermissionGranted(ProcessDefinitionPermissions.READ_INSTANCE));
            assertThat(of(Resources.PROCESS_INSTANCE))
                    .singleElement()
                    .matches(one -> one.isPermissionGranted(ProcessInstancePermissions.READ))
                    .matches(one -> !one.isPermissionGranted(ProcessInstancePermissions.RETRY_JOB));
        } finally {
            authorizations.deleteAuthorization(instances.getId());
        }
    }

    /** Whose filters there are, and the tasks that each of them shows to its group: all that wait for it, and no others. */
    @Test
    void eachFilterShowsItsTasksToItsGroup() {
        people.add("operator2", Groups.OPERATIONS);
        String vendor = given.vendor("30000000.00");
        Withdrawal reviewed = given.requested(vendor, "500.00");
        Withdrawal high = given.requested(vendor, "6000000.00");
        given.decide("admin1", high, new Verdict(true, null, null));
        Withdrawal byHand = given.approved(vendor, "9500000.00");
        given.decide("admin2", byHand, new Verdict(true, null, null));
        Withdrawal late = completed(given.vendor("80000.00"));
        contradict(late);
        Withdrawal lateSecond = completed(given.vendor("80000.00"));
        contradict(lateSecond);
        tasklist.complete(
                "operator2", task("payout-reversal", lateSecond), Map.of("resolution", "stands", "reason", "Seen"));
        Withdrawal owed = owing(given.vendor("80000.00"));
        Withdrawal owedSecond = owing(given.vendor("80000.00"));
        tasklist.complete(
                "admin1", task("receivable", owedSecond), Map.of("resolution", "written_off", "reason", "Gone"));
        Set<String> mine = Stream.of(reviewed, high, byHand, late, lateSecond, owed, owedSecond)
                .map(Withdrawal::reference)
                .collect(Collectors.toSet());

        Map<String, Set<String>> admins = shown("admin1", mine);
        assertThat(admins.keySet())
                .containsExactlyInAnyOrder("To review", "High priority", "Overdue", "Owed to us", "Mine");
        assertThat(admins)
                .containsEntry(
                        "To review",
                        Set.of(
                                "userTask_reviewWithdrawal " + reviewed.reference(),
                                "userTask_confirmWithdrawal " + high.reference()))
                .containsEntry("High priority", Set.of("userTask_confirmWithdrawal " + high.reference()))
                .containsEntry(
                        "Owed to us",
                        Set.of(
                                "userTask_settleReceivable " + owed.reference(),
                                "userTask_confirmSettlement " + owedSecond.reference()))
                .containsEntry("Mine", Set.of());
        Map<String, Set<String>> operations = shown("operator1", mine);
        assertThat(operations.keySet()).containsExactlyInAnyOrder("To pay by hand", "To investigate", "Late results");
        assertThat(operations)
                .containsEntry("To pay by hand", Set.of("userTask_recordBankTransfer " + byHand.reference()))
                .containsEntry("To investigate", Set.of())
                .containsEntry(
                        "Late results",
                        Set.of(
                                "userTask_investigateReturn " + late.reference(),
                                "userTask_confirmReturn " + lateSecond.reference()));
        assertThat(shown("auditor1", mine)).isEmpty();
        assertThat(shown(vendor, mine)).isEmpty();

        // What was done is gone from it.
        tasklist.complete("admin2", task("receivable", owedSecond), Map.of("confirmation", "confirmed"));
        tasklist.complete("operator1", task("payout-reversal", lateSecond), Map.of("confirmation", "confirmed"));
        assertThat(shown("admin1", mine).get("Owed to us"))
                .containsExactly("userTask_settleReceivable " + owed.reference());
        assertThat(shown("operator1", mine).get("Late results"))
                .containsExactly("userTask_investigateReturn " + late.reference());
    }

    /** Of the desk's own filters, those that this person has, each with what it shows of these withdrawals. */
    private Map<String, Set<String>> shown(String user, Set<String> references) {
        Map<String, String> processes = jdbc
                .sql("SELECT id_, business_key_ FROM act_ru_execution WHERE business_key_ IN (:references)")
                .param("references", references)
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var shown = new HashMap<String, Set<String>>();
        tasklist.as(user, engine -> filters.createTaskFilterQuery().list().forEach(filter -> {
            List<Task> tasks = filters.list(filter.getId());
            shown.put(
                    filter.getName(),
                    tasks.stream()
                            .filter(task -> processes.containsKey(task.getProcessInstanceId()))
                            .map(task -> task.getTaskDefinitionKey() + " " + processes.get(task.getProcessInstanceId()))
                            .collect(Collectors.toSet()));
        }));
        shown.keySet().retainAll(FILTERS);
        return shown;
    }

    private Task task(String process, Withdrawal withdrawal) {
        return tasks.createTaskQuery()
                .processDefinitionKey(process)
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult();
    }

    private Withdrawal completed(String vendor) {
        Withdrawal withdrawal = course.untilConclusive(given.approved(vendor, "50000.00"));
        assertThat(withdrawal.stage()).isEqualTo(Stage.COMPLETED);
        return withdrawal;
    }

    /** The bank has forgotten what it paid. */
    private void contradict(Withdrawal withdrawal) {
        String payout = given.payoutOf(withdrawal);
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.REVERSED);
        course.afterwards(withdrawal);
    }

    /** Paid after the money had gone back. */
    private Withdrawal owing(String vendor) {
        Withdrawal withdrawal = course.untilConclusive(given.approved(vendor, "50000.01"));
        assertThat(withdrawal.stage()).isEqualTo(Stage.FAILED);
        String payout = given.payoutOf(withdrawal);
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000000 WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.PAID);
        course.afterwards(withdrawal);
        return withdrawal;
    }

    private List<Authorization> of(Resources resource) {
        return authorizations
                .createAuthorizationQuery()
                .groupIdIn(Groups.OPERATIONS)
                .resourceType(resource)
                .list();
    }
}
