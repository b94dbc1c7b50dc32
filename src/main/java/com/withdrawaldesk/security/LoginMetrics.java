package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.LoginAttempt;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts passwords: right ones, wrong ones, and those that came too soon to be looked at. */
@Component
class LoginMetrics {

    private final MeterRegistry meters;

    LoginMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @EventListener
    void count(LoginAttempt attempt) {
        meters.counter("desk.logins", "outcome", attempt.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
