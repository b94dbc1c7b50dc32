package com.withdrawaldesk.reconciliation;

import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.reconciliation.Comparison.Period;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what our attempts and our ledger say: one statement, whatever the size of the day. */
@Component
class OurBooks {

    private final JdbcClient jdbc;

    OurBooks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The provider's attempts that were sent in this time or that its statement names, with all others of their withdrawals. */
    List<Booked> concerning(String provider, Period sent, Statement statement) {
        return jdbc.sql("""
                        WITH concerned AS (
                            SELECT withdrawal_id FROM payout_attempt WHERE reference = ANY (:references)
                            UNION SELECT withdrawal_id FROM payout_attempt
                                  WHERE provider = :provider AND sent_at >= :from AND sent_at < :until
                            UNION SELECT withdrawal_id FROM payout_attempt
                                  WHERE provider = :provider AND provider_id = ANY (:ids))
                        SELECT a.*, w.reference AS withdrawal, CASE a.state
                            -- One for each: an attempt may turn out to be paid after another was.
                            WHEN 'paid' THEN (SELECT count(*) FROM ledger_transfer t
                                    WHERE t.withdrawal_id = w.id AND t.kind IN ('withdrawal_settlement', 'paid_after_all'))
                                >= (SELECT count(*) FROM payout_attempt p WHERE p.withdrawal_id = w.id AND p.state = 'paid')
                            WHEN 'reversed' THEN EXISTS (SELECT FROM ledger_transfer t
                                WHERE t.withdrawal_id = w.id AND t.kind IN ('reversal', 'withdrawal_refund', 'receivable_returned'))
                            ELSE true END AS in_ledger,
                            (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer t
                             WHERE t.withdrawal_id = w.id AND t.kind = 'return_charge') AS kept_minor
                        FROM concerned JOIN payout_attempt a USING (withdrawal_id) JOIN withdrawal w ON w.id = withdrawal_id
                        """)
                .param(
                        "references",
                        Stream.concat(
                                        statement.transfers().stream().map(Statement.Transfer::reference),
                                        statement.unreadable().stream().map(Statement.Unreadable::reference))
                                .filter(Objects::nonNull)
                                .toArray(String[]::new))
                .param(
                        "ids",
                        statement.entries().stream()
                                .map(Statement.Entry::providerId)
                                .filter(Objects::nonNull)
                                .toArray(String[]::new))
                .param("provider", provider)
                .param("from", Timestamp.from(sent.from()))
                .param("until", Timestamp.from(sent.until()))
                .query((row, n) -> booked(row))
                .list();
    }

    private static Booked booked(ResultSet row) throws SQLException {
        Timestamp sentAt = row.getTimestamp("sent_at");
        return new Booked(
                row.getObject("withdrawal_id", UUID.class),
                row.getString("withdrawal"),
                row.getString("provider"),
                row.getString("reference"),
                row.getString("provider_id"),
                row.getLong("amount_minor"),
                row.getBigDecimal("fee"),
                PayoutState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getBoolean("in_ledger"),
                sentAt == null ? null : sentAt.toInstant(),
                row.getLong("kept_minor"));
    }

    /** What people transferred in this time, by the ledger. */
    Report.Tally byHand(Period settled) {
        return jdbc.sql("""
                        SELECT count(*), coalesce(sum(t.amount_minor), 0)::bigint FROM ledger_transfer t
                        WHERE t.kind = 'withdrawal_settlement' AND t.created_at >= ? AND t.created_at < ? AND EXISTS (
                            SELECT FROM payout_attempt a WHERE a.withdrawal_id = t.withdrawal_id AND a.provider = 'manual'
                              AND a.state IN ('paid', 'reversed'))
                        """)
                .params(Timestamp.from(settled.from()), Timestamp.from(settled.until()))
                .query((row, n) -> new Report.Tally(row.getLong(1), row.getLong(2)))
                .single();
    }
}
