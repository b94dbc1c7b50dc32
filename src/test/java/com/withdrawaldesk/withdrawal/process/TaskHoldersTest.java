package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.WebApps;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.assertj.core.api.SoftAssertions;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Each user task of each diagram, and each way to change who has it: nobody else takes it away, gives it back or hands it on. */
@DeskTest
class TaskHoldersTest {

    /** May do everything in the engine. */
    private static final String ADMIN = "engineadmin";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    private static Map<String, Object> changes(String holder, String other) {
        var nobody = new HashMap<String, Object>();
        nobody.put("userId", null);
        var doors = new LinkedHashMap<String, Object>();
        doors.put("POST /claim nobody", nobody);
        doors.put("POST /claim", Map.of());
        doors.put("POST /claim other", Map.of("userId", other));
        doors.put("POST /claim stranger", Map.of("userId", "admin3"));
        doors.put("POST /unclaim", Map.of());
        doors.put("POST /assignee nobody", nobody);
        doors.put("POST /assignee other", Map.of("userId", other));
        doors.put("POST /delegate", Map.of("userId", other));
        doors.put("POST /resolve", Map.of());
        doors.put("PUT ", Map.of("assignee", other));
        doors.put("POST /identity-links", Map.of("userId", other, "type", "assignee"));
        doors.put("POST /identity-links/delete", Map.of("userId", holder, "type", "assignee"));
        return doors;
    }

    private static final Map<String, BiConsumer<TaskService, Task>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("claim nobody", (engine, task) -> engine.claim(task.getId(), null));
        COMMANDS.put("claim", (engine, task) -> engine.claim(task.getId(), ADMIN));
        COMMANDS.put("assign nobody", (engine, task) -> engine.setAssignee(task.getId(), null));
        COMMANDS.put("assign self", (engine, task) -> engine.setAssignee(task.getId(), ADMIN));
        COMMANDS.put("assign another", (engine, task) -> engine.setAssignee(task.getId(), "admin3"));
        COMMANDS.put("delegate", (engine, task) -> engine.delegateTask(task.getId(), ADMIN));
        COMMANDS.put("resolve", (engine, task) -> engine.resolveTask(task.getId()));
        COMMANDS.put("save", (engine, task) -> {
            task.setAssignee(ADMIN);
            engine.saveTask(task);
        });
        COMMANDS.put("link", (engine, task) -> engine.addUserIdentityLink(task.getId(), ADMIN, "assignee"));
        COMMANDS.put(
                "unlink",
                (engine, task) -> engine.deleteUserIdentityLink(task.getId(), task.getAssignee(), "assignee"));
    }

    @Test
    void keepWhatTheyClaimedUntilTheyGiveItBack() {
        people.add("operator2", Groups.OPERATIONS);
        var sessions = new HashMap<String, WebApps>();
        String reference = given.requested(given.vendor("900.00"), "500.00").reference();
        var soft = new SoftAssertions();
        int seen = 0;
        for (String diagram : new String[] {CamundaFlow.WITHDRAWAL, CamundaFlow.REVERSAL, CamundaFlow.RECEIVABLE}) {
            String definition = repository
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(diagram)
                    .latestVersion()
                    .singleResult()
                    .getId();
            for (UserTask drawn : repository.getBpmnModelInstance(definition).getModelElementsByType(UserTask.class)) {
                String of = drawn.getCamundaCandidateGroups().equals(Groups.OPERATIONS) ? "operator" : "admin";
                String instance = runtime.createProcessInstanceById(definition)
                        .businessKey(reference)
                        .setVariable("priority", "normal")
                        .startBeforeActivity(drawn.getId())
                        .execute(true, true)
                        .getId();
                String id = tasks.createTaskQuery()
                        .processInstanceId(instance)
                        .singleResult()
                        .getId();
                String holder = of + 1;
                WebApps mine = sessions.computeIfAbsent(holder, this::login);
                WebApps others = sessions.computeIfAbsent(of + 2, this::login);

                soft.assertThat(mine.send("POST", "task/" + id + "/claim", Map.of("userId", of + 2)))
                        .as("%s for somebody else", drawn.getId())
                        .isEqualTo(403);
                soft.assertThat(who(id)).isEqualTo("null null null");
                assertThat(mine.send("POST", "task/" + id + "/claim", Map.of("userId", holder)))
                        .as("%s claimed", drawn.getId())
                        .isEqualTo(204);
                String before = who(id);
                assertThat(before).startsWith(holder);
                changes(holder, of + 2).forEach((door, body) -> {
                    String[] call = door.split(" ");
                    String path = call.length > 1 ? call[1] : "";
                    soft.assertThat(others.send(call[0], "task/" + id + path, body))
                            .as("%s: %s", drawn.getId(), door)
                            .isBetween(400, 499);
                    soft.assertThat(who(id)).as("%s: %s", drawn.getId(), door).isEqualTo(before);
                });
                COMMANDS.forEach((command, change) -> {
                    Task task = tasks.createTaskQuery().taskId(id).singleResult();
                    soft.assertThat(catchThrowable(() -> tasklist.as(ADMIN, engine -> change.accept(engine, task))))
                            .as("%s: %s", drawn.getId(), command)
                            .isNotNull();
                    soft.assertThat(who(id))
                            .as("%s: %s", drawn.getId(), command)
                            .isEqualTo(before);
                });
                soft.assertThat(mine.send("POST", "task/" + id + "/claim", Map.of("userId", of + 2)))
                        .as("%s handed on", drawn.getId())
                        .isEqualTo(409);
                soft.assertThat(mine.send("POST", "task/" + id + "/claim", Map.of()))
                        .isEqualTo(204);
                soft.assertThat(others.send("POST", "task/" + id + "/claim", Map.of("userId", of + 2)))
                        .as("%s after it was given back", drawn.getId())
                        .isEqualTo(204);
                runtime.deleteProcessInstance(instance, "the test is over", true);
                seen++;
            }
        }
        soft.assertAll();
        assertThat(seen).isGreaterThanOrEqualTo(10);
    }

    private WebApps login(String user) {
        return WebApps.login(http.url("/"), "tasklist", user, People.PASSWORD);
    }

    private String who(String id) {
        Task task = tasks.createTaskQuery().taskId(id).singleResult();
        return task.getAssignee() + " " + task.getOwner() + " " + task.getDelegationState();
    }
}
