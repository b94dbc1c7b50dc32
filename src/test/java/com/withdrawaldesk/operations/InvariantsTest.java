package com.withdrawaldesk.operations;

import static com.withdrawaldesk.fee.Bearer.MARKETPLACE;
import static com.withdrawaldesk.fee.Bearer.REQUESTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.fee.FeeProperties;
import com.withdrawaldesk.fee.TestFees;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Corrupts data as the owner of the database, with all constraints out of the way, and sees each invariant name it. All of it
 * happens in transactions that are rolled back.
 */
@DeskTest
class InvariantsTest {

    private static final String BOOKED_FEES =
            "fees were booked as quoted and charged, and given back with what the bank returned";

    @Autowired
    Given given;

    @Autowired
    Invariants invariants;

    @Autowired
    TestFees fees;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    JdbcClient jdbc;

    @Test
    void holdNow() {
        given.approved(given.vendor("1000.00"), "300.00");

        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void nameWhateverIsCorrupted() throws SQLException {
        Withdrawal open = given.requested(given.vendor("1000.00"), "300.00");
        Withdrawal approved = given.approved(given.vendor("1000.00"), "300.00");
        String id = "'" + open.id() + "'";
        String approvedId = "'" + approved.id() + "'";
        String wallet = "'" + open.movement().walletId() + "'";
        Set<String> seen = new TreeSet<>();

        seen.addAll(after("UPDATE wallet SET balance_minor = balance_minor + 1 WHERE id = " + wallet));
        seen.addAll(after("UPDATE wallet SET balance_minor = -1 WHERE id = " + wallet));
        seen.addAll(after("DELETE FROM ledger_transfer WHERE withdrawal_id = " + id));
        seen.addAll(after("UPDATE ledger_transfer SET amount_minor = amount_minor + 1 WHERE withdrawal_id = " + id));
        seen.addAll(after(end(id, "withdrawal_refund"), end(id, "withdrawal_settlement")));
        seen.addAll(after("UPDATE withdrawal SET stage = 'completed', ended_at = now() WHERE id = " + approvedId));
        seen.addAll(after("UPDATE withdrawal SET process_instance_id = 'gone' WHERE id = " + id));
        seen.addAll(after("UPDATE withdrawal SET decision = NULL WHERE id = " + approvedId));
        seen.addAll(after("UPDATE withdrawal SET decided_by = requester_id WHERE id = " + approvedId));

        seen.addAll(
                after("INSERT INTO payout_attempt (withdrawal_id, attempt, provider, reference, amount_minor, state,"
                        + " created_at, updated_at) VALUES (" + approvedId
                        + ", 2, 'sandbox', 'wd_0123456789abcdef', 1, 'paid',"
                        + " now(), now())"));
        seen.addAll(after(
                "UPDATE withdrawal SET stage = 'failed', ended_at = now() WHERE id = " + approvedId,
                "UPDATE payout_attempt SET state = 'paid' WHERE withdrawal_id = " + approvedId));
        seen.addAll(after("UPDATE withdrawal SET stage = 'failed', ended_at = now() WHERE id = " + approvedId));
        String feeId = "'" + completedWithFees().id() + "'";
        seen.addAll(after("UPDATE withdrawal SET payout_minor = payout_minor - 1 WHERE id = " + feeId));
        seen.addAll(after("DELETE FROM ledger_transfer WHERE kind = 'vat' AND withdrawal_id = " + feeId));
        assertThat(after("UPDATE withdrawal_fee SET charged_minor = charged_minor + 1 WHERE kind = 'provider_fee'"
                        + " AND withdrawal_id = " + feeId))
                .containsExactly(BOOKED_FEES);
        assertThat(after(
                        "UPDATE ledger_transfer SET amount_minor = 1 WHERE kind = 'stamp_duty_charge' AND withdrawal_id = "
                                + feeId))
                .containsExactly(BOOKED_FEES);
        assertThat(after(
                        "UPDATE ledger_transfer SET amount_minor = amount_minor - 1 WHERE kind = 'withdrawal_settlement'"
                                + " AND withdrawal_id = " + feeId))
                .contains("a settlement and the fees it took are what was debited");

        seen.addAll(after(
                "INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, withdrawal_id, reference,"
                        + " description) VALUES ('paid_after_all', 'receivable:x', 'platform:bank', 1, " + id
                        + ", 'x', 'x')"));
        seen.addAll(after(
                "INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                        + " VALUES ('audit-seal', 'recurring', now(), false, 1)",
                "INSERT INTO audit_event (at, actor, roles, action, subject_type, outcome)"
                        + " VALUES (now() - interval '1 hour', 'anna', '', 'thing.done', 'thing', 'done')"));

        assertThat(seen).containsExactlyInAnyOrderElementsOf(invariants.names());
    }

    private Withdrawal completedWithFees() {
        fees.are("100.00", "0", "26.88", new FeeProperties.Bearers(REQUESTER, MARKETPLACE, REQUESTER));
        try {
            Withdrawal withdrawal = given.approved(given.vendor("20000.00"), "20000.00");
            given.runDueJobs(withdrawal);
            jdbc.sql("UPDATE payout_attempt SET fee = 26.875 WHERE withdrawal_id = ?")
                    .param(withdrawal.id())
                    .update();
            given.later(Duration.ofSeconds(5), withdrawal);
            hints.heard(given.payoutOf(withdrawal), Result.PAID);
            given.runDueJobs(withdrawal);
            return withdrawal;
        } finally {
            fees.reset();
            clock.reset();
        }
    }

    private static String end(String withdrawal, String kind) {
        String credit = kind.equals("withdrawal_refund") ? "'wallet:' || wallet_id" : "'platform:bank'";
        return "INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, withdrawal_id, reference,"
                + " description, wallet_balance_minor) SELECT '" + kind + "', 'platform:in_transit', " + credit
                + ", amount_minor, id, reference, 'corrupt', "
                + (kind.equals("withdrawal_refund") ? "1" : "NULL")
                + " FROM withdrawal WHERE id = " + withdrawal;
    }

    /** The invariants that name something after these statements, which are undone again. */
    private Set<String> after(String... corruption) throws SQLException {
        try (Connection owner = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "")) {
            owner.setAutoCommit(false);
            try (Statement statement = owner.createStatement()) {
                dropConstraints(owner, statement);
                for (String sql : corruption) {
                    assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
                }
                return Invariants.violations(JdbcClient.create(new SingleConnectionDataSource(owner, true)))
                        .keySet();
            } finally {
                owner.rollback();
            }
        }
    }

    private static void dropConstraints(Connection owner, Statement statement) throws SQLException {
        List<String> commands = new ArrayList<>();
        try (var rows = statement.executeQuery("""
                SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
                WHERE conrelid IN ('wallet'::regclass, 'withdrawal'::regclass, 'ledger_transfer'::regclass) AND contype = 'c'
                UNION ALL SELECT 'DROP INDEX ledger_transfer_once' UNION ALL SELECT 'DROP INDEX ledger_transfer_one_end'
                UNION ALL SELECT format('ALTER TABLE %s DISABLE TRIGGER ALL', t)
                FROM unnest(ARRAY['wallet', 'ledger_transfer', 'withdrawal', 'withdrawal_fee', 'payout_attempt',
                    'audit_event']) t""")) {
            while (rows.next()) {
                commands.add(rows.getString(1));
            }
        }
        for (String command : commands) {
            statement.execute(command);
        }
    }
}
