package com.withdrawaldesk.withdrawal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What one person found or did after a withdrawal's end, until a second one confirms it. In the caller's transaction. */
@Component
public class PayoutFindings {

    /** What a finding is about; of each there is one open finding of a withdrawal at the most. */
    public enum About {
        /** Where the money of a payout is. */
        PAYOUT,
        /** What becomes of what is owed. */
        RECEIVABLE;

        private String value() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final JdbcClient jdbc;
    private final Clock clock;

    PayoutFindings(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A finding.
     *
     * @param payout the reference of the payout it is about
     * @param found {@code returned} or {@code stands}; {@code repaid_from_wallet}, {@code repaid_to_bank} or {@code written_off}
     * @param amountMinor what came back, was repaid or is written off; null when the payout stands
     * @param bankReference the bank's own reference of what came in; null when nothing did
     */
    public record Finding(
            long id,
            String payout,
            String found,
            Long amountMinor,
            String bankReference,
            String reason,
            String foundBy) {}

    /** Fails when one is open already. */
    void propose(
            UUID withdrawal,
            About about,
            String payout,
            String found,
            Long amountMinor,
            String bankReference,
            String reason,
            String by) {
        jdbc.sql("""
                        INSERT INTO payout_finding (withdrawal_id, about, payout, found, amount_minor, bank_reference, reason,
                                                    found_by, found_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        withdrawal,
                        about.value(),
                        payout,
                        found,
                        amountMinor,
                        bankReference,
                        reason,
                        by,
                        Timestamp.from(clock.instant()))
                .update();
    }

    /** Empty when nothing waits for a second person. */
    public Optional<Finding> open(UUID withdrawal, About about) {
        return latest(withdrawal, about, "proposed");
    }

    /** What two people agreed on last. */
    Optional<Finding> confirmed(UUID withdrawal, About about) {
        return latest(withdrawal, about, "confirmed");
    }

    private Optional<Finding> latest(UUID withdrawal, About about, String state) {
        return jdbc.sql("""
                        SELECT * FROM payout_finding WHERE withdrawal_id = ? AND about = ? AND state = ? ORDER BY id DESC LIMIT 1
                        """)
                .params(withdrawal, about.value(), state)
                .query((row, n) -> read(row))
                .optional();
    }

    private static Finding read(ResultSet row) throws SQLException {
        return new Finding(
                row.getLong("id"),
                row.getString("payout"),
                row.getString("found"),
                row.getObject("amount_minor", Long.class),
                row.getString("bank_reference"),
                row.getString("reason"),
                row.getString("found_by"));
    }

    void confirm(Finding finding, String by, String reason) {
        decide(finding.id(), "confirmed", by, reason);
    }

    void drop(Finding finding, String by, String reason) {
        decide(finding.id(), "dropped", by, reason);
    }

    private void decide(long id, String state, String by, String reason) {
        jdbc.sql(
                        "UPDATE payout_finding SET state = ?, decided_by = ?, decided_at = ?, decision_reason = ? WHERE id = ?")
                .params(state, by, Timestamp.from(clock.instant()), reason, id)
                .update();
    }
}
