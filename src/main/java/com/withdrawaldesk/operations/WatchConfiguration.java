package com.withdrawaldesk.operations;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.operations.Watch.Violation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the invariants checked by themselves, and shown by the health page. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean
    RecurringTask<Void> invariantCheck(Watch watch, @Value("${desk.control.check-every:1m}") Duration interval) {
        return Tasks.recurring("invariant-check", FixedDelay.of(interval)).execute((task, context) -> watch.check());
    }

    /** Money needs a person then, not a restart: the node stays in service and says so. */
    @Bean
    HealthIndicator invariantsHealthIndicator(Watch watch, Invariants invariants) {
        return () -> {
            List<Violation> violated = watch.violations();
            return violated.isEmpty()
                    ? Health.up()
                            .withDetail("checked", invariants.names().size())
                            .build()
                    : Health.status("DEGRADED")
                            .withDetail(
                                    "violated",
                                    violated.stream()
                                            .collect(Collectors.toMap(Violation::invariant, Violation::offenders)))
                            .build();
        };
    }
}
