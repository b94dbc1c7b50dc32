package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.withdrawaldesk.base.start.Commands;
import com.withdrawaldesk.base.start.StartRefused;
import com.withdrawaldesk.support.TestServers;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The command {@code --migrate} on a database of its own, and what the desk says of one that is not up to date. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(OutputCaptureExtension.class)
class MigrateTest {

    private static final String OWNER = "plain_owner";

    private final FlywayMigrationStrategy start = new Migrations().atStart(OWNER, "desk_app");

    @BeforeAll
    void makeARoleThatOwnsADatabaseAndIsNoSuperuser() {
        var superuser = JdbcClient.create(TestServers.POSTGRES.getPostgresDatabase());
        superuser.sql("CREATE ROLE plain_owner LOGIN PASSWORD 'owner''s'").update();
        superuser.sql("CREATE DATABASE migrated OWNER plain_owner").update();
    }

    @Test
    @Order(1)
    void startsNoDeskOnADatabaseThatNobodyMigrated() {
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start.migrate(flyway()))
                .withMessageMatching(
                        "The database is behind this release, .* --migrate and the owner's password first.*");
        assertThat(tables()).isZero();
    }

    @Test
    @Order(2)
    void refusesInASentenceWhatItCannotDo(CapturedOutput output) {
        assertThat(migrate("DATABASE_URL", "postgres://127.0.0.1:1/migrated")).hasValue(1);
        assertThat(output)
                .contains("The tables were not brought up to date: ", "refused")
                .doesNotContain("\tat ");
        assertThat(migrate("DATABASE_USERNAME", "nobody")).hasValue(1);
        assertThat(output).contains("role \"nobody\" does not exist");
        assertThat(tables()).as("nothing but Flyway's own").isOne();
    }

    @Test
    @Order(3)
    void makesTheTablesAndSaysSoAndDoesNothingASecondTime(CapturedOutput output) {
        assertThat(migrate()).hasValue(0);
        assertThat(output).containsPattern("The tables are up to date: version \\d+, \\d\\d+ migrations made now\\.");
        assertThat(migrate()).hasValue(0);
        assertThat(output).contains(", 0 migrations made now.");

        assertThat(tables()).isGreaterThan(60);
        assertThat(JdbcClient.create(database())
                        .sql(
                                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'plain_owner'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @Order(4)
    void letsTheDeskStartOnWhatIsUpToDate() {
        assertThatCode(() -> start.migrate(flyway())).doesNotThrowAnyException();
    }

    @Test
    @Order(5)
    void startsNoDeskThatTheDatabaseIsBehindOrDiffersFrom() {
        var superuser = JdbcClient.create(database());
        superuser
                .sql("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '7'")
                .update();
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start.migrate(flyway()))
                .withMessageStartingWith("The database was made by other migrations than this release has");

        superuser.sql("DELETE FROM flyway_schema_history WHERE version = '20'").update();
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start.migrate(flyway()))
                .withMessageStartingWith("The database is behind this release");
    }

    @Test
    void doesNotTakeAMistypedCommandForTheDesk(CapturedOutput output) {
        assertThat(Commands.run("--migrat")).hasValue(2);
        assertThat(output).contains("There is no command --migrat. There are: --migrate");
        assertThat(Commands.run("--server.port=1", "--debug")).isEmpty();
    }

    @Test
    void asksOnlyForTheSettingsThatItNeeds(CapturedOutput output) {
        assertThat(Commands.run("--migrate", "--DATABASE_URL=mysql://h/d")).hasValue(1);
        assertThat(output).contains("DATABASE_URL", "DATABASE_USERNAME").doesNotContain("DESK_PIN_KEY", "MAIL_HOST");
    }

    /** @param others settings and values in turn, in place of the right ones */
    private static OptionalInt migrate(String... others) {
        var settings = new HashMap<>(Map.of(
                "DATABASE_URL",
                "postgres://127.0.0.1:%d/migrated".formatted(TestServers.POSTGRES.getPort()),
                "DATABASE_USERNAME",
                "desk_app",
                "DATABASE_OWNER_USERNAME",
                OWNER,
                "DATABASE_OWNER_PASSWORD",
                "owner's"));
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return Commands.run(Stream.concat(
                        Stream.of("--migrate"),
                        settings.entrySet().stream().map(setting -> "--" + setting.getKey() + "=" + setting.getValue()))
                .toArray(String[]::new));
    }

    /** As the running desk has it: with its own role, which may see and not touch. */
    private static Flyway flyway() {
        return Flyway.configure()
                .dataSource(TestServers.url("migrated"), "desk_app", "desk_app")
                .placeholders(Map.of("app-role", "desk_app"))
                .javaMigrations(new EngineSchema().camundaTables("desk_app"))
                .load();
    }

    private static int tables() {
        return JdbcClient.create(database())
                .sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
                .query(Integer.class)
                .single();
    }

    private static DriverManagerDataSource database() {
        return new DriverManagerDataSource(TestServers.url("migrated"), "postgres", "");
    }
}
