package com.withdrawaldesk.security;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the passwords of local users.
 *
 * @param iterations of PBKDF2; a stored hash follows a change at the next login
 * @param published passwords that may be set although everybody knows them, for a demo
 */
@ConfigurationProperties("desk.password")
record PasswordProperties(
        @DefaultValue("220000") int iterations,
        @DefaultValue Set<String> published) {

    PasswordProperties {
        if (iterations < 1000 || iterations > 10_000_000) {
            throw new IllegalArgumentException(
                    "desk.password.iterations (DESK_PASSWORD_ITERATIONS) is not between 1000 and 10000000.");
        }
    }
}
