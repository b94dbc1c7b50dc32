package com.withdrawaldesk.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often passwords may be wrong before the next one has to wait: one second, then twice as long each time.
 *
 * @param freeAttempts wrong passwords of one account from one address
 * @param strangersFreeAttempts wrong passwords of one account from all addresses together that it never came from, and for one address at all
 *     accounts together that never came from there
 * @param longestWait after which a password is looked at again, however many were wrong
 * @param longestWaitOfStrangers the same for one account and all addresses that it never came from; short, because its owner
 *     may be at a new one
 * @param forgetAfter so long without a wrong password, and all is as if there had been none
 * @param platformPasswords whether accounts of the marketplace's back end may use their password instead of an API key
 */
@ConfigurationProperties("desk.login")
record LoginProperties(
        @DefaultValue("5") int freeAttempts,
        @DefaultValue("50") int strangersFreeAttempts,
        @DefaultValue("15m") Duration longestWait,
        @DefaultValue("1m") Duration longestWaitOfStrangers,
        @DefaultValue("1h") Duration forgetAfter,
        @DefaultValue("false") boolean platformPasswords) {

    LoginProperties {
        if (freeAttempts < 1 || strangersFreeAttempts < freeAttempts) {
            throw new IllegalArgumentException(
                    "desk.login.free-attempts is at least 1, and strangers-free-attempts not less than that.");
        }
        if (longestWait.compareTo(Duration.ofSeconds(1)) < 0
                || longestWaitOfStrangers.compareTo(Duration.ofSeconds(1)) < 0
                || forgetAfter.compareTo(longestWait) < 0) {
            throw new IllegalArgumentException("desk.login: waits are at least 1s, and not longer than forget-after.");
        }
    }
}
