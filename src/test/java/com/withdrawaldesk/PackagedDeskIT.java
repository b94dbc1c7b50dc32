package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.api.Groups;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Ear;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.MailServer;
import com.withdrawaldesk.support.PackagedDesk;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebApps;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The production form: the packaged jar, the settings of docker-compose.yml, and a PostgreSQL that was empty before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackagedDeskIT {

    private final MailServer mail = new MailServer().start();
    private Path databaseDirectory;
    private EmbeddedPostgres database;
    private DeskProcess desk;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        databaseDirectory = directory;
        database = startDatabase(0);
        PackagedDesk.prepare(database);
        desk = PackagedDesk.start(database.getPort(), mail.port(), Map.of()).awaitReady();
        var administrator = PackagedDesk.administrator(desk);
        administrator.addUser("admin1", Groups.BUSINESS_ADMINS);
        administrator.addUser("operator1", Groups.OPERATIONS);
        administrator.addUser("marketplace", Groups.PLATFORM);
    }

    @AfterAll
    void stop() throws IOException {
        desk.close();
        mail.close();
        database.close();
    }

    private EmbeddedPostgres startDatabase(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(databaseDirectory)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void listsEverySettingThatIsMissing() {
        var unconfigured = PackagedDesk.start(Map.of());

        assertThat(unconfigured.awaitExit()).isNotZero();
        assertThat(unconfigured.output())
                .containsSubsequence(
                        "DATABASE_URL",
                        "DATABASE_USERNAME",
                        "DATABASE_PASSWORD",
                        "DESK_PIN_KEY",
                        "DESK_ADMIN_USER",
                        "DESK_ADMIN_PASSWORD",
                        "DESK_PUBLIC_URL",
                        "MAIL_HOST",
                        "MAIL_FROM")
                .doesNotContain("Exception");
    }

    @Test
    void saysThatTheDemoIsNotInTheJar() {
        var demo = PackagedDesk.start(Map.of("SPRING_PROFILES_ACTIVE", "demo"));

        assertThat(demo.awaitExit()).isNotZero();
        assertThat(demo.output())
                .contains("The packaged desk comes without the demo's database")
                .doesNotContain("Exception");
    }

    @Test
    @Order(1)
    void createsItsTablesAndIsHealthy() {
        assertThat(desk.http().get(null, "/actuator/health").body().path("status"))
                .hasToString("\"UP\"");
        assertThat(JdbcClient.create(database.getDatabase("desk_app", "desk"))
                        .sql("SELECT count(*) FROM act_id_user WHERE id_ = ?")
                        .param(PackagedDesk.ADMIN)
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    @Order(1)
    void ownsNoTableAsTheDesk() {
        assertThat(JdbcClient.create(database.getPostgresDatabase())
                        .sql("SELECT count(*) FROM pg_tables WHERE tableowner = 'desk_app'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @Order(2)
    void takesAWithdrawalFromTheRequestToTheTransferByHand() {
        PackagedDesk.openVendor(desk, "newshop", "200000.00");
        Ear alerts = desk.http().listen("admin1").join();

        String reference = request("newshop", "150000.00");
        patiently().untilAsserted(() -> assertThat(mail.mails(reference))
                .containsExactly("admin1@example.com: New Vendor Withdrawal Request"));
        patiently().until(() -> alerts.frames.stream().anyMatch(frame -> frame.contains(reference)));
        assertThat(decide("approve", reference).body().path("stage").asText()).isEqualTo("awaiting_transfer");
        var tasklist = WebApps.login(desk, "tasklist", "operator1", People.PASSWORD);
        var tasks = tasklist.get("task?processInstanceBusinessKey=" + reference);
        String task = tasks.path(0).path("id").asText();
        assertThat(tasks.path(0).path("name").asText()).isEqualTo("Record bank transfer");
        tasklist.post("task/" + task + "/claim", Map.of("userId", "operator1"));
        tasklist.post(
                "task/" + task + "/submit-form",
                Map.of("variables", Map.of("bank_reference", Map.of("value", "NIP-4711"))));

        JsonNode detail = detail(reference);
        assertThat(detail.at("/request/status").asText()).isEqualTo("completed");
        assertThat(detail.at("/payouts/0/bank_reference").asText()).isEqualTo("NIP-4711");
        assertThat(detail.at("/wallet/now").asText()).isEqualTo("50000.00");
        assertThat(detail.path("timeline"))
                .extracting(entry -> entry.path("actor").asText() + " "
                        + entry.path("action").asText())
                .containsExactly(
                        "newshop withdrawal.requested",
                        "admin1 withdrawal.approved",
                        "operator1 payout.recorded",
                        "operator1 withdrawal.completed");
        assertIsHealthy();
    }

    @Test
    @Order(3)
    void answers503WhileTheDatabaseIsGoneAndRecoversByItself() throws Exception {
        database.close();
        var without = list();
        assertProblem(without, 503, "service_unavailable");
        assertThat(without.header("Retry-After")).isNotNull();

        database = startDatabase(database.getPort());
        patiently().until(() -> list().status() == 200);
    }

    private Answer list() {
        return desk.http().get("admin1", "/api/admin/finance/list-withdrawals/");
    }

    private String request(String vendor, String amount) {
        var answer =
                desk.http().post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": "%s", "pin": "%s"}""".formatted(amount, Given.PIN));
        return assertStatus(answer, 201).body().path("reference").asText();
    }

    private Answer decide(String decision, String reference) {
        String reason = decision.equals("reject") ? ", \"reason\": \"Account verification failed\"" : "";
        return assertStatus(
                desk.http()
                        .post(
                                "admin1",
                                "/api/admin/finance/" + decision + "-withdrawal/",
                                "{\"reference\": \"" + reference + "\"" + reason + "}"),
                200);
    }

    private JsonNode detail(String reference) {
        return assertStatus(desk.http().get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + reference), 200)
                .body();
    }

    private void assertIsHealthy() {
        JsonNode invariants = assertStatus(desk.http().get("admin1", "/api/admin/finance/invariants/"), 200)
                .body();
        assertThat(invariants.path("healthy").asBoolean())
                .as(invariants.toString())
                .isTrue();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1));
    }
}
