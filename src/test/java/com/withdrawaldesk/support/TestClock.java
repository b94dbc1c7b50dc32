package com.withdrawaldesk.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;

/** The desk's clock in tests. It runs with the system's until a test stops or moves it; whoever does so resets it. */
@TestComponent
@Primary
public class TestClock extends Clock {

    private volatile Clock time = Clock.systemUTC();

    /** It is this moment, until the clock is moved on. */
    public void stopAt(Instant instant) {
        time = Clock.fixed(instant, ZoneOffset.UTC);
    }

    /** Moves on; a running clock keeps running. */
    public void advance(Duration duration) {
        time = Clock.offset(time, duration);
    }

    /** Back to the system's time. */
    public void reset() {
        time = Clock.systemUTC();
    }

    @Override
    public Instant instant() {
        return time.instant();
    }

    @Override
    public ZoneId getZone() {
        return time.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return time.withZone(zone);
    }
}
