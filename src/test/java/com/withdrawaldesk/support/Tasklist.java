package com.withdrawaldesk.support;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.task.Task;
import org.springframework.boot.test.context.TestComponent;

/** What people do in Tasklist: they use the engine itself, with the permissions of their own account and nothing else. */
@TestComponent
public class Tasklist {

    private static final Origin BROWSER = new Origin("anonymous", List.of(), "127.0.0.1", "browser", null);

    private final TaskService tasks;
    private final IdentityService identities;

    Tasklist(TaskService tasks, IdentityService identities) {
        this.tasks = tasks;
        this.identities = identities;
    }

    /** Submits the form of the withdrawal's open task, as Tasklist does. */
    public void complete(String user, Withdrawal withdrawal, Map<String, Object> answers) {
        complete(user, taskOf(withdrawal), answers);
    }

    /** Submits the form of a task that may be done by now, and claims the one that has to be claimed. */
    public void complete(String user, Task task, Map<String, Object> answers) {
        if (task.getTaskDefinitionKey().equals("userTask_recordBankTransfer") && !user.equals(task.getAssignee())) {
            tasks.setAssignee(task.getId(), user);
        }
        as(user, engine -> engine.complete(task.getId(), answers));
    }

    /** Claims the task that the withdrawal waits in. */
    public void claim(String user, Withdrawal withdrawal) {
        tasks.setAssignee(taskOf(withdrawal).getId(), user);
    }

    /** Does this logged in as that user. */
    public void as(String user, Consumer<TaskService> work) {
        List<String> groups = identities.createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
        Origin.set(BROWSER);
        identities.setAuthentication(user, groups);
        try {
            work.accept(tasks);
        } finally {
            identities.clearAuthentication();
            Origin.set(null);
        }
    }

    /** The open task; null when the withdrawal waits for no person. */
    public Task taskOf(Withdrawal withdrawal) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult();
    }
}
