package com.withdrawaldesk.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the web apps' sessions.
 *
 * @param maxAge after which people log in to the web apps again, however busy their session is; 1 minute to 7 days
 * @param maxIdle after which people log in to the web apps again when they did nothing; what pages ask by themselves does not
 *     count; 1 minute to 7 days
 */
@ConfigurationProperties("desk.session")
record SessionProperties(
        @DefaultValue("12h") Duration maxAge,
        @DefaultValue("30m") Duration maxIdle) {

    SessionProperties {
        require(maxAge, "desk.session.max-age (DESK_SESSION_MAX_AGE)");
        require(maxIdle, "desk.session.max-idle (DESK_SESSION_MAX_IDLE)");
    }

    private static void require(Duration given, String setting) {
        if (given.compareTo(Duration.ofMinutes(1)) < 0 || given.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(setting + " is not between 1m and 7d: " + given);
        }
    }
}
