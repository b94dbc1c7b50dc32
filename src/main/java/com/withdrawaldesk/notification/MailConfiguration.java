package com.withdrawaldesk.notification;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When e-mails are delivered, and the figures of what is not. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    @Bean
    RecurringTask<Void> mailDeliveryTask(MailDelivery mail, NotificationProperties settings) {
        return Tasks.recurring("mail-delivery", FixedDelay.of(settings.mail().deliveryInterval()))
                .execute((task, context) -> mail.run());
    }

    @Bean
    MeterBinder mailBacklogMeters(MailQueue queue) {
        return registry -> {
            Gauge.builder("desk.notifications.backlog", queue, it -> it.backlog()
                            .pending())
                    .description("Notices and e-mails that are not delivered yet")
                    .register(registry);
            Gauge.builder("desk.notifications.backlog.age", queue, it -> it.backlog()
                            .oldest()
                            .toSeconds())
                    .baseUnit("seconds")
                    .description("Age of the oldest of these")
                    .register(registry);
            Gauge.builder("desk.notifications.given.up", queue, it -> it.backlog()
                            .givenUp())
                    .description("E-mails that could not be delivered and need attention")
                    .register(registry);
        };
    }
}
