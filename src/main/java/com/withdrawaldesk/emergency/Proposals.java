package com.withdrawaldesk.emergency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Proposed refunds and what became of them, and the withdrawals that can be proposed, in the database. */
@Component
class Proposals {

    private static final String SELECT = """
            SELECT r.*, i.*, CASE WHEN r.state = 'proposed' AND r.expires_at <= :now THEN 'expired' ELSE r.state END AS shown_state
            FROM emergency_refund r CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE result = 'open') AS open, count(*) FILTER (WHERE result = 'refunded') AS refunded,
                       count(*) FILTER (WHERE result = 'refused') AS refused,
                       coalesce(sum(w.amount_minor) FILTER (WHERE result <> 'refused'), 0) AS total_minor,
                       coalesce(sum(w.amount_minor) FILTER (WHERE result = 'refunded'), 0) AS refunded_minor
                FROM emergency_refund_item e JOIN withdrawal w ON w.id = e.withdrawal_id WHERE e.refund_id = r.id) i
            """;

    private static final String OPEN = """
            FROM withdrawal w WHERE w.ended_at IS NULL
              AND (:stages::text[] IS NULL OR w.stage = ANY (:stages::text[]))
              AND (:requester::text IS NULL OR w.requester_id = :requester)
              AND (:from::timestamptz IS NULL OR w.created_at >= :from) AND (:to::timestamptz IS NULL OR w.created_at < :to)
              AND (:provider::text IS NULL OR :provider = (
                  SELECT p.provider FROM payout_attempt p WHERE p.withdrawal_id = w.id ORDER BY p.attempt DESC LIMIT 1))
            """;

    private final JdbcClient jdbc;

    Proposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A proposal as it stands.
     *
     * @param state {@code proposed}, {@code expired}, {@code confirmed} or {@code rejected}
     * @param decidedBy who confirmed or rejected it; null before
     * @param decisionReason null unless rejected
     * @param totalMinor what is open or went back
     */
    record Proposal(
            long id,
            String state,
            String reason,
            String proposedBy,
            Instant proposedAt,
            Instant expiresAt,
            String decidedBy,
            Instant decidedAt,
            String decisionReason,
            int open,
            int refunded,
            int refused,
            long totalMinor,
            long refundedMinor) {}

    /**
     * One withdrawal of a proposal.
     *
     * @param stageSeen where it was when it was proposed
     * @param providerSaid then; null when there was nothing to ask
     * @param result {@code open}, {@code refunded} or {@code refused}
     * @param detail why, for staff
     * @param doneBy null while it is open
     */
    record Item(
            long id,
            UUID withdrawalId,
            String reference,
            long amountMinor,
            String requesterId,
            String stageSeen,
            String providerSaid,
            String stage,
            String result,
            String detail,
            String doneBy,
            Instant doneAt) {}

    /** Which open withdrawals are meant; what is null lets everything through. */
    record Filter(Set<String> stages, String requester, String provider, Instant from, Instant to) {}

    Optional<UUID> withdrawal(String reference) {
        return jdbc.sql("SELECT id FROM withdrawal WHERE reference = ?")
                .param(reference)
                .query(UUID.class)
                .optional();
    }

    /** The oldest first. */
    List<UUID> open(Filter filter, int limit) {
        return with(jdbc.sql("SELECT w.id " + OPEN + " ORDER BY w.seq LIMIT :limit"), filter)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    int countOpen(Filter filter) {
        return with(jdbc.sql("SELECT count(*) " + OPEN), filter)
                .query(Integer.class)
                .single();
    }

    private static JdbcClient.StatementSpec with(JdbcClient.StatementSpec sql, Filter filter) {
        return sql.param(
                        "stages",
                        filter.stages() == null ? null : filter.stages().toArray(String[]::new))
                .param("requester", filter.requester())
                .param("provider", filter.provider())
                .param("from", timestamp(filter.from()))
                .param("to", timestamp(filter.to()));
    }

    long add(String reason, String by, Instant now, Instant expires) {
        return jdbc.sql("""
                        INSERT INTO emergency_refund (reason, proposed_by, proposed_at, expires_at) VALUES (?, ?, ?, ?) RETURNING id
                        """)
                .params(reason, by, timestamp(now), timestamp(expires))
                .query(Long.class)
                .single();
    }

    /** @return the item's id */
    long addItem(long proposal, UUID withdrawal, String stageSeen, String providerSaid, String detail) {
        return jdbc.sql("""
                        INSERT INTO emergency_refund_item (refund_id, withdrawal_id, stage_seen, provider_said, detail)
                        VALUES (?, ?, ?, ?, ?) RETURNING id
                        """)
                .params(proposal, withdrawal, stageSeen, providerSaid, detail)
                .query(Long.class)
                .single();
    }

    Optional<Proposal> find(long id, Instant now) {
        return jdbc.sql(SELECT + " WHERE r.id = :id")
                .param("id", id)
                .param("now", timestamp(now))
                .query((row, n) -> proposal(row))
                .optional();
    }

    /** Holds the proposal until the transaction ends. */
    Optional<Proposal> lock(long id, Instant now) {
        jdbc.sql("SELECT FROM emergency_refund WHERE id = ? FOR UPDATE")
                .param(id)
                .query((row, n) -> id)
                .optional();
        return find(id, now);
    }

    /** Newest first. */
    List<Proposal> list(String state, long before, int limit, Instant now) {
        return jdbc.sql("SELECT * FROM (" + SELECT + " WHERE r.id < :before) p"
                        + " WHERE :state::text IS NULL OR shown_state = :state ORDER BY id DESC LIMIT :limit")
                .param("before", before)
                .param("state", state)
                .param("limit", limit)
                .param("now", timestamp(now))
                .query((row, n) -> proposal(row))
                .list();
    }

    void decide(long id, String state, String by, String reason, Instant now) {
        jdbc.sql(
                        "UPDATE emergency_refund SET state = ?, decided_by = ?, decision_reason = ?, decided_at = ? WHERE id = ?")
                .params(state, by, reason, timestamp(now), id)
                .update();
    }

    List<Item> items(long proposal) {
        return jdbc.sql("""
                        SELECT i.*, w.reference, w.amount_minor, w.requester_id, w.stage FROM emergency_refund_item i
                        JOIN withdrawal w ON w.id = i.withdrawal_id WHERE i.refund_id = ? ORDER BY i.id
                        """)
                .param(proposal)
                .query((row, n) -> new Item(
                        row.getLong("id"),
                        row.getObject("withdrawal_id", UUID.class),
                        row.getString("reference"),
                        row.getLong("amount_minor"),
                        row.getString("requester_id"),
                        row.getString("stage_seen"),
                        row.getString("provider_said"),
                        row.getString("stage"),
                        row.getString("result"),
                        row.getString("detail"),
                        row.getString("done_by"),
                        instant(row, "done_at")))
                .list();
    }

    /** Holds the item until the transaction ends; false when somebody else has done it meanwhile. */
    boolean stillOpen(long item) {
        return jdbc.sql("SELECT id FROM emergency_refund_item WHERE id = ? AND result = 'open' FOR UPDATE")
                .param(item)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** @param result {@code refunded} or {@code refused} */
    void done(long item, String result, String detail, String by, Instant now) {
        jdbc.sql(
                        "UPDATE emergency_refund_item SET result = ?, detail = ?, done_by = ?, done_at = ? WHERE id = ? AND result = 'open'")
                .params(result, detail, by, timestamp(now), item)
                .update();
    }

    /** Why it is still open. */
    void note(long item, String detail) {
        jdbc.sql("UPDATE emergency_refund_item SET detail = ? WHERE id = ? AND result = 'open'")
                .params(detail, item)
                .update();
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        return new Proposal(
                row.getLong("id"),
                row.getString("shown_state"),
                row.getString("reason"),
                row.getString("proposed_by"),
                instant(row, "proposed_at"),
                instant(row, "expires_at"),
                row.getString("decided_by"),
                instant(row, "decided_at"),
                row.getString("decision_reason"),
                row.getInt("open"),
                row.getInt("refunded"),
                row.getInt("refused"),
                row.getLong("total_minor"),
                row.getLong("refunded_minor"));
    }

    private static Timestamp timestamp(Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
