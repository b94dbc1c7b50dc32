package com.withdrawaldesk.reconciliation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.reconciliation.Comparison.Period;
import com.withdrawaldesk.reconciliation.Runs.Run;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares our books with those of the providers: each day by itself, and on demand. Providers are asked outside any
 * transaction. What a provider can settle is told to the withdrawal's process; what it cannot is told to people.
 */
@Configuration(proxyBeanMethods = false)
class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final String BY_HAND = "manual";

    /** A payout that is just being sent may not be in the provider's list yet. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    private final Map<String, PayoutProvider> providers = new HashMap<>();
    private final PayoutHints hints;
    private final OurBooks books;
    private final Runs runs;
    private final Notifications notifications;
    private final Wording wording;
    private final Fees fees;
    private final Amounts amounts;
    private final ReconciliationProperties properties;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Reconciliation(
            List<PayoutProvider> providers,
            PayoutHints hints,
            OurBooks books,
            Runs runs,
            Notifications notifications,
            Wording wording,
            Fees fees,
            Amounts amounts,
            ReconciliationProperties properties,
            Clock clock,
            TransactionTemplate transaction,
            MeterRegistry meters) {
        providers.forEach(provider -> this.providers.put(provider.name(), provider));
        this.hints = hints;
        this.books = books;
        this.runs = runs;
        this.notifications = notifications;
        this.wording = wording;
        this.fees = fees;
        this.amounts = amounts;
        this.properties = properties;
        this.clock = clock;
        this.transaction = transaction;
        Gauge.builder("desk.reconciliation.differences", runs::openDifferences)
                .description("Differences between our books and the providers' that the last run of each day left")
                .register(meters);
    }

    /** All whose books can be compared, and {@code manual}, whose transfers can only be counted. */
    Set<String> comparable() {
        var names = new TreeSet<>(providers.keySet());
        names.add(BY_HAND);
        return names;
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Asks for the comparison of this day, which is carried out a few seconds later; for the current user. */
    List<Run> request(Set<String> wanted, List<LocalDate> days) {
        return runs.request(wanted, days, Origin.current().user(), clock.instant());
    }

    @Bean
    RecurringTask<Void> reconciliationOfTheLastDays() {
        return Tasks.recurring("reconciliation-of-the-last-days", Schedules.daily(ZoneOffset.UTC, properties.at()))
                .execute((task, context) -> requestLastDays());
    }

    void requestLastDays() {
        request(
                comparable(),
                IntStream.rangeClosed(1, properties.days())
                        .mapToObj(today()::minusDays)
                        .toList());
    }

    @Bean
    RecurringTask<Void> reconciliationRuns() {
        return Tasks.recurring("reconciliation-runs", FixedDelay.ofSeconds(5)).execute((task, context) -> runDue());
    }

    /** Carries out what was asked for. A run that a crash left unfinished is simply due again: it has written nothing. */
    void runDue() {
        var statements = new Statements();
        runs.due(clock.instant()).forEach(run -> run(run, statements));
    }

    /** The statements of one provider around one day; the next day needs two of them again. */
    private final class Statements {

        private final Map<LocalDate, Statement> known = new HashMap<>();
        private String of;

        Map<LocalDate, Statement> around(PayoutProvider provider, LocalDate day) {
            List<LocalDate> days = Stream.of(day.minusDays(1), day, day.plusDays(1))
                    .filter(each -> !each.isAfter(today()))
                    .toList();
            if (!provider.name().equals(of)) {
                known.clear();
                of = provider.name();
            }
            known.keySet().retainAll(days);
            days.forEach(each -> known.computeIfAbsent(each, provider::statement));
            return known;
        }
    }

    private void run(Run run, Statements statements) {
        Instant started = clock.instant();
        Report report;
        try {
            report = report(run, statements, started);
        } catch (RuntimeException failure) {
            failed(run, failure, started);
            return;
        }
        transaction.executeWithoutResult(tx -> {
            runs.done(run.id(), report, started, clock.instant());
            if (report.differences() > 0) {
                tell(run, "differences", summary(run, report));
            }
        });
        report.listed().forEach(this::hint);
    }

    private Report report(Run run, Statements statements, Instant started) {
        Instant from = run.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until = from.plus(Duration.ofDays(1));
        if (run.provider().equals(BY_HAND)) {
            return Report.byHand(books.byHand(new Period(from, until)));
        }
        PayoutProvider provider = providers.get(run.provider());
        if (provider == null) {
            throw new ProviderUnavailable(run.provider() + " is no longer configured.", true, null);
        }
        var around = new LinkedHashMap<>(statements.around(provider, run.day()));
        Statement statement = around.remove(run.day());
        Instant certain = started.minus(SETTLING);
        var sent = new Period(from, until.isBefore(certain) ? until : certain);
        return Comparison.of(
                provider.name(),
                sent,
                books.concerning(provider.name(), sent, statement),
                statement,
                around.values(),
                minor -> Amounts.minor(provider.fee(amounts.ofMinor(minor))),
                minor -> Amounts.minor(fees.stampDuty(amounts.ofMinor(minor))),
                amounts.decimals());
    }

    /** A day that was asked for by itself is tried again as long as it would be looked at again anyway. */
    private void failed(Run run, RuntimeException failure, Instant started) {
        boolean unavailable = failure instanceof ProviderUnavailable;
        String reason = unavailable ? failure.getMessage() : "Something went wrong on our side; the log has it.";
        if (!unavailable) {
            LOG.error("reconciliation {} failed", run.id(), failure);
        }
        boolean again = run.requestedBy().equals(Origin.SYSTEM.user())
                && !run.day().isBefore(today().minusDays(properties.days()));
        Instant retryAt = again ? clock.instant().plus(properties.retryEvery()) : null;
        transaction.executeWithoutResult(tx -> {
            runs.failed(run.id(), reason, retryAt, started, clock.instant());
            if (run.tries() == 0) {
                tell(run, "failed", Map.of("day", run.day(), "provider", run.provider(), "why", reason));
            }
        });
    }

    private Map<String, ?> summary(Run run, Report report) {
        var found = new ArrayList<String>();
        report.outcomes().forEach((kind, tally) -> {
            if (kind.isDifference()) {
                found.add(tally.count() + " " + wording.say("difference." + kind.value()));
            }
        });
        return Map.of(
                "count", report.differences(),
                "provider", run.provider(),
                "day", run.day(),
                "found", String.join(", ", found),
                "ours", amounts.spoken(report.oursMinor()),
                "theirs", amounts.spoken(report.theirsMinor()));
    }

    private void tell(Run run, String what, Map<String, ?> values) {
        String event = "reconciliation." + what;
        for (String group : List.of(Groups.BUSINESS_ADMINS, Groups.OPERATIONS)) {
            notifications.tell(new Notice(
                    Audience.group(group),
                    event,
                    wording.say(event + ".title", values),
                    wording.say(event + ".message", values),
                    "high",
                    Map.of(
                            "reconciliation_id",
                            String.valueOf(run.id()),
                            "provider",
                            run.provider(),
                            "day",
                            run.day().toString()),
                    null,
                    null));
        }
    }

    /** At most once: what a crash leaves untold is found again by the next run of the day. */
    private void hint(Difference item) {
        item.claim().ifPresent(claim -> {
            try {
                hints.heard(item.payoutReference(), claim);
            } catch (RuntimeException failure) {
                LOG.warn("{} could not be told of {}: {}", item.payoutReference(), claim, failure.toString());
            }
        });
    }
}
