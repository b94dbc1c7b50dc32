package com.withdrawaldesk.run;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reminds of runs that are not reviewed yet. */
@Configuration(proxyBeanMethods = false)
class RunReminders {

    @Bean
    RecurringTask<Void> remindOfPayoutRuns(PayoutRuns runs) {
        return Tasks.recurring("payout-run-reminders", FixedDelay.ofMinutes(10))
                .execute((task, context) -> runs.remind());
    }
}
