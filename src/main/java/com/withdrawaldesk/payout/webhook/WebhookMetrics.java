package com.withdrawaldesk.payout.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what comes in on this node, and measures what is not settled for all of them. */
@Component
class WebhookMetrics {

    private final MeterRegistry meters;

    WebhookMetrics(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.meters = meters;
        for (String state : new String[] {"new", "unmatched", "suspicious", "given_up"}) {
            Gauge.builder("desk.webhooks.open", () -> jdbc.sql("SELECT count(*) FROM webhook_event WHERE state = ?")
                            .param(state)
                            .query(Double.class)
                            .single())
                    .description("Events of providers that wait or need a look")
                    .tag("state", state)
                    .register(meters);
        }
        Gauge.builder("desk.webhooks.oldest.seconds", () -> jdbc.sql("""
                                SELECT coalesce(extract(epoch FROM ? - min(received_at)), 0) FROM webhook_event
                                WHERE state = 'new'
                                """)
                        .param(OffsetDateTime.now(clock))
                        .query(Double.class)
                        .single())
                .description("Age of the oldest event that nobody has looked at")
                .register(meters);
    }

    void received(String provider, boolean first) {
        count("desk.webhooks.received", provider);
        if (!first) {
            count("desk.webhooks.duplicates", provider);
        }
    }

    /** @param why {@code signature}, {@code address} or {@code approval} */
    void rejected(String provider, String why) {
        meters.counter("desk.webhooks.rejected", "provider", provider, "why", why)
                .increment();
    }

    void unmatched(String provider) {
        count("desk.webhooks.unmatched", provider);
    }

    private void count(String name, String provider) {
        meters.counter(name, "provider", provider).increment();
    }
}
