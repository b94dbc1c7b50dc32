package com.withdrawaldesk.support;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.boot.test.context.TestComponent;

/** Does something, such as fail, just when a process enters or leaves a chosen activity: once, inside the transaction. */
@TestComponent
public class Interruption extends AbstractProcessEnginePlugin {

    public static final List<String> EVENTS =
            List.of(ExecutionListener.EVENTNAME_START, ExecutionListener.EVENTNAME_END);

    /** Stands for whatever can go wrong. */
    public static class Injected extends RuntimeException {
        Injected(String where) {
            super("injected at " + where);
        }
    }

    private record Plan(String activity, String event, Runnable work) {}

    private volatile Plan plan;

    /** Fails the next time this activity sees this event, {@code start} or {@code end}. */
    public void failAt(String activity, String event) {
        at(activity, event, () -> {
            throw new Injected(event + " of " + activity);
        });
    }

    /** Does this the next time that activity sees that event. */
    public void at(String activity, String event, Runnable work) {
        plan = new Plan(activity, event, work);
    }

    /** Forgets what was planned. Returns whether it was still to come. */
    public boolean forget() {
        boolean pending = plan != null;
        plan = null;
        return pending;
    }

    private void notify(DelegateExecution execution) {
        Plan next = plan;
        if (next != null
                && next.activity().equals(execution.getCurrentActivityId())
                && next.event().equals(execution.getEventName())) {
            plan = null;
            next.work().run();
        }
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.getCustomPostBPMNParseListeners().add(new AbstractBpmnParseListener() {
            @Override
            public void parseProcess(Element element, ProcessDefinitionEntity process) {
                listen(process);
            }
        });
    }

    private void listen(ScopeImpl scope) {
        for (ActivityImpl activity : scope.getActivities()) {
            EVENTS.forEach(event -> activity.addListener(event, (ExecutionListener) this::notify));
            listen(activity);
        }
    }
}
