package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What goes on only when somebody does something about it: the most severe kind first, the oldest of each kind first. */
@RestController
@Limited(Limit.SEARCHES)
class AttentionController {

    private static final int MOST = 100;

    /** Of those that violate an invariant. */
    private static final int NAMED = 10;

    /** For how long things that repeat themselves may be late before somebody is bothered. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int FAILURES_IN_A_ROW = 3;

    /** How often a step of a process is tried before it stops. */
    private static final int FULL_TRIES = 6;

    /** From which failure on a step is shown that is tried again. */
    private static final int FAILURES_TO_SHOW = 2;

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Watch watch;
    private final Clock clock;

    AttentionController(JdbcClient jdbc, Amounts amounts, Watch watch, Clock clock) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * One thing.
     *
     * @param id by which its action is asked for; null when it has none
     * @param cause what is the matter, as one of a few words
     * @param subject what it is about: a step, a provider, a check, an e-mail's title and receiver
     * @param detail what was said when it went wrong, in the words of whoever said it
     * @param count of all that is behind it; null when it stands for itself
     */
    record Item(
            String id,
            String cause,
            Instant since,
            String subject,
            String detail,
            Long count,
            String reference,
            String requester,
            String amount,
            String processInstanceId) {}

    /** @param count of all, of which the oldest 100 are listed */
    record Kind(String kind, long count, List<Item> items) {}

    /** @param acts whether the current user may do something about it here */
    record Attention(Instant lookedAt, boolean acts, String currency, long count, List<Kind> kinds) {}

    @GetMapping("/api/admin/operations/attention")
    Attention attention(@ListFilters(paged = false) ListQuery query, Authentication me) {
        query.check();
        Instant now = clock.instant();
        var kinds = new ArrayList<Kind>();
        kinds.add(violations());
        kinds.add(stops());
        kinds.add(incidents(now));
        kinds.add(payouts(now));
        kinds.add(providers());
        kinds.add(machinery(now));
        kinds.add(emails());
        kinds.add(reviews(now));
        kinds.removeIf(kind -> kind.count() == 0);
        boolean acts =
                me.getAuthorities().stream().anyMatch(one -> one.getAuthority().equals(Groups.OPERATIONS));
        return new Attention(
                now,
                acts,
                amounts.currency(),
                kinds.stream().mapToLong(Kind::count).sum(),
                kinds);
    }

    private Kind violations() {
        List<Item> items = watch.violations().stream()
                .map(found -> new Item(
                        null,
                        "violated",
                        found.since(),
                        found.invariant(),
                        found.offenders().stream().limit(NAMED).collect(Collectors.joining(", ")),
                        (long) found.offenders().size(),
                        null,
                        null,
                        null,
                        null))
                .toList();
        return new Kind("invariants", items.size(), items);
    }

    /** What people stopped, wallets that somebody's money waits for and those that wait for a second person to be let go. */
    private Kind stops() {
        return kind("stops", Map.of(), """
                SELECT NULL AS id, stop.*, NULL AS instance, NULL AS reference, NULL AS requester_name,
                       NULL::bigint AS amount_minor, count(*) OVER () AS total
                FROM (SELECT CASE provider WHEN 'all' THEN 'all_paused' ELSE 'paused' END AS cause, paused_at AS since,
                             provider AS subject, paused_by || ': ' || reason AS detail,
                             (SELECT count(*) FROM payout_attempt a WHERE a.stopped AND a.state = 'queued') AS behind
                      FROM payout_pause
                      UNION ALL
                      SELECT 'unfreeze_asked', f.lift_asked_at, v.owner_id, f.lift_asked_by || ': ' || f.lift_reason, NULL
                      FROM wallet_freeze f JOIN wallet v ON v.id = f.wallet_id
                      WHERE f.lifted_at IS NULL AND f.lift_asked_at IS NOT NULL
                      UNION ALL
                      SELECT 'frozen', f.frozen_at, v.owner_id, f.frozen_by || ': ' || f.reason, waits.behind
                      FROM wallet_freeze f JOIN wallet v ON v.id = f.wallet_id CROSS JOIN LATERAL (
                          SELECT count(*) AS behind FROM withdrawal w WHERE w.wallet_id = v.id AND w.ended_at IS NULL) waits
                      WHERE f.lifted_at IS NULL AND f.lift_asked_at IS NULL AND waits.behind > 0) AS stop
                ORDER BY since LIMIT :most
                """);
    }

    /** Steps that stopped, and those that failed twice and are tried again. */
    private Kind incidents(Instant now) {
        return kind("incidents", Map.of("tries", FULL_TRIES - FAILURES_TO_SHOW, "now", Timestamp.from(now)), """
                SELECT stopped.*, w.reference, w.requester_name, w.amount_minor, count(*) OVER () AS total
                FROM (SELECT i.id_ AS id, CASE i.incident_type_ WHEN 'failedJob' THEN 'step_failed' ELSE 'step_stuck' END AS cause,
                             i.incident_timestamp_ AS since, i.activity_id_ AS subject, left(i.incident_msg_, 500) AS detail,
                             NULL::bigint AS behind, i.proc_inst_id_ AS instance
                      FROM act_ru_incident i WHERE i.id_ = i.root_cause_incident_id_
                      UNION ALL
                      SELECT w.reference, CASE WHEN e.id_ IS NOT NULL THEN 'process_suspended'
                                 WHEN r.id IS NULL THEN 'process_gone' ELSE 'process_restart' END, w.updated_at,
                             NULL, 'Proposed to be started anew by ' || r.proposed_by || ': ' || r.reason, NULL, e.id_
                      FROM withdrawal w LEFT JOIN act_ru_execution e ON e.id_ = w.process_instance_id
                      LEFT JOIN process_restart r ON r.withdrawal_id = w.id AND r.confirmed_by IS NULL
                      WHERE w.ended_at IS NULL AND (e.id_ IS NULL OR e.suspension_state_ = 2)
                      UNION ALL
                      SELECT NULL, 'step_failing', coalesce(j.create_time_, j.duedate_), d.act_id_, left(j.exception_msg_, 500),
                             NULL, j.process_instance_id_
                      FROM act_ru_job j JOIN act_ru_jobdef d ON d.id_ = j.job_def_id_
                      WHERE j.exception_msg_ IS NOT NULL AND j.retries_ BETWEEN 1 AND :tries AND j.duedate_ > :now
                        -- What somebody had tried once more is an incident again if that fails.
                        AND NOT EXISTS (SELECT FROM audit_event a WHERE a.subject_type = 'process'
                            AND a.subject_id = j.process_instance_id_ AND a.action = 'incident.retried')) AS stopped
                LEFT JOIN act_ru_execution e ON e.id_ = stopped.instance
                LEFT JOIN withdrawal w ON w.reference = coalesce(e.business_key_, stopped.id)
                ORDER BY since LIMIT :most
                """);
    }

    /** What the bank has not made clear, or is late with, and what does not leave. */
    private Kind payouts(Instant now) {
        return kind("payouts", Map.of("late", Timestamp.from(now.minus(PATIENCE))), """
                SELECT w.reference AS id, CASE w.stage WHEN 'sent' THEN 'late'
                           WHEN 'queued' THEN CASE WHEN p.stopped THEN 'waits_stopped' ELSE CASE p.last_result WHEN 'short' THEN 'waits_short'
                               WHEN 'misconfigured' THEN 'waits_misconfigured' ELSE 'waits_later' END END
                           WHEN 'sending' THEN 'waits_later' ELSE w.stage END AS cause,
                       CASE WHEN w.stage IN ('queued', 'sending') THEN w.stage_since
                           ELSE coalesce(p.sent_at, p.created_at) END AS since, p.provider AS subject, p.message AS detail,
                       NULL::bigint AS behind, w.process_instance_id AS instance,
                       w.reference, w.requester_name, w.amount_minor, count(*) OVER () AS total
                FROM withdrawal w JOIN payout_attempt p
                    ON p.withdrawal_id = w.id AND p.state NOT IN ('paid', 'failed', 'reversed')
                WHERE w.ended_at IS NULL AND (w.stage IN ('unknown', 'investigating') OR w.stage = 'sent' AND p.overdue
                    OR w.stage = 'held' AND p.held_until < :late
                    OR w.stage IN ('queued', 'sending') AND w.stage_since < :late)
                -- A long queue hides nothing that waits for a person.
                ORDER BY w.stage IN ('queued', 'sending'), since LIMIT :most
                """);
    }

    /** Each with what waits for it. */
    private Kind providers() {
        return kind("providers", Map.of(), """
                SELECT NULL AS id, a.kind AS cause, a.since, a.provider AS subject, a.detail, w.behind, NULL AS instance,
                       NULL AS reference, NULL AS requester_name, w.amount_minor, count(*) OVER () AS total
                FROM provider_alarm a CROSS JOIN LATERAL (
                    SELECT count(*) AS behind, sum(p.amount_minor)::bigint AS amount_minor FROM payout_attempt p
                    WHERE p.provider = a.provider AND p.state = 'queued') AS w
                ORDER BY since LIMIT :most
                """);
    }

    /** Tasks of the desk that fail or do not run, and what piles up. */
    private Kind machinery(Instant now) {
        return kind(
                "machinery", Map.of("late", Timestamp.from(now.minus(PATIENCE)), "failures", FAILURES_IN_A_ROW), """
                SELECT NULL AS id, stuck.*, NULL AS instance, NULL AS reference, NULL AS requester_name,
                       NULL::bigint AS amount_minor, count(*) OVER () AS total
                FROM (SELECT 'task_failing' AS cause, coalesce(last_success, last_failure) AS since, task_name AS subject,
                             NULL AS detail, consecutive_failures::bigint AS behind
                      FROM scheduled_tasks WHERE consecutive_failures >= :failures
                      UNION ALL
                      SELECT 'task_late', execution_time, task_name, NULL, NULL
                      FROM scheduled_tasks WHERE NOT picked AND execution_time < :late
                      UNION ALL
                      SELECT 'steps_late', min(coalesce(duedate_, create_time_)), NULL, NULL, count(*) FROM act_ru_job
                      WHERE retries_ > 0 AND suspension_state_ = 1 AND coalesce(duedate_, create_time_) < :late
                        AND (lock_exp_time_ IS NULL OR lock_exp_time_ < :late) HAVING count(*) > 0
                      UNION ALL
                      SELECT 'webhooks_waiting', min(received_at), NULL, NULL, count(*)
                      FROM webhook_event WHERE state = 'new' AND received_at < :late HAVING count(*) > 0
                      UNION ALL
                      SELECT 'emails_waiting', min(n.created_at), NULL, max(d.last_error), count(*)
                      FROM notification_delivery d JOIN notification n ON n.id = d.notification_id
                      WHERE d.state = 'pending' AND n.created_at < :late HAVING count(*) > 0) AS stuck
                ORDER BY since LIMIT :most
                """);
    }

    private Kind emails() {
        return kind("emails", Map.of(), """
                SELECT d.id::text AS id, 'given_up' AS cause, n.created_at AS since,
                       n.title || ' → ' || d.recipient_name || ' <' || d.address || '>' AS subject, d.last_error AS detail,
                       NULL::bigint AS behind, w.process_instance_id AS instance,
                       w.reference, w.requester_name, w.amount_minor, count(*) OVER () AS total
                FROM notification_delivery d JOIN notification n ON n.id = d.notification_id
                LEFT JOIN withdrawal w ON w.reference = n.metadata ->> 'reference'
                WHERE d.state = 'given_up' ORDER BY d.id LIMIT :most
                """);
    }

    /** What waits for people longer than it should, reviews among them. */
    private Kind reviews(Instant now) {
        return kind("reviews", Map.of("now", Timestamp.from(now)), """
                SELECT NULL AS id, CASE WHEN t.task_def_key_ IN ('userTask_reviewWithdrawal', 'userTask_confirmWithdrawal')
                           THEN 'review_overdue' ELSE 'task_overdue' END AS cause,
                       t.due_date_ AS since, t.task_def_key_ AS subject, t.assignee_ AS detail,
                       NULL::bigint AS behind, t.proc_inst_id_ AS instance,
                       w.reference, w.requester_name, w.amount_minor, count(*) OVER () AS total
                FROM act_ru_task t JOIN act_ru_execution e ON e.id_ = t.proc_inst_id_
                JOIN withdrawal w ON w.reference = e.business_key_
                WHERE t.due_date_ < :now
                ORDER BY since LIMIT :most
                """);
    }

    private Kind kind(String name, Map<String, ?> params, String sql) {
        var total = new long[1];
        List<Item> items = jdbc.sql(sql)
                .params(params)
                .param("most", MOST)
                .query((row, n) -> {
                    total[0] = row.getLong("total");
                    return item(row);
                })
                .list();
        return new Kind(name, total[0], items);
    }

    private Item item(ResultSet row) throws SQLException {
        Long minor = row.getObject("amount_minor", Long.class);
        return new Item(
                row.getString("id"),
                row.getString("cause"),
                Filters.instant(row, "since"),
                inWords(row.getString("subject")),
                row.getString("detail"),
                row.getObject("behind", Long.class),
                row.getString("reference"),
                row.getString("requester_name"),
                minor == null ? null : amounts.plain(minor),
                row.getString("instance"));
    }

    /** Elements of a process are called {@code serviceTask_sendPayout}, after the type and the name they have in the diagram. */
    private static String inWords(String subject) {
        if (subject == null || !subject.matches("[a-z]\\w*_[a-z]\\w*")) {
            return subject;
        }
        String words = subject.substring(subject.indexOf('_') + 1)
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
