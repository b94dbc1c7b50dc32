package com.withdrawaldesk.withdrawal.process;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.withdrawal.TaskProperties;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.TaskService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reminds each group of all its overdue tasks, and of what it has stopped for too long, together, and again as long as they are: one sweep instead of timers for each
 * instance. Reviews have reminders of their own in the diagram; here they come in when those are over.
 */
@Configuration(proxyBeanMethods = false)
class TaskReminders {

    private static final int MOST = 500;

    /** Of those that are named. */
    private static final int NAMED = 10;

    private final JdbcClient jdbc;
    private final Notifications notifications;
    private final Wording wording;
    private final TaskProperties properties;
    private final TaskService tasks;
    private final Clock clock;
    private final TransactionTemplate transaction;

    TaskReminders(
            JdbcClient jdbc,
            Notifications notifications,
            Wording wording,
            TaskProperties properties,
            TaskService tasks,
            Clock clock,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.notifications = notifications;
        this.wording = wording;
        this.properties = properties;
        this.tasks = tasks;
        this.clock = clock;
        this.transaction = transaction;
    }

    private record Overdue(String id, String name, String group, String reference) {}

    @Bean
    RecurringTask<Void> overdueTaskReminders() {
        return Tasks.recurring("overdue-task-reminders", FixedDelay.ofMinutes(5))
                .execute((task, context) -> transaction.executeWithoutResult(tx -> remind()));
    }

    private void remind() {
        Instant now = clock.instant();
        var overdue = new ArrayList<>(stops(now));
        overdue.addAll(tasks(now));
        release(overdue, now);
        overdue.stream()
                .collect(Collectors.groupingBy(Overdue::group, TreeMap::new, Collectors.toList()))
                .forEach(this::tell);
        jdbc.sql("""
                        INSERT INTO task_reminder (task_id, times, told_at) SELECT unnest(?::text[]), 1, ?
                        ON CONFLICT (task_id) DO UPDATE SET times = task_reminder.times + 1, told_at = excluded.told_at
                        """)
                .params(overdue.stream().map(Overdue::id).toArray(String[]::new), Timestamp.from(now))
                .update();
        jdbc.sql("""
                        DELETE FROM task_reminder WHERE NOT EXISTS (SELECT FROM act_ru_task WHERE id_ = task_id)
                          AND NOT EXISTS (SELECT FROM wallet_freeze WHERE lifted_at IS NULL AND 'freeze:' || id = task_id)
                          AND NOT EXISTS (SELECT FROM payout_pause WHERE 'pause:' || provider = task_id)
                        """).update();
    }

    private List<Overdue> tasks(Instant now) {
        return jdbc.sql("""
                        SELECT t.id_, t.name_, l.group_id_, e.business_key_ FROM act_ru_task t
                        JOIN act_ru_identitylink l ON l.task_id_ = t.id_ AND l.type_ = 'candidate' AND l.group_id_ IS NOT NULL
                        JOIN act_ru_execution e ON e.id_ = t.proc_inst_id_
                        LEFT JOIN task_reminder r ON r.task_id = t.id_
                        WHERE t.suspension_state_ = 1 AND (r.told_at IS NULL OR r.told_at <= :before)
                          -- Tasks of before had no due date.
                          AND coalesce(t.due_date_, t.create_time_ + interval '24 hours')
                              < CASE t.task_def_key_ WHEN 'userTask_reviewWithdrawal' THEN :before::timestamp ELSE :now::timestamp END
                        ORDER BY coalesce(t.due_date_, t.create_time_), t.id_ LIMIT :most
                        """)
                .param("now", Timestamp.from(now))
                .param("before", Timestamp.from(now.minus(properties.remindEvery())))
                .param("most", MOST)
                .query((row, n) -> new Overdue(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    /** What people stopped waits for them as a task does, for as long as its requesters were told: see {@code Outlook}. */
    private List<Overdue> stops(Instant now) {
        Instant paused = now.minus(properties.investigation());
        return jdbc.sql("""
                        SELECT s.* FROM (
                            SELECT 'freeze:' || f.id AS id, 'frozen' AS what, :admins AS who, v.owner_id AS subject
                            FROM wallet_freeze f JOIN wallet v ON v.id = f.wallet_id
                            WHERE f.lifted_at IS NULL AND f.frozen_at < :frozen
                              AND EXISTS (SELECT FROM withdrawal w WHERE w.wallet_id = v.id AND w.ended_at IS NULL)
                            UNION ALL
                            SELECT 'pause:' || provider, 'paused', :operations, provider
                            FROM payout_pause WHERE paused_at < :paused) s
                        LEFT JOIN task_reminder r ON r.task_id = s.id
                        WHERE r.told_at IS NULL OR r.told_at <= :before ORDER BY s.id LIMIT :most
                        """)
                .param("admins", Groups.BUSINESS_ADMINS)
                .param("operations", Groups.OPERATIONS)
                .param("frozen", Timestamp.from(paused.minus(properties.confirmation())))
                .param("paused", Timestamp.from(paused))
                .param("before", Timestamp.from(now.minus(properties.remindEvery())))
                .param("most", MOST)
                .query((row, n) -> new Overdue(
                        row.getString(1), wording.say("task." + row.getString(2)), row.getString(3), row.getString(4)))
                .list();
    }

    /** Whoever has had an overdue task for so long may not come back; somebody else can claim it then. */
    private void release(List<Overdue> overdue, Instant now) {
        jdbc.sql("""
                        SELECT id_ FROM act_ru_task
                        WHERE id_ = ANY (?) AND assignee_ IS NOT NULL AND coalesce(last_updated_, create_time_) <= ?
                        """)
                .params(
                        overdue.stream().map(Overdue::id).toArray(String[]::new),
                        Timestamp.from(now.minus(properties.remindEvery())))
                .query(String.class)
                .list()
                .forEach(task -> tasks.setAssignee(task, null));
    }

    private void tell(String group, List<Overdue> tasks) {
        String named = tasks.stream()
                .limit(NAMED)
                .map(task -> task.name() + " " + task.reference())
                .collect(Collectors.joining(", "));
        Map<String, ?> values = Map.of("count", tasks.size(), "tasks", tasks.size() > NAMED ? named + ", …" : named);
        notifications.tell(new Notice(
                Audience.group(group),
                "task.overdue",
                wording.say("task.overdue.title", values),
                wording.say("task.overdue.message", values),
                "high",
                Map.of(),
                null,
                null));
    }
}
