package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.exception.NotAllowedException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a text can do that the engine takes for an expression or a script: what the diagrams do, and nothing else. */
@DeskTest
class DiagramExpressionsTest {

    private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{([^}]*)}");
    private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w*)\\.([a-z]\\w*)\\s*\\(");
    private static final Pattern BEAN = Pattern.compile("[a-z]\\w*");

    @Autowired
    ProcessEngineConfigurationImpl configuration;

    @Autowired
    TaskService tasks;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    IdentityService identities;

    @AfterEach
    void logOut() {
        identities.clearAuthentication();
    }

    @Test
    void reachWhatTheDiagramsNameAndNothingElse() throws IOException {
        var named = new TreeSet<String>();
        try (var files = Files.list(Path.of("bpmn"))) {
            for (Path file : files.toList()) {
                var expression = EXPRESSION.matcher(Files.readString(file));
                while (expression.find()) {
                    String text = expression.group(1);
                    var call = CALL.matcher(text);
                    while (call.find()) {
                        named.add(call.group(1) + "." + call.group(2));
                    }
                    if (BEAN.matcher(text).matches()) {
                        named.add(text);
                    }
                }
            }
        }

        assertThat(named).isNotEmpty();
        assertThat(DiagramExpressions.NAMED).containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass()}",
                "${''.class}",
                "${''.getClass().forName('java.lang.Runtime')}",
                "${'a'.concat('b')}",
                "${currentUser().length()}",
                "${now().getTime()}",
                "${environment}",
                "${environment.getProperty('desk.pin.keys.1')}",
                "${jdbcClient.sql('select 1').query().singleValue()}",
                "${dataSource.getConnection()}",
                "${processEngine.getRepositoryService()}",
                "${identityService.newUser('mallory')}",
                "${wallets}",
                "${payoutFacts.getClass()}",
                "${payoutFacts.class}",
                "${payoutFacts.hashCode()}",
                "${reviewPolicy.toString()}",
                "${sendPayout.execute(execution)}",
                "${sendPayout.getClass().getClassLoader()}",
                "#{''.getClass()}",
                "${systemProperties['user.name']}"
            })
    void reachNeitherBeansNorClasses(String text) {
        // Where the engine evaluates what a query brings, and where a process would.
        assertThatExceptionOfType(ProcessEngineException.class).isThrownBy(() -> tasks.createTaskQuery()
                .or()
                .taskAssigneeExpression(text)
                .endOr()
                .list());
        assertThatExceptionOfType(ProcessEngineException.class)
                .isThrownBy(() -> configuration.getCommandExecutorTxRequired().execute(command -> configuration
                        .getExpressionManager()
                        .createExpression(text)
                        .getValue(null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript", "ecmascript", "groovy", "python", "ruby", "juel", "JUEL", "feel", "java"})
    void knowNoScripts(String language) {
        assertThatExceptionOfType(ProcessEngineException.class).isThrownBy(() -> configuration
                .getCommandExecutorTxRequired()
                .execute(command -> configuration.getScriptingEngines().getScriptEngineForLanguage(language)));
    }

    @Test
    void runNoneInTables() {
        for (String language : List.of("javascript", "groovy", "juel", "feel")) {
            String table = """
                    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
                      <decision id="probe" name="probe"><variable id="v" name="v"/>
                        <literalExpression id="e" expressionLanguage="%s"><text>%s</text></literalExpression>
                      </decision>
                    </definitions>""".formatted(
                            language,
                            language.equals("feel")
                                    ? "function(x) external {java: {class: \"java.lang.System\", method signature: \"getProperty(java.lang.String)\"}}(\"user.name\")"
                                    : "${''.getClass()}");
            Object found;
            try {
                var engine = configuration.getDmnEngine();
                found = engine.evaluateDecision(
                                engine.parseDecision("probe", new ByteArrayInputStream(table.getBytes())),
                                Variables.createVariables())
                        .getSingleResult();
            } catch (RuntimeException refused) {
                continue;
            }
            assertThat(String.valueOf(found)).as(language).doesNotContain(System.getProperty("user.name"), "class");
        }
    }

    /** The desk deploys when it starts, as nobody; a test does as much here. */
    @Test
    void areNotDeployedByAnybody() {
        identities.setAuthentication("engineadmin", List.of(Groups.ENGINE_ADMINS));

        assertThatExceptionOfType(NotAllowedException.class).isThrownBy(() -> deploy("${currentUser()}"));

        identities.clearAuthentication();
        Deployment probe = deploy("${''.getClass()}");
        try {
            assertThatExceptionOfType(ProcessEngineException.class)
                    .isThrownBy(() -> runtime.startProcessInstanceByKey("probe"));
        } finally {
            repository.deleteDeployment(probe.getId(), true);
        }
    }

    private Deployment deploy(String expression) {
        return repository
                .createDeployment()
                .name("probe")
                .addString("probe.bpmn", """
                        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
                            xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="probe">
                          <process id="probe" isExecutable="true" camunda:historyTimeToLive="P1D">
                            <startEvent id="start"/><sequenceFlow id="go" sourceRef="start" targetRef="work"/>
                            <serviceTask id="work" camunda:expression="%s"/>
                          </process>
                        </definitions>""".formatted(expression))
                .deploy();
    }
}
