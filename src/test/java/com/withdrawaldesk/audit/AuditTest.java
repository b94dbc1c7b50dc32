package com.withdrawaldesk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class AuditTest {

    private static final String COLUMNS = "actor, roles, action, subject_type, outcome";
    private static final String VALUES = "'anna', 'operations', 'thing.forged', 'thing', 'done'";

    @Autowired
    Audit audit;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Test
    void recordsWhoDidWhatWhenAndWhy() {
        String subject = UUID.randomUUID().toString();
        Origin.set(new Origin("anna", List.of("businessAdmins", "operations"), "10.1.2.3", "curl", "request-1"));
        try {
            audit.record(Audit.Event.of("thing.changed", "thing", subject)
                    .changed(Map.of("colour", "red"), Map.of("colour", "blue"))
                    .because("it was time"));
        } finally {
            Origin.set(null);
        }

        Audit.Entry entry = audit.of("thing", subject).get(0);
        assertThat(entry.actor()).isEqualTo("anna");
        assertThat(entry.roles()).isEqualTo("businessAdmins,operations");
        assertThat(entry.reason()).isEqualTo("it was time");
        assertThat(entry.before().rawValue()).isEqualTo("{\"colour\": \"red\"}");
        assertThat(entry.after().rawValue()).isEqualTo("{\"colour\": \"blue\"}");
        assertThat(entry.ip()).isEqualTo("10.1.2.3");
        assertThat(entry.requestId()).isEqualTo("request-1");
        assertThat(entry.outcome()).isEqualTo("done");
    }

    @Test
    void forgetsWhatIsRolledBackButNotWhatWasRefused() {
        String subject = UUID.randomUUID().toString();

        transaction.executeWithoutResult(tx -> {
            audit.record(Audit.Event.of("thing.done", "thing", subject));
            audit.recordRefused(Audit.Event.of("thing.tried", "thing", subject));
            tx.setRollbackOnly();
        });

        assertThat(audit.of("thing", subject)).extracting(Audit.Entry::action).containsExactly("thing.tried");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET actor = 'nobody'",
                "DELETE FROM audit_event",
                "TRUNCATE audit_event",
                "SET session_replication_role = replica; DELETE FROM audit_event",
                "ALTER TABLE audit_event DISABLE TRIGGER ALL",
                "INSERT INTO audit_event (at, " + COLUMNS + ") VALUES ('2020-01-01', " + VALUES + ")",
                "INSERT INTO audit_event (at, " + COLUMNS + ") VALUES (DEFAULT, " + VALUES + ")",
                "INSERT INTO audit_event (id, " + COLUMNS + ") OVERRIDING SYSTEM VALUE VALUES (-1, " + VALUES + ")",
                "SELECT setval('audit_event_id_seq', 1)",
                "UPDATE audit_seal SET at = now()",
                "DELETE FROM audit_seal",
                "TRUNCATE audit_seal",
                "INSERT INTO audit_seal VALUES (2, now(), 1, 1, 1, decode(repeat('00', 24), 'hex'), 1, 1,"
                        + " decode(repeat('00', 32), 'hex'))"
            })
    void letsTheApplicationChangeNothing(String statement) throws SQLException {
        audit.record(Audit.Event.of("thing.kept", "thing", "1"));

        try (Connection application = DriverManager.getConnection(TestServers.url("postgres"), "desk_app", "desk_app");
                Statement sql = application.createStatement()) {
            assertThatThrownBy(() -> sql.execute(statement)).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_event SET actor = 'nobody'",
                "DELETE FROM audit_event",
                "TRUNCATE audit_event",
                "SET session_replication_role = replica; DELETE FROM audit_event",
                "TRUNCATE audit_seal"
            })
    void letsEvenTheOwnerChangeNothingByAccident(String statement) throws SQLException {
        audit.record(Audit.Event.of("thing.kept", "thing", "1"));

        try (Connection owner = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
                Statement sql = owner.createStatement()) {
            assertThatThrownBy(() -> sql.execute(statement)).hasMessageContaining("append-only");
        }
    }

    /** Also with the triggers of replication's role, that is without the ordinary ones. */
    @ParameterizedTest
    @ValueSource(strings = {"origin", "replica"})
    void givesARowItsTimeAndIdWhoeverWritesIt(String role) throws SQLException {
        try (Connection owner = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
                Statement sql = owner.createStatement()) {
            owner.setAutoCommit(false);
            sql.execute("SET session_replication_role = " + role);

            try (ResultSet row = sql.executeQuery("INSERT INTO audit_event (at, " + COLUMNS + ") VALUES ('2020-01-01', "
                    + VALUES + ") RETURNING at > now() - interval '1 minute', id = lastval()")) {
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
                assertThat(row.getBoolean(2)).isTrue();
            }
            assertThatThrownBy(() -> sql.execute("INSERT INTO audit_event (id, " + COLUMNS
                            + ") OVERRIDING SYSTEM VALUE SELECT max(id) + 1000, " + VALUES + " FROM audit_event"))
                    .hasMessageContaining("not chosen");
            owner.rollback();
        }
    }

    /** A column that is added later has to be granted, and one of time or id must not be. */
    @Test
    void takesAllOfARowFromTheApplicationButTimeAndId() {
        assertThat(jdbc.sql("""
                                SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_event'
                                AND NOT has_column_privilege('desk_app', 'audit_event', column_name, 'INSERT')
                                """).query(String.class).list()).containsExactlyInAnyOrder("id", "at");
    }
}
