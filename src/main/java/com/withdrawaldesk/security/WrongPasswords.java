package com.withdrawaldesk.security;

import java.time.Duration;
import java.time.Instant;

/** How many passwords were wrong of late, and until when the next one has to wait for that. */
final class WrongPasswords {

    private final int free;
    private final Duration longestWait;
    private final Duration forgetAfter;
    private int count;
    private Instant last = Instant.MIN;
    private Instant lastButOne = Instant.MIN;
    private Instant until = Instant.MIN;

    WrongPasswords(int free, Duration longestWait, Duration forgetAfter) {
        this.free = free;
        this.longestWait = longestWait;
        this.forgetAfter = forgetAfter;
    }

    /** Whether there were so few that passwords may be looked at side by side. */
    synchronized boolean areFew(Instant now) {
        forget(now);
        return count < free;
    }

    /** How long the next one has to wait; zero when it does not. */
    synchronized Duration wait(Instant now) {
        return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
    }

    /** One more, or one that may become one: whoever tries several at once finds the wait already. */
    synchronized void add(Instant now) {
        forget(now);
        count++;
        lastButOne = last;
        last = now;
        if (count > free) {
            // Past 2^20 seconds any wait is the longest.
            Duration grown = Duration.ofSeconds(1L << Math.min(count - free - 1, 20));
            until = now.plus(grown.compareTo(longestWait) < 0 ? grown : longestWait);
        }
    }

    /** One that was added turned out not to be wrong. */
    synchronized void takeBack() {
        count = Math.max(0, count - 1);
        last = lastButOne;
        until = Instant.MIN;
    }

    private void forget(Instant now) {
        if (count > 0 && last.plus(forgetAfter).isBefore(now)) {
            count = 0;
        }
    }
}
