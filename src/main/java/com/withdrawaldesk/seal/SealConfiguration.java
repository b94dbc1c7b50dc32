package com.withdrawaldesk.seal;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Has the audit trail sealed, by one node at a time. */
@Configuration(proxyBeanMethods = false)
class SealConfiguration {

    @Bean
    AuditSeals auditSeals(JdbcClient jdbc, PlatformTransactionManager transactions, AuditProperties settings) {
        return new AuditSeals(jdbc, new TransactionTemplate(transactions), settings.mac());
    }

    @Bean
    AuditVerification auditVerification(JdbcClient jdbc, AuditProperties settings) {
        return new AuditVerification(jdbc, settings);
    }

    /** The name stands in {@code Invariants}, too: where this task is, rows are sealed in time. */
    @Bean
    RecurringTask<Void> auditSealTask(AuditSeals seals, AuditProperties settings) {
        return Tasks.recurring("audit-seal", FixedDelay.of(settings.sealEvery()))
                .execute((task, context) -> seals.run());
    }

    @Bean
    MeterBinder auditSealMeters(AuditSeals seals) {
        return registry -> {
            Gauge.builder("desk.audit.unsealed", seals, AuditSeals::unsealedSeconds)
                    .baseUnit("seconds")
                    .description("Age of the oldest row of the audit trail without a seal")
                    .register(registry);
            Gauge.builder("desk.audit.seals.lost", seals, it -> it.lost() ? 1 : 0)
                    .description("1 when a seal that this node knew is gone or another one")
                    .register(registry);
        };
    }
}
