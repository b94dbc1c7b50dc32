package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnPlane;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;

/** The conventions that every model keeps. Each rule has to find something to look at. */
@DeskTest
class ProcessModelTest {

    /** What calls the outside: each is a job of its own, so that what came before it is kept and it alone is repeated. */
    private static final Set<String> CALLS_OUTSIDE = Set.of("${sendPayout}", "${checkPayout}", "${confirmReversal}");

    /** What is many transactions of its own: a job, so that it can be repeated from where it stopped. */
    private static final String CREATES_MANY = "${createRunWithdrawals}";

    /** What expressions may name besides beans. */
    private static final Set<String> VARIABLES =
            Set.of("execution", "decision", "resolution", "confirmation", "priority");

    private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("(?<![.\\w'])[a-zA-Z]\\w*(?![\\w'])");

    @Autowired
    ApplicationContext beans;

    @Test
    void idsSayWhatAnElementIsAndWhatItMeans() {
        assertThat(all(FlowElement.class))
                .allSatisfy(element -> assertThat(element.getId()).matches(prefix(element) + "_[a-z][a-zA-Z]*"));
    }

    private static String prefix(FlowElement element) {
        if (element instanceof SequenceFlow) {
            return "flow";
        }
        return element instanceof ExclusiveGateway
                ? "gateway"
                : element.getElementType().getTypeName();
    }

    @Test
    void everyStepIsNamed() {
        assertThat(all(Activity.class))
                .allSatisfy(step -> assertThat(step.getName()).isNotBlank());
        assertThat(all(Event.class))
                .allSatisfy(event -> assertThat(event.getName()).isNotBlank());
    }

    @Test
    void everyQuestionIsAskedAndItsAnswersAreNamed() {
        List<ExclusiveGateway> questions = all(ExclusiveGateway.class).stream()
                .filter(gateway -> gateway.getOutgoing().size() > 1)
                .toList();
        assertThat(questions).isNotEmpty().allSatisfy(question -> {
            assertThat(question.getName()).endsWith("?");
            assertThat(question.getOutgoing()).allSatisfy(answer -> {
                assertThat(answer.getName()).isNotBlank();
                assertThat(answer.getConditionExpression() != null || answer.equals(question.getDefault()))
                        .as("%s has a condition or is the default", answer.getId())
                        .isTrue();
            });
        });
    }

    @Test
    void everythingLeadsSomewhere() {
        assertThat(all(FlowNode.class))
                .filteredOn(node -> !(node instanceof EndEvent))
                .filteredOn(node -> !(node instanceof SubProcess inner && inner.triggeredByEvent()))
                .allSatisfy(
                        node -> assertThat(node.getOutgoing()).as(node.getId()).isNotEmpty());
    }

    /** An error that nobody catches would end the process with its money still in transit. */
    @Test
    void everyErrorIsCaughtWhereItsSubProcessIs() {
        List<String> caught = all(BoundaryEvent.class).stream()
                .flatMap(event -> error(event, event.getAttachedTo()))
                .toList();
        List<String> raised = all(EndEvent.class).stream()
                .flatMap(event -> error(event, event.getParentElement()))
                .toList();
        assertThat(raised).isNotEmpty().containsExactlyInAnyOrderElementsOf(caught);
    }

    private static Stream<String> error(Event event, ModelElementInstance place) {
        return event.getChildElementsByType(ErrorEventDefinition.class).stream()
                .map(definition -> definition.getError().getErrorCode() + " of " + place.getAttributeValue("id"));
    }

    /** Cockpit shows a sheet about 1,000 points wide and 370 high; at less than six tenths of its size nobody reads it. */
    @Test
    void everySheetOfAWithdrawalIsReadAtOneLook() {
        assertThat(Models.bpmn("withdrawal").getModelElementsByType(BpmnPlane.class))
                .hasSize(3)
                .allSatisfy(sheet -> {
                    List<Bounds> shapes = sheet.getChildElementsByType(BpmnShape.class).stream()
                            .map(BpmnShape::getBounds)
                            .toList();
                    assertThat(shapes).as(sheet.getId()).hasSizeLessThanOrEqualTo(38);
                    assertThat(shapes).allSatisfy(shape -> {
                        assertThat(shape.getX() + shape.getWidth()).isLessThan(1600);
                        assertThat(shape.getY() + shape.getHeight()).isLessThan(600);
                    });
                });
        assertThat(all(ExclusiveGateway.class))
                .allSatisfy(gateway -> assertThat(gateway.getIncoming().size() > 1
                                && gateway.getOutgoing().size() > 1)
                        .as(gateway.getId() + " joins and asks")
                        .isFalse());
    }

    @Test
    void processesAreKeptForTenYearsAndNobodyStartsThemByHand() {
        assertThat(all(Process.class)).hasSize(4).allSatisfy(process -> {
            assertThat(process.getCamundaHistoryTimeToLiveString()).isEqualTo("P3650D");
            assertThat(process.isCamundaStartableInTasklist()).isFalse();
            assertThat(process.isExecutable()).isTrue();
            assertThat(process.getName()).isNotBlank();
        });
    }

    @Test
    void decisionTablesAreKeptForTenYears() {
        List<Decision> decisions = Models.files("bpmn/*.dmn").stream()
                .map(ProcessModelTest::dmn)
                .flatMap(model -> model.getModelElementsByType(Decision.class).stream())
                .toList();
        assertThat(decisions).isNotEmpty().allSatisfy(decision -> assertThat(
                        decision.getCamundaHistoryTimeToLiveString())
                .isEqualTo("P3650D"));
        // What a task asks for is there, and of the same deployment.
        assertThat(all(BusinessRuleTask.class)).allSatisfy(task -> {
            assertThat(decisions).extracting(Decision::getId).contains(task.getCamundaDecisionRef());
            assertThat(task.getCamundaDecisionRefBinding()).isEqualTo("deployment");
        });
    }

    @Test
    void savePointsAreBeforeCallsToTheOutsideAndLongWorkAndNowhereElse() {
        assertThat(all(ServiceTask.class))
                .filteredOn(ServiceTask::isCamundaAsyncBefore)
                .extracting(ServiceTask::getCamundaDelegateExpression)
                .containsOnlyOnceElementsOf(CALLS_OUTSIDE)
                .containsOnlyOnce(CREATES_MANY)
                .hasSize(CALLS_OUTSIDE.size() + 1);
        assertThat(all(FlowNode.class))
                .filteredOn(node -> !(node instanceof EventBasedGateway))
                .filteredOn(node -> node.isCamundaAsyncAfter() || node.isCamundaAsyncBefore())
                .allSatisfy(node -> {
                    assertThat(node).isInstanceOf(ServiceTask.class);
                    assertThat(node.isCamundaAsyncAfter()).isFalse();
                    assertThat(node.isCamundaExclusive()).isTrue();
                    assertThat(extensions(node, CamundaFailedJobRetryTimeCycle.class))
                            .singleElement()
                            .satisfies(
                                    cycle -> assertThat(cycle.getTextContent()).startsWith("PT5S,"));
                });
    }

    @Test
    void userTasksHaveAGroupAFormAndAGuard() {
        assertThat(all(UserTask.class)).isNotEmpty().allSatisfy(task -> {
            assertThat(task.getCamundaCandidateGroups()).isIn("businessAdmins", "operations");
            assertThat(task.getCamundaAssignee()).isNull();
            assertThat(task.getCamundaFormRef()).isNotBlank();
            assertThat(task.getCamundaFormRefBinding()).isEqualTo("deployment");
            assertThat(extensions(task, CamundaTaskListener.class))
                    .extracting(CamundaTaskListener::getCamundaEvent)
                    .contains("complete", "update");
        });
    }

    @Test
    void delegatesAndListenersAreBeansOfTheirKind() {
        assertThat(all(ServiceTask.class)).isNotEmpty().allSatisfy(task -> assertThat(
                        bean(task.getCamundaDelegateExpression()))
                .isInstanceOf(JavaDelegate.class));
        assertThat(all(CamundaTaskListener.class)).isNotEmpty().allSatisfy(listener -> assertThat(
                        bean(listener.getCamundaDelegateExpression()))
                .isInstanceOf(TaskListener.class));
    }

    @Test
    void expressionsNameBeansAndTheFewVariablesOnly() {
        Set<String> names = new TreeSet<>();
        for (Resource file : Models.files("bpmn/*.bpmn")) {
            var expressions = EXPRESSION.matcher(Models.text(file));
            while (expressions.find()) {
                // What is quoted is a text, and what follows a dot is a method.
                NAME.matcher(expressions.group(1).replaceAll("'[^']*'", ""))
                        .results()
                        .forEach(name -> names.add(name.group()));
            }
        }
        assertThat(names).isNotEmpty().allMatch(name -> VARIABLES.contains(name) || beans.containsBean(name));
    }

    private Object bean(String expression) {
        return beans.getBean(expression.substring(2, expression.length() - 1));
    }

    private static <T extends ModelElementInstance> List<T> extensions(FlowNode node, Class<T> type) {
        return node.getExtensionElements().getElementsQuery().filterByType(type).list();
    }

    private static <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
        List<T> found = Models.allBpmn().stream()
                .flatMap(model -> model.getModelElementsByType(type).stream())
                .toList();
        assertThat(found).as("elements to look at").isNotEmpty();
        return found;
    }

    private static DmnModelInstance dmn(Resource file) {
        return Dmn.readModelFromStream(ProcessModelTest.class.getResourceAsStream("/bpmn/" + file.getFilename()));
    }
}
