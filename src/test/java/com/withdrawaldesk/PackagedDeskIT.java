package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Ear;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.MailServer;
import com.withdrawaldesk.support.PackagedDesk;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.SmtpStub;
import com.withdrawaldesk.support.WebApps;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Else mail would come back half a minute after the mail server, and stay away after a few attempts. */
    private static final Map<String, String> IMPATIENT =
            Map.of("DESK_MAIL_RETRY_DELAYS", "1s", "DESK_MAIL_MAX_ATTEMPTS", "1000");

    private final MailServer mail = new MailServer().start();
    private Path databaseDirectory;
    private EmbeddedPostgres database;
    private DeskProcess desk;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        databaseDirectory = directory;
        database = startDatabase(0);
        PackagedDesk.prepare(database);
        desk = PackagedDesk.start(database.getPort(), mail.port(), IMPATIENT).awaitReady();
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
                        "DESK_AUDIT_KEY",
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
    void goesOnWhileTheMailServerRefusesOrHangs() throws IOException {
        PackagedDesk.openVendor(desk, "quietshop", "1000.00");
        List<String> withoutMail = new ArrayList<>();

        mail.stop();
        withoutMail.add(requestAndReject("quietshop"));
        try (var silent = SmtpStub.silent(mail.port())) {
            patiently().until(() -> silent.connections() > 0);
            for (int n = 0; n < 4; n++) {
                withoutMail.add(requestAndReject("quietshop"));
            }
            assertThat(silent.connections())
                    .as("connections to the mail server while 8 e-mails came to be sent")
                    .isLessThan(8);
        }
        assertThat(balance("quietshop")).isEqualTo("1000.00");
        assertIsHealthy();

        mail.start();
        for (String reference : withoutMail) {
            patiently().untilAsserted(() -> assertThat(mail.mails(reference))
                    .containsExactlyInAnyOrder(
                            "admin1@example.com: New Vendor Withdrawal Request",
                            "quietshop@example.com: Withdrawal rejected"));
        }
    }

    @Test
    @Order(4)
    void answers503WhileTheDatabaseIsGoneAndRecoversByItself() throws Exception {
        PackagedDesk.openVendor(desk, "patientshop", "100000.00");
        Ear alerts = desk.http().listen("admin1").join();
        var statuses = new ConcurrentHashMap<String, Integer>();
        var recovered = new AtomicBoolean();
        var client = CompletableFuture.runAsync(() -> {
            while (!recovered.get()) {
                String key = UUID.randomUUID().toString();
                statuses.put(key, request("patientshop", "100.00", key).status());
            }
        });
        patiently().until(() -> statuses.containsValue(201));

        database.close();
        var without = list();
        assertProblem(without, 503, "service_unavailable");
        assertThat(without.header("Retry-After")).isNotNull();
        patiently().until(() -> statuses.containsValue(503));

        database = startDatabase(database.getPort());
        patiently().until(() -> list().status() == 200);
        recovered.set(true);
        client.get(5, TimeUnit.MINUTES);
        assertThat(statuses.values()).containsOnly(201, 503);
        // Nothing was half done: whoever asks again under the same key gets what he asked for, once.
        statuses.keySet().forEach(key -> assertStatus(request("patientshop", "100.00", key), 201));
        assertThat(results(desk.http().get("patientshop", "/api/vendor/wallet/withdrawals/?limit=200"), "reference"))
                .hasSize(statuses.size());
        assertThat(balance("patientshop")).isEqualTo((100_000 - 100 * statuses.size()) + ".00");
        assertIsHealthy();
        // Who listens was told to come back, and hears again of what is new.
        patiently().until(alerts.closed::isDone);
        assertThat(alerts.closed).isCompletedWithValue(1012);
        Ear again = desk.http().listen("admin1").join();
        String reference = request("patientshop", "100.00");
        patiently().until(() -> again.frames.stream().anyMatch(frame -> frame.contains(reference)));
    }

    @Test
    @Order(2)
    void takesNoPasswordFromTheMarketplacesBackEnd() {
        assertProblem(desk.http().post("marketplace", "/api/platform/wallets/", "{}"), 401, "unauthorized");
        assertProblem(
                desk.http()
                        .post(
                                null,
                                "/api/platform/wallets/",
                                "{}",
                                "Authorization",
                                "Bearer " + PackagedDesk.key(desk)),
                400,
                "validation_failed",
                "owner",
                "owner_type",
                "display_name");
    }

    @Test
    @Order(5)
    void bringsTheLastAdministratorBackWhileItRuns() throws IOException {
        JdbcClient taken = JdbcClient.create(database.getDatabase("desk_app", "desk"));
        taken.sql("DELETE FROM act_id_membership WHERE user_id_ = ?")
                .param(PackagedDesk.ADMIN)
                .update();
        taken.sql("UPDATE act_id_user SET pwd_ = '{SHA-512}unknown' WHERE id_ = ?")
                .param(PackagedDesk.ADMIN)
                .update();

        String said = PackagedDesk.command(
                "--reset-admin", database.getPort(), Map.of("DESK_ADMIN_PASSWORD", "Desk-second-1"));

        assertThat(said)
                .contains("engineadmin is an administrator of users, with the password of DESK_ADMIN_PASSWORD.")
                .doesNotContain("Desk-second-1", "Exception");
        WebApps.login(desk, "admin", PackagedDesk.ADMIN, "Desk-second-1").addUser("afterwards", Groups.VENDORS);
        assertThat(taken.sql("SELECT actor FROM audit_event WHERE action = 'administrator.reset'")
                        .query(String.class)
                        .list())
                .containsExactly("system");
    }

    private Answer list() {
        return desk.http().get("admin1", "/api/admin/finance/list-withdrawals/");
    }

    private String requestAndReject(String vendor) {
        String reference = request(vendor, "1000.00");
        decide("reject", reference);
        return reference;
    }

    private String request(String vendor, String amount) {
        return assertStatus(request(vendor, amount, UUID.randomUUID().toString()), 201)
                .body()
                .path("reference")
                .asText();
    }

    private Answer request(String vendor, String amount, String key) {
        return desk.http()
                .post(
                        vendor,
                        "/api/vendor/wallet/request-withdrawal/",
                        "{\"amount\": \"%s\", \"pin\": \"%s\"}".formatted(amount, Given.PIN),
                        "Idempotency-Key",
                        key);
    }

    private String balance(String vendor) {
        return assertStatus(desk.http().get(vendor, "/api/vendor/wallet/"), 200)
                .body()
                .path("balance")
                .asText();
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
        return await().atMost(Duration.ofMinutes(5));
    }
}
