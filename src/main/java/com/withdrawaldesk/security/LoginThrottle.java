package com.withdrawaldesk.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.withdrawaldesk.audit.LoginAttempt;
import com.withdrawaldesk.audit.LoginAttempt.Outcome;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Makes whoever sends wrong passwords wait longer and longer, and locks nobody: the waits belong to an account at an address, so
 * that a stranger's guesses do not keep its owner out.
 *
 * <p>Two more counts bound guessing from many addresses at one account, and from one address at many accounts. They concern
 * strangers only: an account at an address where its password was right before has nothing to do with them.
 *
 * <p>Everything is in this node's memory, of bounded size. So a restart forgives, and n nodes allow n times as many guesses.
 */
@Component
class LoginThrottle {

    private static final int MOST_KEPT = 20_000;
    private static final Duration KNOWN_FOR = Duration.ofDays(30);

    private final LoginProperties settings;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final ObjectMapper json;
    private final Cache<Fingerprint, Boolean> known;
    private final Cache<Fingerprint, WrongPasswords> here;
    private final Cache<Fingerprint, WrongPasswords> byAccount;
    private final Cache<Fingerprint, WrongPasswords> byAddress;

    LoginThrottle(LoginProperties settings, Clock clock, ApplicationEventPublisher events, ObjectMapper json) {
        this.settings = settings;
        this.clock = clock;
        this.events = events;
        this.json = json;
        this.known = cache(KNOWN_FOR);
        this.here = cache(settings.forgetAfter());
        this.byAccount = cache(settings.forgetAfter());
        this.byAddress = cache(settings.forgetAfter());
    }

    private <T> Cache<Fingerprint, T> cache(Duration keep) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .expireAfterAccess(keep)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /** How much is kept. */
    long kept() {
        return List.of(known, here, byAccount, byAddress).stream()
                .mapToLong(Cache::estimatedSize)
                .sum();
    }

    /**
     * Says whether the password is right, unless it comes too soon.
     *
     * @param user as it was sent; whether there is such a user makes no difference
     * @param address of the client
     * @param isRight looks at the password; what it throws counts for nothing
     * @throws LoginRefused when it came too soon; the password was not looked at
     */
    boolean check(String user, String address, BooleanSupplier isRight) {
        var source = Fingerprint.ofAddress(address);
        var pair = source.and(user);
        WrongPasswords tried = here.get(
                pair,
                first -> new WrongPasswords(settings.freeAttempts(), settings.longestWait(), settings.forgetAfter()));
        if (!isAtHome(pair, tried)) {
            // One at a time, so that guesses side by side are no way round the wait.
            synchronized (tried) {
                if (!isAtHome(pair, tried)) {
                    return judged(user, pair, counts(user, source, pair, tried), isRight);
                }
            }
        }
        boolean right = isRight.getAsBoolean();
        if (!right) {
            tried.add(clock.instant());
        }
        return told(user, right);
    }

    /** Whether the password was right here before and not often wrong of late. */
    private boolean isAtHome(Fingerprint pair, WrongPasswords tried) {
        return known.getIfPresent(pair) != null && tried.areFew(clock.instant());
    }

    private List<WrongPasswords> counts(String user, Fingerprint source, Fingerprint pair, WrongPasswords tried) {
        return known.getIfPresent(pair) != null
                ? List.of(tried)
                : List.of(
                        tried,
                        byAccount.get(Fingerprint.of(user), first -> ofStrangers(settings.longestWaitOfStrangers())),
                        byAddress.get(source, first -> ofStrangers(settings.longestWait())));
    }

    private WrongPasswords ofStrangers(Duration longestWait) {
        return new WrongPasswords(settings.strangersFreeAttempts(), longestWait, settings.forgetAfter());
    }

    private boolean judged(String user, Fingerprint pair, List<WrongPasswords> counts, BooleanSupplier isRight) {
        Instant now = clock.instant();
        Duration wait = counts.stream()
                .map(count -> count.wait(now))
                .max(Duration::compareTo)
                .orElseThrow();
        if (!wait.isZero()) {
            events.publishEvent(new LoginAttempt(user, Outcome.REFUSED));
            throw refused(wait);
        }
        counts.forEach(count -> count.add(now));
        boolean wrong = false;
        try {
            wrong = !isRight.getAsBoolean();
        } finally {
            if (!wrong) {
                counts.forEach(WrongPasswords::takeBack);
            }
        }
        if (!wrong) {
            known.put(pair, true);
        }
        return told(user, !wrong);
    }

    private boolean told(String user, boolean right) {
        events.publishEvent(new LoginAttempt(user, right ? Outcome.SUCCEEDED : Outcome.WRONG));
        return right;
    }

    private LoginRefused refused(Duration wait) {
        Duration seconds = Duration.ofSeconds(wait.plusMillis(999).toSeconds());
        var refusal = new Refusal(
                        Code.TOO_MANY_REQUESTS,
                        "Too many wrong passwords. Try again in %d s.".formatted(seconds.toSeconds()))
                .retryAfter(seconds);
        try {
            return new LoginRefused(refusal, json.writeValueAsString(Problem.body(refusal)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
