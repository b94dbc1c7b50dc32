package com.withdrawaldesk.withdrawal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Forger;
import com.withdrawaldesk.support.Given;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What was requested and approved is what is paid: in the database, against everybody who leaves its triggers on. */
@DeskTest
class ImmutableRequestsTest {

    /** The columns that change in a life, by table. Every other one must not, and neither must one that is added later. */
    private static final Map<String, Set<String>> MUTABLE = Map.of(
            "withdrawal",
            Set.of(
                    "priority",
                    "stage",
                    "status",
                    "failure_code",
                    "failure_reason",
                    "decision",
                    "decided_by",
                    "decided_at",
                    "decision_reason",
                    "decision_notes",
                    "first_approved_by",
                    "first_approved_at",
                    "bank_reference",
                    "process_instance_id",
                    "updated_at",
                    "stage_since",
                    "ended_at",
                    "resolved_name",
                    "resolved_at",
                    "name_match"),
            "payout_attempt",
            Set.of(
                    "state",
                    "message",
                    "bank_reference",
                    "checks",
                    "updated_at",
                    "last_result",
                    "provider_id",
                    "fee",
                    "sends",
                    "refused",
                    "not_found",
                    "not_found_since",
                    "held_until",
                    "retry_at",
                    "sent_at",
                    "proposed_by",
                    "overdue",
                    "batched",
                    "hints",
                    "hints_taken",
                    "handed_over",
                    "cause",
                    "stopped",
                    "stop_ended",
                    "overruled",
                    "account"),
            "payout_finding",
            Set.of("state", "decided_by", "decided_at", "decision_reason"),
            "withdrawal_fee",
            Set.of("charged_minor"),
            "emergency_refund",
            Set.of("state", "decided_by", "decided_at", "decision_reason"),
            "emergency_refund_item",
            Set.of("result", "detail", "done_by", "done_at"),
            "wallet",
            Set.of("display_name", "email", "balance_minor", "status", "closed_at"));

    @Autowired
    Given given;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private String withdrawal;

    @BeforeEach
    void oneOfEach() {
        var sent = given.approved(given.vendor("1000.00"), "300.00");
        given.runNextJob(sent);
        withdrawal = sent.id().toString();
        long proposal = jdbc.sql("""
                        INSERT INTO emergency_refund (reason, proposed_by, proposed_at, expires_at)
                        VALUES ('Test', 'admin1', now() - interval '2 hours', now() - interval '1 hour') RETURNING id
                        """).query(Long.class).single();
        jdbc.sql("""
                        INSERT INTO emergency_refund_item (refund_id, withdrawal_id, stage_seen, detail)
                        VALUES (?, ?::uuid, 'sent', 'Test')
                        """).params(proposal, withdrawal).update();
        jdbc.sql("""
                        INSERT INTO payout_finding (withdrawal_id, about, payout, found, reason, found_by, found_at)
                        SELECT withdrawal_id, 'payout', reference, 'stands', 'Test', 'operator1', now() FROM payout_attempt
                        WHERE withdrawal_id = ?::uuid
                        """).param(withdrawal).update();
        jdbc.sql("""
                        INSERT INTO withdrawal_fee (withdrawal_id, kind, bearer, quoted_minor) VALUES (?::uuid, 'vat', 'marketplace', 5)
                        ON CONFLICT DO NOTHING
                        """).param(withdrawal).update();
    }

    private String rowOf(String table) {
        return switch (table) {
            case "withdrawal" -> "id = '" + withdrawal + "'";
            case "wallet" -> "id = (SELECT wallet_id FROM withdrawal WHERE id = '" + withdrawal + "')";
            case "emergency_refund" ->
                "id = (SELECT refund_id FROM emergency_refund_item WHERE withdrawal_id = '" + withdrawal + "')";
            default -> "withdrawal_id = '" + withdrawal + "'";
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withdrawal",
                "payout_attempt",
                "payout_finding",
                "withdrawal_fee",
                "emergency_refund",
                "emergency_refund_item",
                "wallet"
            })
    void everyColumnIsDeclaredMutableOrStaysAsItIs(String table) throws SQLException {
        Map<String, String> changes = changes(table);
        assertThat(changes.keySet()).containsAll(MUTABLE.get(table));
        changes.keySet().removeAll(MUTABLE.get(table));

        for (String change : changes.values()) {
            refused("UPDATE " + table + " SET " + change + " WHERE " + rowOf(table));
        }
    }

    /** For each column of the table an assignment of another value of its type. */
    private Map<String, String> changes(String table) {
        return jdbc.sql("""
                        SELECT attname, format('%I = ' || CASE
                            WHEN attidentity <> '' THEN 'DEFAULT'
                            WHEN atttypid = 'uuid'::regtype THEN 'gen_random_uuid()'
                            WHEN atttypid = 'text'::regtype THEN 'coalesce(%1$I, '''') || ''x'''
                            WHEN atttypid = 'boolean'::regtype THEN 'NOT %1$I'
                            WHEN atttypid = 'timestamptz'::regtype THEN 'coalesce(%1$I, now()) + interval ''1 day'''
                            ELSE 'coalesce(%1$I, 0) + 1' END, attname)
                        FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
                        """).param(table).query(rows -> {
            var changes = new java.util.LinkedHashMap<String, String>();
            while (rows.next()) {
                changes.put(rows.getString(1), rows.getString(2));
            }
            return changes;
        });
    }

    @Test
    void aDecisionStaysAsItWasMade() throws SQLException {
        for (String change : List.of(
                "decision = 'reject'",
                "decided_by = 'admin3'",
                "decided_at = now()",
                "decision_reason = 'Other'",
                "decision_notes = 'Other'",
                "decision = NULL, decided_by = NULL, decided_at = NULL")) {
            refused("UPDATE withdrawal SET " + change + " WHERE id = '" + withdrawal + "'");
        }
        String review = given.requested(given.vendor("1000.00"), "300.00").id().toString();
        jdbc.sql(
                        "UPDATE withdrawal SET stage = 'second_review', first_approved_by = 'admin1', first_approved_at = now()"
                                + " WHERE id = ?::uuid")
                .param(review)
                .update();
        refused("UPDATE withdrawal SET first_approved_by = 'admin3' WHERE id = '" + review + "'");
    }

    @Test
    void whatTheReviewerWasToldStaysAsItWas() throws SQLException {
        refused("UPDATE withdrawal SET resolved_name = 'OTHER', resolved_at = now(), name_match = 100 WHERE id = '"
                + withdrawal + "'");
    }

    @Test
    void nothingReturnsFromItsEndOrToItsReview() throws SQLException {
        var cancelled = given.requested(given.vendor("1000.00"), "300.00");
        given.cancel(cancelled);

        for (String stage : List.of("in_review", "second_review")) {
            refused("UPDATE withdrawal SET stage = '" + stage + "' WHERE id = '" + withdrawal + "'");
        }
        for (Stage stage : Stage.values()) {
            if (stage != Stage.CANCELLED) {
                refused("UPDATE withdrawal SET stage = '" + stage.value() + "' WHERE id = '" + cancelled.id() + "'");
            }
        }
    }

    @Test
    void aPayoutThatMayBeWithOneProviderIsNotGivenToAnother() throws SQLException {
        refused("UPDATE payout_attempt SET provider = 'elsewhere' WHERE withdrawal_id = '" + withdrawal + "'");
    }

    @Test
    void whatHappenedToAPayoutStaysAsItWas() throws SQLException {
        jdbc.sql(
                        "UPDATE payout_attempt SET handed_over = true, cause = 'No such account', hints = 2, hints_taken = 1 WHERE "
                                + rowOf("payout_attempt"))
                .update();

        for (String change : List.of(
                "account = 'live:2'",
                "account = NULL",
                "handed_over = false",
                "cause = 'Other'",
                "hints = 1",
                "hints_taken = 0")) {
            refused("UPDATE payout_attempt SET " + change + " WHERE " + rowOf("payout_attempt"));
        }
    }

    @Test
    void whatWasChargedProposedOrDoneIsNotDoneOtherwise() throws SQLException {
        jdbc.sql("UPDATE withdrawal_fee SET charged_minor = 5 WHERE " + rowOf("withdrawal_fee"))
                .update();
        refused("UPDATE withdrawal_fee SET charged_minor = 6 WHERE " + rowOf("withdrawal_fee"));
        jdbc.sql("UPDATE emergency_refund_item SET result = 'refused', done_by = 'admin2', done_at = now() WHERE "
                        + rowOf("emergency_refund_item"))
                .update();
        refused("UPDATE emergency_refund_item SET result = 'refunded' WHERE " + rowOf("emergency_refund_item"));
        jdbc.sql("UPDATE emergency_refund SET state = 'confirmed', decided_by = 'admin2', decided_at = now() WHERE "
                        + rowOf("emergency_refund"))
                .update();
        refused("UPDATE emergency_refund SET decided_by = 'admin3' WHERE " + rowOf("emergency_refund"));
        jdbc.sql("UPDATE payout_finding SET state = 'confirmed', decided_by = 'operator2', decided_at = now() WHERE "
                        + rowOf("payout_finding"))
                .update();
        refused("UPDATE payout_finding SET decided_by = 'admin3' WHERE " + rowOf("payout_finding"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withdrawal",
                "payout_attempt",
                "payout_finding",
                "withdrawal_fee",
                "emergency_refund",
                "emergency_refund_item"
            })
    void nothingIsRemoved(String table) throws SQLException {
        refused("DELETE FROM " + table + " WHERE " + rowOf(table));
        refused("TRUNCATE " + table + " CASCADE");
    }

    /** By the application, by the owner, and by the owner with the triggers of replication's role. */
    private void refused(String statement) throws SQLException {
        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        tx -> jdbc.sql(statement).update()))
                .as(statement)
                .rootCause()
                .isInstanceOfSatisfying(SQLException.class, refusal -> assertThat(refusal.getSQLState())
                        .as("insufficient_privilege")
                        .isEqualTo("42501"));
        try (Connection owner = Forger.connect()) {
            for (String role : List.of("origin", "replica")) {
                owner.setAutoCommit(false);
                JdbcClient all = Forger.client(owner);
                all.sql("SET session_replication_role = " + role).update();
                assertThatThrownBy(() -> all.sql(statement).update())
                        .as(role + ": " + statement)
                        .rootCause()
                        .hasMessageMatching("(?s).*(does not (change|go back)|append-only).*");
                owner.rollback();
            }
        }
    }

    @Test
    void whatChangesInALifeCan() {
        assertThatCode(() -> transaction.executeWithoutResult(tx -> {
                    jdbc.sql("UPDATE payout_attempt SET sends = 0, sent_at = NULL, provider = 'elsewhere' WHERE "
                                    + rowOf("payout_attempt"))
                            .update();
                    jdbc.sql("UPDATE withdrawal SET priority = 'high', process_instance_id = 'other' WHERE "
                                    + rowOf("withdrawal"))
                            .update();
                    tx.setRollbackOnly();
                }))
                .doesNotThrowAnyException();
    }
}
