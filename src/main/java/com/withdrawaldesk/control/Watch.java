package com.withdrawaldesk.control;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.audit.Audit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Checks the invariants by itself, and on demand. A violation is logged as an error, measured, and shown by the health page. */
@Component
public class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Invariants invariants;
    private final Clock clock;
    private final Duration interval;
    private volatile Instant checked = Instant.MIN;
    private volatile Map<String, List<String>> last = Map.of();
    private volatile Map<String, Instant> since = Map.of();

    Watch(
            Invariants invariants,
            MeterRegistry meters,
            Clock clock,
            @Value("${desk.control.check-every:1m}") Duration interval) {
        this.invariants = invariants;
        this.clock = clock;
        this.interval = interval;
        Gauge.builder("desk.invariants.violated", () -> recent().size())
                .description("Invariants of money, withdrawals and processes that did not hold at the last check")
                .register(meters);
    }

    @Bean
    RecurringTask<Void> invariantCheck() {
        return Tasks.recurring("invariant-check", FixedDelay.of(interval)).execute((task, context) -> check());
    }

    private Map<String, List<String>> check() {
        Map<String, List<String>> found = invariants.violations();
        found.forEach((name, offenders) -> LOG.error("violated: {}: {}", name, offenders));
        Instant now = clock.instant();
        var seen = new HashMap<String, Instant>();
        found.keySet().forEach(name -> seen.put(name, since.getOrDefault(name, now)));
        since = seen;
        last = found;
        checked = now;
        return found;
    }

    /**
     * What did not hold at the last check.
     *
     * @param since when this node saw it first
     * @param offenders at most 100
     */
    public record Violation(String invariant, Instant since, List<String> offenders) {}

    /** What did not hold at the last check, which is a few minutes old at most. */
    public List<Violation> violations() {
        return recent().entrySet().stream()
                .map(found -> new Violation(
                        found.getKey(), since.getOrDefault(found.getKey(), clock.instant()), found.getValue()))
                .toList();
    }

    /** The task runs on one node at a time; the others look for themselves when they are asked and know nothing recent. */
    private Map<String, List<String>> recent() {
        return checked.isBefore(clock.instant().minus(interval.multipliedBy(2))) ? check() : last;
    }

    /** Money needs a person then, not a restart: the node stays in service and says so. */
    @Bean
    HealthIndicator invariantsHealthIndicator() {
        return () -> {
            Map<String, List<String>> violated = recent();
            return violated.isEmpty()
                    ? Health.up()
                            .withDetail("checked", invariants.names().size())
                            .build()
                    : Health.status("DEGRADED").withDetail("violated", violated).build();
        };
    }

    /** The check on demand, for admins. */
    @RestController
    static class InvariantController {

        private final Invariants invariants;
        private final Watch watch;
        private final Audit audit;

        InvariantController(Invariants invariants, Watch watch, Audit audit) {
            this.invariants = invariants;
            this.watch = watch;
            this.audit = audit;
        }

        record Answer(boolean healthy, List<String> checked, Map<String, List<String>> violations) {}

        @GetMapping("/api/admin/finance/invariants")
        Answer check() {
            Map<String, List<String>> found = invariants.violations();
            return new Answer(found.isEmpty(), invariants.names(), found);
        }

        record Checked(boolean success, String message, boolean healthy) {}

        /** The check now rather than in a minute, for operations; what it finds is what the page shows from now on. */
        @PostMapping("/api/admin/operations/invariants/check")
        Checked checkNow() {
            int violated = watch.check().size();
            audit.record(Audit.Event.of("invariants.checked", "invariants", null)
                    .changed(null, Map.of("violated", violated)));
            return new Checked(
                    true,
                    violated == 0 ? "Everything adds up." : violated + " of the checks still find something.",
                    violated == 0);
        }
    }
}
