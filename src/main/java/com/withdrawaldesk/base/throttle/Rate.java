package com.withdrawaldesk.base.throttle;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * So many calls at once, and so many again in each period, spread over it.
 *
 * @param calls zero for no limit
 * @param period null when there is no limit
 */
record Rate(long calls, Duration period) {

    static final Rate NONE = new Rate(0, null);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d+(?:s|m|h|d))");

    /**
     * Reads {@code 30/1m}; {@code 0} and {@code off} are no limit.
     *
     * @throws IllegalArgumentException when it is written in another way
     */
    public static Rate valueOf(String text) {
        String written = text.strip();
        // YAML reads a bare off as false.
        if (written.matches("0|off|false")) {
            return NONE;
        }
        Matcher rate = WRITTEN.matcher(written);
        if (!rate.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no limit: expected calls and period, such as 30/1m, or 0 for none.");
        }
        long calls = Long.parseLong(rate.group(1));
        Duration period = DurationStyle.SIMPLE.parse(rate.group(2));
        if (calls == 0 || period.isZero()) {
            throw new IllegalArgumentException("\"" + text + "\" is no limit: for none, set 0.");
        }
        return new Rate(calls, period);
    }

    boolean isNone() {
        return calls == 0;
    }

    Rate times(int factor) {
        return isNone() || factor == 0 ? NONE : new Rate(Math.multiplyExact(calls, (long) factor), period);
    }
}
