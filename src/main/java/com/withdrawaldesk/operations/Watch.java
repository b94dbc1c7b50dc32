package com.withdrawaldesk.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Knows which invariants do not hold. A violation is logged as an error, measured, and shown by the health page. */
@Component
public class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Invariants invariants;
    private final Clock clock;
    private final Duration interval;
    private volatile Look last = new Look(Instant.MIN, List.of());

    Watch(
            Invariants invariants,
            MeterRegistry meters,
            Clock clock,
            @Value("${desk.control.check-every:1m}") Duration interval) {
        this.invariants = invariants;
        this.clock = clock;
        this.interval = interval;
        Gauge.builder("desk.invariants.violated", () -> violations().size())
                .description("Invariants of money, withdrawals and processes that did not hold at the last check")
                .register(meters);
    }

    private record Look(Instant at, List<Violation> violations) {}

    /**
     * An invariant that did not hold at the last check.
     *
     * @param since when this node saw it first
     * @param offenders at most 100
     */
    public record Violation(String invariant, Instant since, List<String> offenders) {}

    /**
     * What did not hold at the last check. That task runs on one node at a time; the others look for themselves when they are
     * asked and know nothing recent.
     */
    public List<Violation> violations() {
        Look look = last;
        return look.at().isBefore(clock.instant().minus(interval.multipliedBy(2))) ? check() : look.violations();
    }

    List<Violation> check() {
        Instant now = clock.instant();
        Map<String, Instant> known =
                last.violations().stream().collect(Collectors.toMap(Violation::invariant, Violation::since));
        List<Violation> found = invariants.violations().entrySet().stream()
                .map(one -> new Violation(one.getKey(), known.getOrDefault(one.getKey(), now), one.getValue()))
                .toList();
        found.forEach(one -> LOG.error("violated: {}: {}", one.invariant(), one.offenders()));
        last = new Look(now, found);
        return found;
    }
}
