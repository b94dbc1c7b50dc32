package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.FlowsTaken;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** The tests of the class together take every sequence flow of this process. Not asked when only some of them were run. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(TakesEveryFlow.Check.class)
public @interface TakesEveryFlow {

    /** The file of the process, without its ending. */
    String of();

    class Check implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

        private final Set<String> run = new HashSet<>();

        @Override
        public void beforeAll(ExtensionContext test) {
            flows(test).forget();
        }

        @Override
        public void afterEach(ExtensionContext test) {
            run.add(test.getRequiredTestMethod().getName());
        }

        @Override
        public void afterAll(ExtensionContext test) {
            Class<?> type = test.getRequiredTestClass();
            int all = AnnotationSupport.findAnnotatedMethods(type, Test.class, HierarchyTraversalMode.TOP_DOWN)
                    .size();
            if (run.size() == all) {
                Set<String> taken = flows(test).ids();
                String process = type.getAnnotation(TakesEveryFlow.class).of();
                List<String> forgotten = Models.bpmn(process).getModelElementsByType(SequenceFlow.class).stream()
                        .filter(flow -> !taken.contains(witness(flow).getId()))
                        .map(SequenceFlow::getId)
                        .toList();
                assertThat(forgotten).as("flows that no test takes").isEmpty();
            }
        }

        /** Nobody is told when a flow leaves an event-based gateway; that its event came shows when the event is left. */
        private static SequenceFlow witness(SequenceFlow flow) {
            return flow.getSource() instanceof EventBasedGateway
                    ? flow.getTarget().getOutgoing().iterator().next()
                    : flow;
        }

        private static FlowsTaken flows(ExtensionContext test) {
            return SpringExtension.getApplicationContext(test).getBean(FlowsTaken.class);
        }
    }
}
