package com.withdrawaldesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.PackagedDesk;
import com.withdrawaldesk.support.TestServers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    private Path databaseDirectory;
    private EmbeddedPostgres database;
    private DeskProcess desk;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        databaseDirectory = directory;
        database = startDatabase(0);
        // The roles and the database that the compose file's PostgreSQL begins with; its owner is not even a superuser
        // here.
        var superuser = JdbcClient.create(database.getPostgresDatabase());
        superuser.sql("CREATE ROLE desk_owner LOGIN").update();
        superuser.sql("CREATE ROLE desk_app LOGIN").update();
        superuser.sql("CREATE DATABASE desk OWNER desk_owner").update();
        desk = PackagedDesk.start(database.getPort(), TestServers.SMTP.getSmtp().getPort())
                .awaitReady();
    }

    @AfterAll
    void stop() throws IOException {
        desk.close();
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
    void createsItsTablesAndIsHealthy() throws Exception {
        assertThat(desk.get("/actuator/health", PackagedDesk.ADMIN, password()).body())
                .contains("\"status\":\"UP\"");
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
    @Order(3)
    void answers503WhileTheDatabaseIsGoneAndRecoversByItself() throws Exception {
        int before = someCall().statusCode();

        database.close();
        var without = someCall();
        assertThat(without.statusCode()).isEqualTo(503);
        assertThat(without.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(without.headers().firstValue("Retry-After")).isPresent();
        assertThat(without.body()).contains("\"code\":\"service_unavailable\"");

        database = startDatabase(database.getPort());
        await().atMost(Duration.ofMinutes(1)).until(() -> someCall().statusCode() == before);
    }

    private HttpResponse<String> someCall() throws IOException, InterruptedException {
        return desk.get("/api/admin/finance/list-withdrawals/", PackagedDesk.ADMIN, password());
    }

    private static String password() {
        return PackagedDesk.SECRETS.get("DESK_ADMIN_PASSWORD");
    }
}
