package com.withdrawaldesk.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The runs and what they found, in the database. */
@Component
class Runs {

    private static final String SELECT = """
            SELECT r.*, r.state = 'done' AND NOT EXISTS (
                SELECT FROM reconciliation_run later
                WHERE later.provider = r.provider AND later.day = r.day AND later.state = 'done' AND later.id > r.id) AS counts,
                (SELECT sum(i.difference_minor)::bigint FROM reconciliation_item i
                 WHERE i.run_id = r.id AND i.kind = 'unexplained') AS unexplained_minor
            FROM reconciliation_run r
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Runs(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A run as it stands.
     *
     * @param counts whether it is the last word on its day
     * @param retryAt when a failed run is tried again; null when it is not
     * @param reason why it failed; null when it did not
     * @param outcomes null until it is done, as are {@code differences} and {@code oursMinor}
     * @param theirsMinor null when nobody could be asked
     * @param movedMinor null when the provider does not tell, as is {@code unexplainedMinor} when all is explained
     */
    record Run(
            long id,
            String provider,
            LocalDate day,
            String state,
            boolean counts,
            String requestedBy,
            Instant requestedAt,
            int tries,
            Instant retryAt,
            Instant startedAt,
            Instant endedAt,
            String reason,
            Map<Kind, Report.Tally> outcomes,
            Integer differences,
            Long oursMinor,
            Long theirsMinor,
            Long movedMinor,
            Long unexplainedMinor) {}

    /** A finding with its place in the list. */
    record Item(long id, Difference found) {}

    /** Asks for runs, which {@link Reconciliation#runDue} carries out. In the order of the providers. */
    List<Run> request(Collection<String> providers, Collection<LocalDate> days, String by, Instant now) {
        List<Long> ids = jdbc.sql("""
                        INSERT INTO reconciliation_run (provider, day, requested_by, requested_at)
                        SELECT provider, day, :by, :now FROM unnest(:providers) WITH ORDINALITY AS p (provider, place), unnest(:days) AS day
                        ORDER BY place, day RETURNING id
                        """)
                .param("providers", providers.toArray(String[]::new))
                .param("days", days.stream().map(java.sql.Date::valueOf).toArray(java.sql.Date[]::new))
                .param("by", by)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .list();
        return ids.stream().map(id -> find(id).orElseThrow()).toList();
    }

    /** Ordered so that those that need the same statements follow each other. */
    List<Run> due(Instant now) {
        return jdbc.sql(SELECT + " WHERE r.state = 'requested' OR r.retry_at <= ? ORDER BY r.provider, r.day, r.id")
                .param(Timestamp.from(now))
                .query((row, n) -> read(row))
                .list();
    }

    Optional<Run> find(long id) {
        return jdbc.sql(SELECT + " WHERE r.id = ?")
                .param(id)
                .query((row, n) -> read(row))
                .optional();
    }

    /** Newest first. Filters that are null let everything through. */
    List<Run> list(String provider, LocalDate day, String state, long before, int limit) {
        return jdbc.sql(SELECT + """
                         WHERE r.id < :before AND (:provider::text IS NULL OR r.provider = :provider)
                           AND (:day::date IS NULL OR r.day = :day) AND (:state::text IS NULL OR r.state = :state)
                        ORDER BY r.id DESC LIMIT :limit
                        """)
                .param("before", before)
                .param("provider", provider)
                .param("day", day)
                .param("state", state)
                .param("limit", limit)
                .query((row, n) -> read(row))
                .list();
    }

    /** Stores the end of the run, in the caller's transaction. */
    void done(long id, Report report, Instant started, Instant now) {
        jdbc.sql("""
                        UPDATE reconciliation_run
                        SET state = 'done', retry_at = NULL, reason = NULL, tries = tries + 1, started_at = :started, ended_at = :now,
                            outcomes = :outcomes::jsonb, differences = :differences, ours_minor = :ours,
                            theirs_minor = :theirs, moved_minor = :moved
                        WHERE id = :id
                        """)
                .param("id", id)
                .param("started", Timestamp.from(started))
                .param("now", Timestamp.from(now))
                .param("outcomes", write(report.outcomes()))
                .param("differences", report.differences())
                .param("ours", report.oursMinor())
                .param("theirs", report.theirsMinor())
                .param("moved", report.movedMinor())
                .update();
        jdbc.sql("""
                        INSERT INTO reconciliation_item (run_id, kind, payout_reference, withdrawal_reference, provider_id, our_state,
                                                         their_state, our_minor, their_minor, our_fee, their_fee,
                                                         difference_minor, detail)
                        SELECT ?, kind, payout_reference, withdrawal_reference, provider_id, our_state, their_state, our_minor,
                               their_minor, our_fee, their_fee, difference_minor, detail
                        FROM jsonb_populate_recordset(NULL::reconciliation_item, ?::jsonb)
                        """).params(id, write(report.listed())).update();
    }

    /** @param retryAt when it is tried again; null when it is not */
    void failed(long id, String reason, Instant retryAt, Instant started, Instant now) {
        jdbc.sql("""
                        UPDATE reconciliation_run SET state = 'failed', reason = ?, retry_at = ?, tries = tries + 1, started_at = ?, ended_at = ?
                        WHERE id = ?
                        """)
                .params(
                        reason,
                        retryAt == null ? null : Timestamp.from(retryAt),
                        Timestamp.from(started),
                        Timestamp.from(now),
                        id)
                .update();
    }

    /**
     * What a run listed, newest first.
     *
     * @param kind null for all
     */
    List<Item> items(long run, Kind kind, long before, int limit) {
        return jdbc.sql("""
                        SELECT * FROM reconciliation_item
                        WHERE run_id = :run AND id < :before AND (:kind::text IS NULL OR kind = :kind) ORDER BY id DESC LIMIT :limit
                        """)
                .param("run", run)
                .param("before", before)
                .param("kind", kind == null ? null : kind.value())
                .param("limit", limit)
                .query((row, n) -> item(row))
                .list();
    }

    /** Differences that the last word on each day left. */
    long openDifferences() {
        return jdbc.sql("""
                        SELECT coalesce(sum(differences), 0)::bigint FROM (
                            SELECT DISTINCT ON (provider, day) differences FROM reconciliation_run
                            WHERE state = 'done' ORDER BY provider, day, id DESC) last
                        """).query(Long.class).single();
    }

    private Run read(ResultSet row) throws SQLException {
        return new Run(
                row.getLong("id"),
                row.getString("provider"),
                row.getObject("day", LocalDate.class),
                row.getString("state"),
                row.getBoolean("counts"),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                row.getInt("tries"),
                instant(row, "retry_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getString("reason"),
                tallies(row.getString("outcomes")),
                row.getObject("differences", Integer.class),
                row.getObject("ours_minor", Long.class),
                row.getObject("theirs_minor", Long.class),
                row.getObject("moved_minor", Long.class),
                row.getObject("unexplained_minor", Long.class));
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getLong("id"),
                new Difference(
                        Kind.of(row.getString("kind")),
                        row.getString("payout_reference"),
                        row.getString("withdrawal_reference"),
                        row.getString("provider_id"),
                        row.getString("our_state"),
                        row.getString("their_state"),
                        row.getObject("our_minor", Long.class),
                        row.getObject("their_minor", Long.class),
                        row.getBigDecimal("our_fee"),
                        row.getBigDecimal("their_fee"),
                        row.getLong("difference_minor"),
                        row.getString("detail")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private Map<Kind, Report.Tally> tallies(String text) {
        try {
            return text == null ? null : json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
