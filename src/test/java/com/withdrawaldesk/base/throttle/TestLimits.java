package com.withdrawaldesk.base.throttle;

import io.github.bucket4j.Bucket;
import org.springframework.boot.test.context.TestComponent;

/** Lets a test reach a limit without making all the calls. */
@TestComponent
public class TestLimits {

    private final Throttle throttle;

    TestLimits(Throttle throttle) {
        this.throttle = throttle;
    }

    /** From now on this user, one of the test's own, is refused what is under this limit. */
    public void exhaust(Limit limit, String user) {
        exhaust(throttle.countOfUser(limit, user));
    }

    /** The same for everybody at this address. */
    public void exhaustAddress(Limit limit, String address) {
        exhaust(throttle.countOfAddress(limit, address));
    }

    /** So deep in debt that no slow machine lives to see its end. */
    private static void exhaust(Bucket count) {
        count.consumeIgnoringRateLimits(Integer.MAX_VALUE);
    }
}
