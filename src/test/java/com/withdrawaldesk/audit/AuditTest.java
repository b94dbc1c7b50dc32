package com.withdrawaldesk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class AuditTest {

    @Autowired
    Audit audit;

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
                "ALTER TABLE audit_event DISABLE TRIGGER ALL"
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
                "SET session_replication_role = replica; DELETE FROM audit_event"
            })
    void letsEvenTheOwnerChangeNothingByAccident(String statement) throws SQLException {
        audit.record(Audit.Event.of("thing.kept", "thing", "1"));

        try (Connection owner = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
                Statement sql = owner.createStatement()) {
            assertThatThrownBy(() -> sql.execute(statement)).hasMessageContaining("append-only");
        }
    }
}
