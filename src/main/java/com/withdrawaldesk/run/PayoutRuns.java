package com.withdrawaldesk.run;

import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.run.DueVendors.Due;
import com.withdrawaldesk.run.DueVendors.Reason;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of a run, which the process takes one after the other. Each withdrawal is a transaction of its own, committed
 * together with the row that says so; whatever is interrupted goes on after the last such row.
 */
@Component
public class PayoutRuns {

    private static final Logger LOG = LoggerFactory.getLogger(PayoutRuns.class);

    private static final Origin RUN = new Origin(WithdrawalRequests.RUN, List.of(), null, null, null);

    /** What a vendor need not be told of: they know what was in their wallet. */
    private static final Set<String> KNOWN =
            Set.of(Code.NOTHING_TO_PAY.value(), Code.BELOW_MINIMUM.value(), Code.INSUFFICIENT_BALANCE.value());

    /** What a vendor is told of only if the next run finds it, too. */
    private static final Set<String> TOLD_IF_IT_LASTS =
            Set.of(Code.COOLING_OFF.value(), Code.PAYOUTS_PAUSED.value(), Code.INTERNAL_ERROR.value());

    private final JdbcClient jdbc;
    private final DueVendors due;
    private final WithdrawalRequests requests;
    private final PaymentSettingsService settings;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Amounts amounts;
    private final RunProperties properties;
    private final WithdrawalProperties rules;
    private final Clock clock;
    private final TransactionTemplate own;

    PayoutRuns(
            JdbcClient jdbc,
            DueVendors due,
            WithdrawalRequests requests,
            PaymentSettingsService settings,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Amounts amounts,
            RunProperties properties,
            WithdrawalProperties rules,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.due = due;
        this.requests = requests;
        this.settings = settings;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.amounts = amounts;
        this.properties = properties;
        this.rules = rules;
        this.clock = clock;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** A run as it is known while it is under way. */
    private record Run(long id, Period period) {}

    /**
     * Opens the run of the current business day for this process instance, also once more when it has created nothing yet; by
     * itself only if there is somebody to pay now.
     *
     * @return the day; empty when its run is under way or has created something
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<LocalDate> open(String processInstanceId) {
        Period period = period(today());
        int opened = jdbc.sql("""
                        INSERT INTO payout_run (period, since, started_by, process_instance_id, opened_at)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT (period) DO NOTHING
                        """)
                .params(
                        period.day(),
                        period.since(),
                        Origin.current().user(),
                        processInstanceId,
                        OffsetDateTime.now(clock))
                .update();
        if (opened == 0 && !openAgain(processInstanceId, period)) {
            return Optional.empty();
        }
        audit.record(
                Audit.Event.of("payout_run.opened", "payout_run", period.day().toString())
                        .inProcess(processInstanceId));
        return Optional.of(period.day());
    }

    private boolean openAgain(String processInstanceId, Period period) {
        if (Origin.current().user().equals(Origin.SYSTEM.user()) && !due.any(period)) {
            return false;
        }
        Optional<Long> run = jdbc.sql("""
                        UPDATE payout_run SET process_instance_id = ?, started_by = ?, opened_at = ?, openings = openings + 1,
                               reported_at = NULL, withdrawals = NULL, skipped = NULL, total_minor = NULL
                        WHERE period = ? AND withdrawals = 0 RETURNING id
                        """)
                .params(processInstanceId, Origin.current().user(), OffsetDateTime.now(clock), period.day())
                .query(Long.class)
                .optional();
        run.ifPresent(id -> jdbc.sql("UPDATE payout_run_item SET redo = true WHERE run_id = ?")
                .param(id)
                .update());
        return run.isPresent();
    }

    /** Whether this process instance opened a run. */
    public boolean opened(String processInstanceId) {
        return jdbc.sql("SELECT count(*) FROM payout_run WHERE process_instance_id = ?")
                        .param(processInstanceId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Creates the withdrawals of the next vendors. One that fails is left out with its reason, and the others are not
     * touched by it. When the database itself is gone this throws, and the step is to be repeated.
     */
    public void createWithdrawals(String processInstanceId) {
        Run run = of(processInstanceId);
        Origin caller = Origin.current();
        Origin.set(RUN);
        try {
            next(run).forEach(vendor -> deal(run, vendor));
        } finally {
            Origin.set(caller);
        }
    }

    /** Whether the run has still to deal with somebody. */
    public boolean vendorsLeft(String processInstanceId) {
        return !next(of(processInstanceId)).isEmpty();
    }

    private List<Due> next(Run run) {
        String last = jdbc.sql("SELECT coalesce(max(vendor_id), '') FROM payout_run_item WHERE run_id = ? AND NOT redo")
                .param(run.id())
                .query(String.class)
                .single();
        return due.after(last, run.period());
    }

    private void deal(Run run, Due vendor) {
        Reason reason = vendor.obstacle();
        try {
            if (reason == null) {
                withdraw(run, vendor);
            } else {
                skip(run, vendor, reason);
            }
        } catch (Refusal refused) {
            skip(run, vendor, Reason.of(refused));
        } catch (RuntimeException fault) {
            LOG.error("a withdrawal of payout run {} failed", run.period().day(), fault);
            skip(
                    run,
                    vendor,
                    new Reason(
                            Code.INTERNAL_ERROR.value(),
                            "Something went wrong on our side. Your money is in your wallet; you can request it yourself."));
        }
    }

    private void withdraw(Run run, Due vendor) {
        own.executeWithoutResult(tx -> {
            Withdrawal withdrawal = requests.request(
                    vendor.vendorId(), OwnerType.VENDOR, vendor.amount(), settings.of(vendor.vendorId()), RUN.user());
            if (!isFirst(run, vendor, withdrawal.id(), new Reason(null, null))) {
                tx.setRollbackOnly();
            }
        });
    }

    private void skip(Run run, Due vendor, Reason reason) {
        own.executeWithoutResult(tx -> {
            boolean tell = isNews(run, vendor, reason);
            if (isFirst(run, vendor, null, reason) && tell) {
                notifications.tell(new Notice(
                        Audience.person(vendor.vendorId()),
                        "payout_run.skipped",
                        wording.say("payout_run.skipped.title"),
                        wording.say("payout_run.skipped.message", Map.of("reason", reason.message())),
                        "normal",
                        Map.of("reason", reason.message()),
                        null,
                        null));
            }
        });
    }

    /** A vendor who has done nothing about it yet is not told every day, and of what passes only once it lasts. */
    private boolean isNews(Run run, Due vendor, Reason reason) {
        record Earlier(boolean thisRun, boolean same) {}
        List<Earlier> earlier = jdbc.sql(
                        "SELECT run_id, reason_code FROM payout_run_item WHERE vendor_id = ? ORDER BY seq DESC LIMIT 3")
                .param(vendor.vendorId())
                .query((row, n) ->
                        new Earlier(row.getLong(1) == run.id(), reason.code().equals(row.getString(2))))
                .list();
        List<Boolean> before = earlier.stream()
                .filter(each -> !each.thisRun())
                .map(Earlier::same)
                .toList();
        boolean last = !before.isEmpty() && before.get(0);
        boolean lastButOne = before.size() > 1 && before.get(1);
        boolean known =
                KNOWN.contains(reason.code()) || earlier.stream().anyMatch(each -> each.thisRun() && each.same());
        return !known && (TOLD_IF_IT_LASTS.contains(reason.code()) ? last && !lastButOne : !last);
    }

    /** Stores what was done for the vendor; false when another node, which took over this step meanwhile, was faster. */
    private boolean isFirst(Run run, Due vendor, UUID withdrawalId, Reason reason) {
        return jdbc.sql("""
                        INSERT INTO payout_run_item (run_id, vendor_id, withdrawal_id, reason_code, reason, created_at)
                        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, vendor_id) DO UPDATE
                        SET withdrawal_id = excluded.withdrawal_id, reason_code = excluded.reason_code,
                            reason = excluded.reason, created_at = excluded.created_at, redo = false
                        WHERE payout_run_item.redo
                        """)
                        .params(
                                run.id(),
                                vendor.vendorId(),
                                withdrawalId,
                                reason.code(),
                                reason.message(),
                                OffsetDateTime.now(clock))
                        .update()
                > 0;
    }

    /** Closes the run's books and tells the admins, when there is something to tell. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void report(String processInstanceId) {
        Run run = of(processInstanceId);
        record Sums(int withdrawals, int skipped, long totalMinor, int openings) {}
        Sums sums = jdbc.sql("""
                        UPDATE payout_run r SET reported_at = :now, withdrawals = s.withdrawals, skipped = s.skipped,
                                                total_minor = s.total_minor
                        FROM (SELECT count(w.id) AS withdrawals, count(*) - count(w.id) AS skipped,
                                     coalesce(sum(w.amount_minor), 0) AS total_minor
                              FROM payout_run_item i LEFT JOIN withdrawal w ON w.id = i.withdrawal_id
                              WHERE i.run_id = :run) s
                        WHERE r.id = :run
                        RETURNING r.withdrawals, r.skipped, r.total_minor, r.openings
                        """)
                .param("now", OffsetDateTime.now(clock))
                .param("run", run.id())
                .query(Sums.class)
                .single();
        String day = run.period().day().toString();
        audit.record(Audit.Event.of("payout_run.reported", "payout_run", day)
                .changed(
                        null,
                        Map.of(
                                "withdrawals", sums.withdrawals(),
                                "skipped", sums.skipped(),
                                "total", amounts.plain(sums.totalMinor())))
                .inProcess(processInstanceId));
        if (sums.withdrawals() > 0 || sums.skipped() > 0 && sums.openings() == 1) {
            var values = Map.of(
                    "day", day,
                    "count", sums.withdrawals(),
                    "amount", amounts.spoken(sums.totalMinor()),
                    "skipped", sums.skipped());
            notifications.tell(new Notice(
                    Audience.group(Groups.BUSINESS_ADMINS),
                    "payout_run.reported",
                    wording.say("payout_run.reported.title", values),
                    wording.say("payout_run.reported.message", values),
                    "normal",
                    Map.of("amount", amounts.plain(sums.totalMinor())),
                    "/admin/payout-runs/" + run.id(),
                    wording.say("action.run")));
        }
    }

    /** Reminds the admins of what runs left them to review, as often as of a single withdrawal but once for all of a run. */
    @Transactional
    public void remind() {
        jdbc.sql("""
                        UPDATE payout_run r SET reminders = r.reminders + 1
                        FROM (SELECT i.run_id, count(*) AS waiting, sum(w.amount_minor) AS total_minor
                              FROM withdrawal w JOIN payout_run_item i ON i.withdrawal_id = w.id
                              WHERE w.stage IN ('in_review', 'second_review') AND w.ended_at IS NULL GROUP BY i.run_id) s
                        WHERE r.id = s.run_id AND r.reminders < :most
                          AND r.reported_at <= :now::timestamptz - (r.reminders + 1) * :every * interval '1 second'
                        RETURNING r.id, r.period, s.waiting, s.total_minor
                        """)
                .param("most", rules.reminders())
                .param("now", OffsetDateTime.now(clock))
                .param("every", rules.reminderEvery().toSeconds())
                .query((row, n) -> new Notice(
                        Audience.group(Groups.BUSINESS_ADMINS),
                        "payout_run.reminder",
                        wording.say("payout_run.reminder.title", Map.of("day", row.getString("period"))),
                        wording.say(
                                "payout_run.reminder.message",
                                Map.of(
                                        "count",
                                        row.getInt("waiting"),
                                        "amount",
                                        amounts.spoken(row.getLong("total_minor")))),
                        "normal",
                        Map.of("amount", amounts.plain(row.getLong("total_minor"))),
                        "/admin/payout-runs/" + row.getLong("id"),
                        wording.say("action.run")))
                .list()
                .forEach(notifications::tell);
    }

    /** The days of the run that would be opened next, perhaps once more. */
    Period upcoming() {
        LocalDate day = today();
        boolean there = jdbc.sql("SELECT count(*) FROM payout_run WHERE period = ? AND withdrawals IS DISTINCT FROM 0")
                        .param(day)
                        .query(Long.class)
                        .single()
                > 0;
        return period(there ? day.plusDays(1) : day);
    }

    /** The business day whose run may start now. */
    LocalDate today() {
        return Period.day(clock.instant().atZone(properties.zone()), properties);
    }

    private Period period(LocalDate day) {
        LocalDate last = jdbc.sql("SELECT period FROM payout_run WHERE period < ? ORDER BY period DESC LIMIT 1")
                .param(day)
                .query(LocalDate.class)
                .optional()
                .orElse(null);
        return Period.of(day, last);
    }

    private Run of(String processInstanceId) {
        return jdbc.sql("SELECT id, since, period FROM payout_run WHERE process_instance_id = ?")
                .param(processInstanceId)
                .query((row, n) -> new Run(
                        row.getLong(1),
                        new Period(row.getObject(2, LocalDate.class), row.getObject(3, LocalDate.class))))
                .single();
    }
}
