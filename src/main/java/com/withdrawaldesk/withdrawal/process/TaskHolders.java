package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.person.Persons;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.PropertyChange;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.stereotype.Component;

/**
 * Whoever has claimed a task may have begun it at the bank, so nobody else takes it away, and nobody is given one unasked: for
 * every user task of every version of a diagram, whichever way the engine is told. The desk itself frees what is overdue, see
 * {@link TaskReminders}.
 */
@Component
class TaskHolders extends AbstractProcessEnginePlugin implements TaskListener {

    private final Persons persons;
    private final Audit audit;

    TaskHolders(Persons persons, Audit audit) {
        this.persons = persons;
        this.audit = audit;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        List<BpmnParseListener> listeners = configuration.getCustomPostBPMNParseListeners();
        if (listeners == null) {
            listeners = new ArrayList<>();
            configuration.setCustomPostBPMNParseListeners(listeners);
        }
        listeners.add(new AbstractBpmnParseListener() {
            @Override
            public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
                ((UserTaskActivityBehavior) activity.getActivityBehavior())
                        .getTaskDefinition()
                        .addTaskListener(EVENTNAME_ASSIGNMENT, TaskHolders.this);
            }
        });
    }

    @Override
    public void notify(DelegateTask task) {
        Authentication user =
                task.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
        if (user == null) {
            return;
        }
        PropertyChange change = ((TaskEntity) task).getPropertyChanges().get(TaskEntity.ASSIGNEE);
        String before = change.getOrgValueString();
        String after = change.getNewValueString();
        if (before != null && !persons.same(before, user.getUserId())) {
            refuse(task, user, new Refusal(Code.CONFLICT, before + " has claimed this task."));
        }
        if (after != null && !after.equals(user.getUserId())) {
            refuse(task, user, new Refusal(Code.FORBIDDEN, "Everybody claims tasks for themselves."));
        }
    }

    private void refuse(DelegateTask task, Authentication user, Refusal refusal) {
        Origin.set(Origin.current().as(user.getUserId(), user.getGroupIds()));
        audit.recordRefused(UserTasks.refused(task, refusal));
        throw refusal;
    }
}
