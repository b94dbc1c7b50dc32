package com.withdrawaldesk.audit;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Closes what was counted, and forgets what counts as recorded no longer. */
@Configuration(proxyBeanMethods = false)
class TallyConfiguration {

    @Bean
    RecurringTask<Void> auditTally(FailedLogins logins, JdbcClient jdbc, Clock clock, TransactionTemplate transaction) {
        return Tasks.recurring("audit-tally", FixedDelay.of(Duration.ofMinutes(10)))
                .execute((task, context) -> transaction.executeWithoutResult(tx -> {
                    logins.close();
                    jdbc.sql("DELETE FROM audit_tally WHERE until <= ?")
                            .param(Timestamp.from(clock.instant()))
                            .update();
                }));
    }
}
