package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Nodes of two releases beside each other, with a diagram in which the newer one has renamed a step. */
@DeskTest
class DiagramVersionTest {

    private static final Path DIAGRAM = Path.of("bpmn/withdrawal.bpmn");
    private static final Verdict APPROVE = new Verdict(true, null, null);
    private static final String TAG = "camunda:versionTag=\"%d\"";

    @Autowired
    DiagramVersion version;

    @Autowired
    Diagrams diagrams;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    private Withdrawal begunBefore;
    private Deployment newer;

    @BeforeEach
    void deployedByANewerNode() throws IOException {
        begunBefore = given.requested(given.vendor("1000.00"), "300.00");
        newer = repository
                .createDeployment()
                .addString(
                        "withdrawal.bpmn",
                        Files.readString(DIAGRAM)
                                .replace(
                                        TAG.formatted(DiagramVersion.CURRENT),
                                        TAG.formatted(DiagramVersion.CURRENT + 1))
                                .replace("serviceTask_notifyCompleted", "serviceTask_tellOfThePayment"))
                .deploy();
    }

    @AfterEach
    void takenBack() {
        clock.reset();
        repository.deleteDeployment(newer.getId(), true);
        assertThat(version.isOutdated()).isFalse();
        assertThat(diagrams.getDeploymentResources()).isNotEmpty();
    }

    @Test
    void anOlderNodeDeploysNothingOverANewerOne() {
        assertThat(version.isOutdated()).isTrue();

        assertThat(diagrams.getDeploymentResources()).isEmpty();
    }

    @Test
    void anOlderNodeStartsWhatItHasTheBeansFor() {
        Withdrawal begunBeside = given.requested(given.vendor("1000.00"), "300.00");

        assertThat(definitionOf(begunBeside).getVersionTag()).isEqualTo(String.valueOf(DiagramVersion.CURRENT));
        assertThat(definitionOf(begunBeside).getId()).isEqualTo(version.of("withdrawal"));
    }

    @Test
    void aWithdrawalOfTheVersionBeforeFinishesInIt() {
        assertThat(definitionOf(begunBefore).getVersionTag()).isEqualTo(String.valueOf(DiagramVersion.CURRENT));

        finish(begunBefore);
    }

    /** The recipe of README for a version with a fault in it. */
    @Test
    void aWaitingWithdrawalMovesToTheNewVersion() {
        String from = definitionOf(begunBefore).getId();
        String to = definition().getId();

        runtime.newMigration(runtime.createMigrationPlan(from, to)
                        .mapEqualActivities()
                        .updateEventTriggers()
                        .build())
                .processInstanceIds(begunBefore.processInstanceId())
                .execute();

        assertThat(definitionOf(begunBefore).getId()).isEqualTo(to);
        finish(begunBefore);
    }

    private void finish(Withdrawal withdrawal) {
        given.decide("admin1", withdrawal, APPROVE);
        given.runDueJobs(withdrawal);
        given.later(Duration.ofMinutes(10), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    /** Whoever changes a file raises the version, in all of them, and adds a line. */
    @Test
    void everyChangeHasAVersionOfItsOwn() throws Exception {
        assertThat(Files.readAllLines(Path.of("src/test/resources/diagram-versions.txt")))
                .doesNotHaveDuplicates()
                .last()
                .isEqualTo(DiagramVersion.CURRENT + " " + fingerprint());
        for (Path diagram : files("bpmn", ".bpmn")) {
            assertThat(Files.readString(diagram)).as("%s", diagram).contains(TAG.formatted(DiagramVersion.CURRENT));
        }
    }

    private static String fingerprint() throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        for (Path file : Stream.of(files("bpmn", ".bpmn"), files("bpmn", ".dmn"), files("forms", ".form"))
                .flatMap(List::stream)
                .toList()) {
            // Whatever a checkout does to the ends of lines.
            digest.update(Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (var files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private ProcessDefinition definition() {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("withdrawal")
                .latestVersion()
                .singleResult();
    }

    private ProcessDefinition definitionOf(Withdrawal withdrawal) {
        return repository.getProcessDefinition(runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult()
                .getProcessDefinitionId());
    }
}
