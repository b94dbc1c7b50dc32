package com.withdrawaldesk.operations;

import com.fasterxml.jackson.databind.util.RawValue;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Once;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Csv;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The audit trail, for auditors: as pages, and as one table to take along. Who looks into it is recorded, too. */
@RestController
class AuditController {

    private static final String PATH = "/api/admin/audit";
    private static final String SELECT = """
            SELECT id, at, actor, roles, action, subject_type, subject_id, outcome, before::text AS was, after::text AS becomes,
                   reason, ip, user_agent, request_id, process_instance_id
            FROM audit_event""";
    private static final int CSV_BATCH = 1000;

    /** Whoever turns the pages is recorded with the first, and then once in this time. */
    private static final Duration PAGES_EVERY = Duration.ofHours(1);

    /** The id of whom or what it is about; for withdrawals their reference will do, too. */
    static final String ABOUT =
            "subject_id IN (:subject, (SELECT id::text FROM withdrawal WHERE reference = :subject))";

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Audit audit;
    private final Once once;

    AuditController(JdbcClient jdbc, Amounts amounts, Audit audit, Once once) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.audit = audit;
        this.once = once;
    }

    /** What the page and the table can be narrowed by. */
    @ListFilters({"actor", "action", "subject", "subject_type", "outcome", "from", "to", "zone"})
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    private @interface AuditFilters {}

    /**
     * One event.
     *
     * @param roles the actor's groups at that moment
     * @param subjectId null when there is no single one
     * @param before as it was, null when nothing was there
     * @param after as it became, null when nothing is there afterwards
     */
    record AuditEvent(
            long id,
            Instant at,
            String actor,
            List<String> roles,
            String action,
            String subjectType,
            String subjectId,
            String outcome,
            RawValue before,
            RawValue after,
            String reason,
            String ip,
            String userAgent,
            String requestId,
            String processInstanceId) {}

    @GetMapping(PATH)
    @Limited(Limit.SEARCHES)
    ListQuery.Page<AuditEvent> events(@AuditFilters ListQuery query) {
        Filters filters = filters(query);
        query.check();
        var read = Audit.Event.of("audit.read", "audit", null).changed(null, filters.given());
        if (query.before() == Long.MAX_VALUE) {
            audit.record(read);
        } else {
            once.record(read, PAGES_EVERY);
        }
        return query.page(
                filters.select(jdbc, SELECT, "id").query((row, n) -> event(row)).list(), AuditEvent::id);
    }

    /** All that the filters let through, however many pages that is. */
    @GetMapping(PATH + ".csv")
    @Limited(Limit.EXPORTS)
    void csv(@AuditFilters ListQuery query, HttpServletResponse response) throws IOException {
        Filters filters = filters(query);
        query.check();
        audit.record(Audit.Event.of("audit.exported", "audit", null).changed(null, filters.given()));
        var csv = new Csv(
                response,
                "audit.csv",
                "id",
                "at",
                "actor",
                "roles",
                "action",
                "subject_type",
                "subject_id",
                "outcome",
                "before",
                "after",
                "reason",
                "ip",
                "user_agent",
                "request_id",
                "process_instance_id");
        long before = query.before();
        List<AuditEvent> batch;
        do {
            batch = filters.select(jdbc, SELECT, "id", before, CSV_BATCH)
                    .query((row, n) -> event(row))
                    .list();
            for (AuditEvent event : batch) {
                csv.line(
                        event.id(),
                        event.at(),
                        event.actor(),
                        String.join(",", event.roles()),
                        event.action(),
                        event.subjectType(),
                        event.subjectId(),
                        event.outcome(),
                        text(event.before()),
                        text(event.after()),
                        event.reason(),
                        event.ip(),
                        event.userAgent(),
                        event.requestId(),
                        event.processInstanceId());
                before = event.id();
            }
        } while (batch.size() == CSV_BATCH);
        csv.end();
    }

    private Filters filters(ListQuery query) {
        return new Filters(query, amounts)
                .equal("actor", "actor")
                .equal("action", "action")
                .equal("subject_type", "subject_type")
                .add(ABOUT, "subject", query.filter("subject"))
                .equal("outcome", "outcome", Set.of("done", "refused"))
                .during("audit_event", "id", "at");
    }

    private static AuditEvent event(ResultSet row) throws SQLException {
        String roles = row.getString("roles");
        return new AuditEvent(
                row.getLong("id"),
                Filters.instant(row, "at"),
                row.getString("actor"),
                roles.isEmpty() ? List.of() : List.of(roles.split(",")),
                row.getString("action"),
                row.getString("subject_type"),
                row.getString("subject_id"),
                row.getString("outcome"),
                raw(row.getString("was")),
                raw(row.getString("becomes")),
                row.getString("reason"),
                row.getString("ip"),
                row.getString("user_agent"),
                row.getString("request_id"),
                row.getString("process_instance_id"));
    }

    private static String text(RawValue json) {
        return json == null ? null : json.rawValue().toString();
    }

    private static RawValue raw(String json) {
        return json == null ? null : new RawValue(json);
    }
}
