package com.withdrawaldesk.notification;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Shows whether people are reached. A backlog is DEGRADED, a status that does not count in the health of the whole: e-mail
 * that waits is no reason to take a node out of service.
 */
@Component
class DeliveryHealthIndicator extends AbstractHealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED", "notices wait longer than they should");

    private final MailQueue queue;
    private final NotificationProperties.Mail settings;

    DeliveryHealthIndicator(MailQueue queue, NotificationProperties settings) {
        this.queue = queue;
        this.settings = settings.mail();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        MailQueue.Backlog backlog = queue.backlog();
        health.status(backlog.oldest().compareTo(settings.degradedAfter()) > 0 ? DEGRADED : Status.UP)
                .withDetail("pending", backlog.pending())
                .withDetail("oldest_pending_seconds", backlog.oldest().toSeconds())
                .withDetail("given_up", backlog.givenUp());
    }
}
