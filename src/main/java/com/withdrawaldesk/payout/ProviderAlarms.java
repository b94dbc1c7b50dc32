package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells people once when a provider as a whole needs them, and again only after it was well in between. */
@Component
class ProviderAlarms {

    /** How long a provider may turn payouts away before people hear of it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final Notifications notifications;
    private final Wording wording;
    private final Clock clock;

    ProviderAlarms(JdbcClient jdbc, Notifications notifications, Wording wording, Clock clock) {
        this.jdbc = jdbc;
        this.notifications = notifications;
        this.wording = wording;
        this.clock = clock;
    }

    /** Takes what a send showed of its provider, in the caller's transaction. */
    void heard(String provider, Outcome outcome) {
        switch (outcome.result()) {
            case SHORT -> raise(provider, "low_float", "provider.low_float", outcome);
            case MISCONFIGURED -> raise(provider, "misconfigured", "provider.misconfigured.refused", outcome);
            case LATER -> {
                if (takesNothing(provider)) {
                    raise(provider, "unreachable", "provider.unreachable", outcome);
                }
            }
            case ACCEPTED, PAID -> {
                if (outcome.stuck()) {
                    raise(provider, "misconfigured", "provider.misconfigured.stuck", outcome);
                } else {
                    clear(provider);
                }
            }
            default -> {
                // Says nothing of the provider as a whole.
            }
        }
    }

    /** Whether a payout has been turned away there for long, and none was taken meanwhile. */
    private boolean takesNothing(String provider) {
        Timestamp before = Timestamp.from(clock.instant().minus(PATIENCE));
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM payout_attempt WHERE provider = ? AND state = 'queued'
                                         AND last_result = 'later' AND created_at < ?)
                           AND NOT EXISTS (SELECT FROM payout_attempt WHERE provider = ? AND sent_at > ?
                                             AND state IN ('sent', 'held', 'paid'))
                        """)
                .params(provider, before, provider, before)
                .query(Boolean.class)
                .single();
    }

    private void raise(String provider, String kind, String text, Outcome outcome) {
        int raised = jdbc.sql("""
                        INSERT INTO provider_alarm (provider, kind, detail, since) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """)
                .params(provider, kind, outcome.message(), Timestamp.from(clock.instant()))
                .update();
        if (raised == 1) {
            var values = Map.of("provider", provider, "detail", String.valueOf(outcome.message()));
            for (String group : List.of(Groups.BUSINESS_ADMINS, Groups.OPERATIONS)) {
                notifications.tell(new Notice(
                        Audience.group(group),
                        "provider." + kind,
                        wording.say(text + ".title", values),
                        wording.say(text + ".message", values),
                        "high",
                        Map.of("provider", provider),
                        null,
                        null));
            }
        }
    }

    /** It pays again; what is short stays short as long as somebody waits for it. */
    private void clear(String provider) {
        jdbc.sql("""
                        DELETE FROM provider_alarm alarm WHERE provider = ? AND (kind <> 'low_float' OR NOT EXISTS (
                            SELECT FROM payout_attempt waiting
                            WHERE waiting.provider = alarm.provider AND waiting.state = 'queued'
                              AND waiting.last_result = 'short'))
                        """).param(provider).update();
    }
}
