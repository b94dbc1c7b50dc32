package com.withdrawaldesk.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes audit events. The database refuses to change or remove one, see {@code V7__audit.sql}. */
@Component
public class Audit {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final TransactionTemplate ownTransaction;

    Audit(JdbcClient jdbc, ObjectMapper json, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Records what is done in the caller's transaction: both are committed or neither is. */
    @Transactional
    public void record(Event event) {
        write(event, "done");
    }

    /**
     * Records an attempt that was refused, in a transaction of its own, because the caller's is rolled back. Whoever is refused
     * is told so even when it cannot be recorded: the log has it then.
     */
    public void recordRefused(Event event) {
        try {
            ownTransaction.executeWithoutResult(tx -> write(event, "refused"));
        } catch (TransactionException | DataAccessException unreachable) {
            LOG.warn("refused but not recorded: {}: {}", event, unreachable.toString());
        }
    }

    /**
     * Tells the database who acts in the current transaction. Tables whose changes are recorded by the database itself, such as
     * those of users and rights, then record this origin instead of the role of the database.
     */
    public void announce() {
        Origin origin = Origin.current();
        var said = new HashMap<String, String>();
        said.put("actor", origin.user());
        said.put("roles", String.join(",", origin.roles()));
        said.put("ip", origin.ip());
        said.put("user_agent", origin.userAgent());
        said.put("request_id", origin.requestId());
        jdbc.sql("SELECT set_config('desk.origin', ?, true)").param(json(said)).query(rows -> {});
    }

    /** All that was recorded of this subject, oldest first. */
    public List<Entry> of(String subjectType, String subjectId) {
        return jdbc.sql("""
                        SELECT at, actor, roles, action, outcome, before::text, after::text, reason, ip, user_agent, request_id
                        FROM audit_event WHERE subject_type = ? AND subject_id = ? ORDER BY id
                        """)
                .params(subjectType, subjectId)
                .query((row, n) -> new Entry(
                        row.getTimestamp(1).toInstant(),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        raw(row.getString(6)),
                        raw(row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        row.getString(11)))
                .list();
    }

    private static RawValue raw(String json) {
        return json == null ? null : new RawValue(json);
    }

    /** An event as it was recorded; {@code before} and {@code after} are JSON objects or null. */
    public record Entry(
            Instant at,
            String actor,
            String roles,
            String action,
            String outcome,
            RawValue before,
            RawValue after,
            String reason,
            String ip,
            String userAgent,
            String requestId) {}

    /** In the caller's transaction. */
    void write(Event event, String outcome) {
        Origin origin = Origin.current();
        jdbc.sql("""
                        INSERT INTO audit_event (actor, roles, action, subject_type, subject_id, outcome, before, after,
                                                 reason, ip, user_agent, request_id, process_instance_id)
                        VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?)
                        """)
                .params(
                        origin.user(),
                        String.join(",", origin.roles()),
                        event.action(),
                        event.subjectType(),
                        event.subjectId(),
                        outcome,
                        json(event.before()),
                        json(event.after()),
                        event.reason(),
                        origin.ip(),
                        origin.userAgent(),
                        origin.requestId(),
                        event.processInstanceId())
                .update();
    }

    private String json(Map<String, ?> facts) {
        try {
            return facts == null || facts.isEmpty() ? null : json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("audit facts must be plain values", e);
        }
    }

    /**
     * One entry of the audit trail.
     *
     * @param action what was done, for example {@code withdrawal.approved}
     * @param subjectType for example {@code withdrawal}, {@code wallet}, {@code payment_pin}
     * @param subjectId id of the subject; null when it has none yet
     * @param before null when nothing was there; never a PIN or a full account number
     * @param after null when nothing is there afterwards; likewise masked
     * @param reason in a person's words; null when none was given
     * @param processInstanceId null outside a process
     */
    public record Event(
            String action,
            String subjectType,
            String subjectId,
            Map<String, ?> before,
            Map<String, ?> after,
            String reason,
            String processInstanceId) {

        public static Event of(String action, String subjectType, String subjectId) {
            return new Event(action, subjectType, subjectId, null, null, null, null);
        }

        public Event changed(Map<String, ?> before, Map<String, ?> after) {
            return new Event(action, subjectType, subjectId, before, after, reason, processInstanceId);
        }

        public Event because(String reason) {
            return new Event(action, subjectType, subjectId, before, after, reason, processInstanceId);
        }

        public Event inProcess(String processInstanceId) {
            return new Event(action, subjectType, subjectId, before, after, reason, processInstanceId);
        }
    }
}
