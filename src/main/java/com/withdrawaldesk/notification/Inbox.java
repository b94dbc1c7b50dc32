package com.withdrawaldesk.notification;

import com.withdrawaldesk.base.web.ListQuery;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** What somebody was told, and which of it they have read. */
@Component
class Inbox {

    private static final String AUDIENCES = "unnest(:kinds::text[], :ids::text[]) AS audience (kind, id)";

    private final JdbcClient jdbc;
    private final Told.Rows rows;
    private final Clock clock;

    Inbox(JdbcClient jdbc, Told.Rows rows, Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Reads a page.
     *
     * @param unread only unread or only read notices; null for both
     */
    ListQuery.Page<NotificationJson> page(Reader reader, Boolean unread, ListQuery query) {
        // Each audience is read backwards from the end of its range of the index; only the page's rows are merged.
        List<NotificationJson> found = about(reader, """
                        SELECT newest.* FROM %s CROSS JOIN LATERAL (
                            SELECT n.*, r.recipient IS NOT NULL AS read
                            FROM notification n
                                LEFT JOIN notification_read r ON r.notification_id = n.id AND r.recipient = :me
                            WHERE n.audience_kind = audience.kind AND n.audience_id = audience.id AND n.id < :before
                                AND (:unread::boolean IS NULL OR (r.recipient IS NULL) = :unread)
                            ORDER BY n.id DESC LIMIT :fetch) newest
                        ORDER BY newest.id DESC LIMIT :fetch
                        """)
                .param("before", query.before())
                .param("fetch", query.fetch())
                .param("unread", unread)
                .query((row, n) -> NotificationJson.of(rows.mapRow(row, n), row.getBoolean("read")))
                .list();
        return query.page(found, NotificationJson::id);
    }

    /** How many of the latest hundred notices to each audience are unread: a badge, whose cost must not grow with age. */
    long unread(Reader reader) {
        return about(reader, """
                        SELECT count(*) FROM %s CROSS JOIN LATERAL (
                            SELECT n.id FROM notification n
                            WHERE n.audience_kind = audience.kind AND n.audience_id = audience.id
                            ORDER BY n.id DESC LIMIT 100) latest
                        WHERE NOT EXISTS (
                            SELECT FROM notification_read r
                            WHERE r.notification_id = latest.id AND r.recipient = :me)
                        """).query(Long.class).single();
    }

    /** Marks a notice as read, once or again; false when it does not exist for this reader. */
    boolean markRead(Reader reader, long id) {
        return about(reader, """
                        WITH told AS (
                            SELECT n.id FROM notification n JOIN %s
                                ON n.audience_kind = audience.kind AND n.audience_id = audience.id
                            WHERE n.id = :id),
                        marked AS (
                            INSERT INTO notification_read (notification_id, recipient, read_at)
                            SELECT id, :me, :now FROM told ON CONFLICT DO NOTHING)
                        SELECT count(*) FROM told
                        """)
                        .param("id", id)
                        .param("now", OffsetDateTime.now(clock))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private StatementSpec about(Reader reader, String sql) {
        List<Audience> audiences = reader.audiences().toList();
        return jdbc.sql(sql.formatted(AUDIENCES))
                .param("me", reader.user())
                .param(
                        "kinds",
                        audiences.stream()
                                .map(audience -> audience.kind().name().toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .param("ids", audiences.stream().map(Audience::id).toArray(String[]::new));
    }
}
