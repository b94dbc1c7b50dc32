package com.withdrawaldesk.payout.webhook;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.webhook.WebhookInbox.Due;
import com.withdrawaldesk.payout.webhook.WebhookInbox.Ordered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Passes on what providers told. An event only makes the process ask the provider; nothing it says of amounts or success is
 * believed.
 */
@Configuration(proxyBeanMethods = false)
class WebhookWork {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookWork.class);

    private final WebhookInbox inbox;
    private final Map<String, Source> sources;
    private final PayoutHints hints;
    private final Notifications notifications;
    private final Wording wording;
    private final WebhookMetrics metrics;
    private final TransactionTemplate transaction;

    WebhookWork(
            WebhookInbox inbox,
            List<Source> sources,
            PayoutHints hints,
            Notifications notifications,
            Wording wording,
            WebhookMetrics metrics,
            PlatformTransactionManager transactions) {
        this.inbox = inbox;
        this.sources = sources.stream().collect(Collectors.toMap(Source::name, Function.identity()));
        this.hints = hints;
        this.notifications = notifications;
        this.wording = wording;
        this.metrics = metrics;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Bean
    RecurringTask<Void> webhookInboxTask() {
        return Tasks.recurring("webhook-inbox", FixedDelay.ofSeconds(1)).execute((task, context) -> run());
    }

    @Bean
    RecurringTask<Void> webhookCleanup() {
        return Tasks.recurring("webhook-cleanup", FixedDelay.of(Duration.ofHours(1)))
                .execute((task, context) -> inbox.clean());
    }

    /** Handles a batch of what is due, each event in a transaction of its own. */
    void run() {
        inbox.claim().forEach(this::handleApart);
    }

    private void handleApart(Due due) {
        try {
            transaction.executeWithoutResult(tx -> {
                if (inbox.lock(due)) {
                    handle(due);
                }
            });
        } catch (RuntimeException collision) {
            // Mostly the process moved the same payout at this moment. The next attempt is set already.
            LOG.info("webhook event {}, attempt {}: {}", due.id(), due.attempts(), collision.toString());
            if (inbox.isTooOld(due)) {
                transaction.executeWithoutResult(tx -> giveUp(due, "could not be passed on"));
            }
        }
    }

    private void handle(Due due) {
        Event event = sources.get(due.provider()).read(due.body());
        inbox.limitWaits();
        Optional<Ordered> ordered = inbox.ordered(event.reference());
        // Asking the provider is right even after a doubtful event: its own answer is compared with the order, too.
        if (ordered.isPresent() && hints.heard(event.reference(), event.claim())) {
            String doubt = doubt(due.provider(), event, ordered.get());
            if (doubt == null) {
                inbox.settle(due, "done", null);
            } else {
                suspect(due, event, ordered.get(), doubt);
            }
        } else if (inbox.isTooOld(due)) {
            giveUp(due, "reference not known");
        } else {
            if (due.attempts() == 1) {
                metrics.unmatched(due.provider());
            }
            inbox.unmatched(due);
        }
    }

    /** What does not agree with our order; null when all does. */
    private static String doubt(String provider, Event event, Ordered ordered) {
        if (!ordered.provider().equals(provider)) {
            return "the payout is not with this provider";
        }
        if (event.foreign()) {
            return "another mode or account of the provider";
        }
        if (event.amountMinor() == null || event.amountMinor() != ordered.amountMinor()) {
            return "the amount is not what was ordered";
        }
        return event.currency().equals(ordered.currency()) ? null : "the currency is not what was ordered";
    }

    private void suspect(Due due, Event event, Ordered ordered, String doubt) {
        if (inbox.isFirst(due, event.reference(), "suspicious")) {
            alarm(
                    "webhook.suspicious",
                    ordered.withdrawal(),
                    Map.of("provider", due.provider(), "reference", ordered.withdrawal(), "doubt", doubt));
        }
        inbox.settle(due, "suspicious", doubt);
    }

    private void giveUp(Due due, String why) {
        Event event = sources.get(due.provider()).read(due.body());
        if (inbox.isFirst(due, event.reference(), "given_up")) {
            alarm(
                    "webhook.given_up",
                    event.reference(),
                    Map.of("provider", due.provider(), "reference", event.reference(), "why", why));
        }
        inbox.settle(due, "given_up", why);
    }

    private void alarm(String event, String reference, Map<String, String> values) {
        notifications.tell(new Notice(
                Audience.group(Groups.OPERATIONS),
                event,
                wording.say(event + ".title", values),
                wording.say(event + ".message", values),
                "high",
                Map.of("reference", reference),
                null,
                null));
    }
}
