package com.withdrawaldesk.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the web apps' sessions.
 *
 * @param maxAge after which a login has to be made anew, however busy its session is
 */
@ConfigurationProperties("desk.session")
record SessionProperties(@DefaultValue("12h") Duration maxAge) {

    SessionProperties {
        if (maxAge.compareTo(Duration.ofMinutes(1)) < 0 || maxAge.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "desk.session.max-age (DESK_SESSION_MAX_AGE) is not between 1m and 7d: " + maxAge);
        }
    }
}
