package com.withdrawaldesk.base.throttle;

import java.time.Duration;

/**
 * What is left of a limit after a call.
 *
 * @param policy the limit's name; with {@code -by-address} when all from one address share it
 * @param left calls that may follow at once
 * @param full until all calls of the limit may be made again
 */
public record Quota(String policy, Rate rate, long left, Duration full) {

    /** An item of the field {@code RateLimit-Policy}, such as {@code "pin";q=30;w=60}. */
    public String policyItem() {
        return "\"%s\";q=%d;w=%d".formatted(policy, rate.calls(), rate.period().toSeconds());
    }

    /** An item of the field {@code RateLimit}, such as {@code "pin";r=12;t=36}. */
    public String item() {
        return "\"%s\";r=%d;t=%d".formatted(policy, left, seconds(full));
    }

    static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}
