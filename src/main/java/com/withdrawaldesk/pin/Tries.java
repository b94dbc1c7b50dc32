package com.withdrawaldesk.pin;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How often a PIN was tried since the last success, and what that leads to.
 *
 * @param lockedUntil null when not locked, or locked until it is reset
 */
record Tries(int count, Instant lockedUntil) {

    private static final int FIRST_LOCK = 3;

    boolean lock() {
        return count >= FIRST_LOCK;
    }

    Refusal incorrect(Instant now) {
        int left = Math.max(0, FIRST_LOCK - count);
        String consequence = lock()
                ? " and is now locked " + howLong(now, Wording.API) + "."
                : ". Attempts left before it is locked: " + left + ".";
        return timed(new Refusal(Code.PIN_INCORRECT, "The payment PIN is not correct" + consequence), now)
                .with("attempts_left", left);
    }

    Refusal locked(Instant now) {
        return timed(
                new Refusal(
                        Code.PIN_LOCKED,
                        "After wrong attempts the payment PIN is locked " + howLong(now, Wording.API) + "."),
                now);
    }

    String howLong(Instant now, Wording wording) {
        if (lockedUntil == null) {
            return wording.say("lock.until_reset");
        }
        long minutes = (Duration.between(now, lockedUntil).toSeconds() + 59) / 60;
        return minutes <= 1 ? wording.say("lock.minute") : wording.say("lock.minutes", Map.of("minutes", minutes));
    }

    private Refusal timed(Refusal refusal, Instant now) {
        return lockedUntil == null
                ? refusal
                : refusal.with("locked_until", lockedUntil).retryAfter(Duration.between(now, lockedUntil));
    }
}
