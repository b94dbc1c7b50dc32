package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.persistence.entity.UserOperationLogManager;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What somebody does with the engine itself is in the trail, once, with the name. */
@DeskTest
class OperationTrailTest {

    private static final String ADMIN = "engineadmin";

    @Autowired
    ProcessEngine engine;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ManagementService management;

    @Autowired
    TaskService tasks;

    @Autowired
    HistoryService history;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Given given;

    @Autowired
    Tasklist tasklist;

    private Withdrawal withdrawal;
    private String instance;
    private Task task;
    private long before;

    @BeforeEach
    void aWithdrawalWaitsForReview() {
        withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        instance = withdrawal.processInstanceId();
        task = tasklist.taskOf(withdrawal);
        remember();
    }

    private void remember() {
        before = jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event")
                .query(Long.class)
                .single();
    }

    @Test
    void ofJobs() {
        Job job = management.createJobQuery().processInstanceId(instance).list().get(0);

        as(ADMIN, () -> management.setJobRetries(job.getId(), 0));
        as(ADMIN, () -> management.setJobRetries(job.getId(), 3));
        as(ADMIN, () -> management.setJobDuedate(job.getId(), new Date(4_000_000_000_000L)));
        as(ADMIN, () -> management.setJobPriority(job.getId(), 7));
        as(ADMIN, () -> management.suspendJobById(job.getId()));
        as(ADMIN, () -> management.activateJobById(job.getId()));

        assertThat(rows())
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith(ADMIN + " job.set_job_retries job " + job.getId())
                                .endsWith("{\"retries\": \"0\"}"),
                        row -> assertThat(row).contains("job.set_job_retries", "{\"retries\": \"3\"}"),
                        row -> assertThat(row).contains("job.set_due_date", "2096-10-02T07:06:40Z"),
                        row -> assertThat(row).contains("job.set_priority", "{\"priority\": \"7\"}"),
                        row -> assertThat(row).contains("job.suspend_job", "suspended"),
                        row -> assertThat(row).contains("job.activate_job", "active"));
    }

    @Test
    void ofVariablesAndInstances() {
        as(ADMIN, () -> runtime.setVariable(instance, "priority", "low"));
        as(ADMIN, () -> runtime.removeVariable(instance, "priority"));
        as(ADMIN, () -> runtime.suspendProcessInstanceById(instance));
        as(ADMIN, () -> runtime.activateProcessInstanceById(instance));
        transaction.executeWithoutResult(tx -> {
            as(ADMIN, () -> runtime.deleteProcessInstance(instance, "gone", true, true));
            assertThat(rows())
                    .satisfiesExactly(
                            row -> assertThat(row)
                                    .startsWith(ADMIN + " variable.set_variable ")
                                    .endsWith("{\"priority\": \"normal\"} {\"priority\": \"low\"}"),
                            row -> assertThat(row)
                                    .startsWith(ADMIN + " variable.remove_variable ")
                                    .endsWith("{\"priority\": \"low\"} -"),
                            row -> assertThat(row)
                                    .startsWith(ADMIN + " process_instance.suspend process_instance " + instance),
                            row -> assertThat(row).startsWith(ADMIN + " process_instance.activate "),
                            row -> assertThat(row)
                                    .startsWith(ADMIN + " process_instance.delete process_instance " + instance));
            tx.setRollbackOnly();
        });

        // What was rolled back did not happen.
        assertThat(rows()).hasSize(4);
    }

    @Test
    void ofTasks() {
        as("admin1", () -> tasks.claim(task.getId(), "admin1"));
        as("admin1", () -> tasks.claim(task.getId(), null));
        as(ADMIN, () -> tasks.setAssignee(task.getId(), ADMIN));
        as(ADMIN, () -> tasks.setAssignee(task.getId(), null));
        as(ADMIN, () -> tasks.setPriority(task.getId(), 1));
        as(ADMIN, () -> tasks.addCandidateUser(task.getId(), "admin2"));
        as(ADMIN, () -> tasks.createComment(task.getId(), null, "not for the trail"));
        as(ADMIN, () -> tasks.createAttachment("link", task.getId(), null, "name", null, "https://example.com"));

        assertThat(rows())
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith("admin1 task.claim task " + task.getId())
                                .endsWith("{\"assignee\": \"admin1\"}"),
                        row -> assertThat(row).startsWith("admin1 task.claim").contains("{\"assignee\": \"admin1\"}"),
                        row -> assertThat(row).contains("task.assign", "{\"assignee\": \"" + ADMIN + "\"}"),
                        row -> assertThat(row).contains("task.assign", "{\"assignee\": \"" + ADMIN + "\"}"),
                        row -> assertThat(row).contains("task.set_priority"),
                        row -> assertThat(row).contains("identity_link.add_user_link", "admin2"),
                        row -> assertThat(row)
                                .startsWith(ADMIN + " comment.created")
                                .doesNotContain("not for the trail"),
                        row -> assertThat(row).contains("attachment.add_attachment"));
    }

    /** A decision is recorded as what it decides, and not a second time as a completed task. */
    @Test
    void ofADecisionOnceWhicheverWayItIsMade() {
        tasklist.complete("admin1", withdrawal, Map.of("decision", "reject", "reason", "Not known"));

        assertThat(rows())
                .anyMatch(row -> row.startsWith("admin1 withdrawal.rejected"))
                .noneMatch(row -> row.contains(" task."));
    }

    @Test
    void ofWhatIsRefused() {
        Job job = management.createJobQuery().processInstanceId(instance).list().get(0);

        as("admin1", () -> {
            assertThatThrownBy(() -> management.setJobRetries(job.getId(), 9))
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> runtime.deleteProcessInstance(instance, "gone"))
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> tasks.setAssignee(task.getId(), "admin2"))
                    .isInstanceOf(ProcessEngineException.class);
        });

        assertThat(jdbc.sql("SELECT actor || ' ' || action || ' ' || outcome FROM audit_event WHERE id > ? ORDER BY id")
                        .param(before)
                        .query(String.class)
                        .list())
                .containsExactly(
                        "admin1 engine.set_job_retries refused",
                        "admin1 engine.delete_process_instance refused",
                        "admin1 engine.assign_task refused");
    }

    /** The desk's own work is recorded as what it means, and writes no second trail. */
    @Test
    void ofNobodyWhoIsNotLoggedInToTheEngine() {
        long logged = history.createUserOperationLogQuery().count();

        given.decide("admin1", withdrawal, new Verdict(true, null, "Known"));

        assertThat(history.createUserOperationLogQuery().count()).isEqualTo(logged);
        assertThat(rows()).singleElement().asString().startsWith("admin1 withdrawal.approved");
    }

    @Test
    void isKeptByTheEngineAtItsOwnLevel() {
        var configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        assertThat(configuration.getHistoryLevel()).isEqualTo(new DeskHistory());
        assertThat(jdbc.sql("SELECT value_ FROM act_ge_property WHERE name_ = 'historyLevel'")
                        .query(String.class)
                        .single())
                .isEqualTo("17");
    }

    /**
     * Every command of the engine, and how it is recorded: by the operation log, by the table it changes, or not, because it only
     * reads or is work of the engine itself. A new release of the engine that brings another one fails here.
     */
    @Test
    void ofEveryCommandThereIs() throws IOException {
        var known = new TreeMap<String, String>();
        for (String line : new String(
                        OperationTrailTest.class
                                .getResourceAsStream("/engine-commands.txt")
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                known.put(line.split(" ", 2)[0], line.split(" ", 2)[1]);
            }
        }
        var there = new TreeMap<String, Boolean>();
        for (JavaClass command :
                new ClassFileImporter(List.of(new DoNotIncludeTests())).importPackages("org.camunda.bpm.engine.impl")) {
            if (command.isAssignableTo(Command.class)
                    && !command.isInterface()
                    && !command.getModifiers().toString().contains("ABSTRACT")
                    && !command.isAnonymousClass()) {
                there.put(
                        command.getSimpleName(),
                        logs(command) && !command.getSimpleName().endsWith("QueryImpl"));
            }
        }
        assertThat(known.keySet()).isEqualTo(new TreeSet<>(there.keySet()));
        assertThat(known.values()).allMatch(how -> how.matches("log|table|command|read|engine|off"));
        assertThat(known.entrySet().stream()
                        .filter(one -> one.getValue().equals("command"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(UnreportedCommands.NAMES);
        there.forEach((name, logs) -> {
            if (logs) {
                assertThat(known.get(name)).as(name).matches("log|table|off");
            }
        });
    }

    private static boolean logs(JavaClass command) {
        var classes = new ArrayList<JavaClass>(List.of(command));
        classes.addAll(command.getAllRawSuperclasses());
        return classes.stream()
                .flatMap(one -> one.getMethodCallsFromSelf().stream())
                .anyMatch(call -> call.getTargetOwner().isAssignableTo(UserOperationLogManager.class)
                        || call.getName().matches("logUserOperation.*|writeUserOperationLog.*|log\\w*Operation"));
    }

    private void as(String user, Runnable work) {
        List<String> groups = new ArrayList<>();
        identities.createGroupQuery().groupMember(user).list().forEach(group -> groups.add(group.getId()));
        identities.setAuthentication(user, groups);
        try {
            work.run();
        } finally {
            identities.clearAuthentication();
        }
    }

    /** Since the test began, as {@code actor action subject_type subject_id before after}. */
    private List<String> rows() {
        return jdbc.sql("""
                        SELECT concat_ws(' ', actor, action, subject_type, coalesce(subject_id, '-'),
                                         coalesce(before::text, '-'), coalesce(after::text, '-'))
                        FROM audit_event WHERE id > ? ORDER BY id
                        """).param(before).query(String.class).list();
    }
}
