package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.audit.LoginAttempt;
import com.withdrawaldesk.audit.LoginAttempt.Outcome;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private static final String HOME = "192.0.2.1";
    private static final String ELSEWHERE = "203.0.113.9";

    private final TestClock clock = new TestClock();
    private final List<LoginAttempt> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger lookedAt = new AtomicInteger();
    private final LoginThrottle throttle = new LoginThrottle(
            new LoginProperties(5, 50, Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ofHours(1), false),
            clock,
            event -> told.add((LoginAttempt) event),
            new ObjectMapper());

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.parse("2026-11-30T10:00:00Z"));
    }

    @Test
    void makesOneWaitLongerWithEachWrongPasswordAndNeverForGood() {
        assertThat(waitsAfterGuesses(20, "ada", ELSEWHERE))
                .containsExactly(0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900);

        assertThat(knows("ada", ELSEWHERE))
                .as("the right password after the wait")
                .isTrue();
    }

    @Test
    void doesNotLookAtWhatComesTooSoon() {
        guess(6, "ada", ELSEWHERE);
        lookedAt.set(0);

        for (int n = 0; n < 100; n++) {
            assertThatThrownBy(() -> knows("ada", ELSEWHERE))
                    .isInstanceOf(LoginRefused.class)
                    .hasMessage("Too many wrong passwords. Try again in 1 s.");
        }

        assertThat(lookedAt).hasValue(0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(knows("ada", ELSEWHERE)).isTrue();
    }

    @Test
    void keepsNobodyOutFromAnotherAddress() {
        guess(100, "ada", ELSEWHERE);

        assertThat(knows("ada", HOME)).isTrue();
    }

    @Test
    void isNotForgivenByTheRightPassword() {
        guess(5, "ada", HOME);
        assertThat(knows("ada", HOME)).isTrue();

        assertThat(waitsAfterGuesses(2, "ada", HOME)).containsExactly(1, 2);
    }

    @Test
    void forgetsAfterAnHourWithoutAWrongOne() {
        guess(5, "ada", HOME);
        for (int n = 0; n < 7; n++) {
            clock.advance(Duration.ofMinutes(10));
            assertThat(knows("ada", HOME)).isTrue();
        }

        assertThat(waitsAfterGuesses(6, "ada", HOME)).containsExactly(0, 0, 0, 0, 0, 1);
    }

    @Test
    void boundsGuessingFromManyAddressesAtOneAccountWithoutItsOwnersOwn() {
        knows("ada", HOME);
        lookedAt.set(0);

        for (int n = 0; n < 10_000; n++) {
            guess(1, "ada", "198.51.100." + n);
        }

        assertThat(lookedAt).hasValue(51);
        assertThat(knows("ada", HOME)).isTrue();
        clock.advance(Duration.ofHours(1));
        lookedAt.set(0);
        for (int minute = 0; minute < 60; minute++) {
            for (int n = 0; n < 20; n++) {
                guess(1, "ada", "198.18." + minute + "." + n);
            }
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(lookedAt.get()).as("guesses in an hour of attack").isLessThanOrEqualTo(130);
    }

    @Test
    void boundsGuessingFromOneAddressAtManyAccountsWithoutThoseThatAreAtHomeThere() {
        knows("ada", HOME);
        lookedAt.set(0);

        for (int n = 0; n < 1000; n++) {
            guess(1, "user" + n, HOME);
        }

        assertThat(lookedAt).hasValue(51);
        assertThat(knows("ada", HOME)).isTrue();
        assertThat(knows("user7", ELSEWHERE)).isTrue();
    }

    @Test
    void countsTheNetworkOfAnIpV6AddressAsOne() {
        for (int n = 0; n < 100; n++) {
            guess(1, "ada", "2001:db8:1:2::" + Integer.toHexString(n));
        }

        assertThat(lookedAt).hasValue(6);
        assertThat(knows("ada", "2001:db8:1:3::1")).isTrue();
    }

    @Test
    void isNoWiderForGuessesSideBySide() {
        Together.run(IntStream.range(0, 50)
                .<Runnable>mapToObj(n -> () -> guess(1, "ada", ELSEWHERE))
                .toArray(Runnable[]::new));

        assertThat(lookedAt).hasValue(6);
    }

    @Test
    void letsEverybodyInSideBySideWhoIsRight() {
        assertThat(Together.run(IntStream.range(0, 100)
                        .<Runnable>mapToObj(
                                n -> () -> assertThat(knows("ada", HOME)).isTrue())
                        .toArray(Runnable[]::new)))
                .containsOnlyNulls();
    }

    @Test
    void doesNotCountWhatCouldNotBeLookedAt() {
        for (int n = 0; n < 100; n++) {
            assertThatThrownBy(() -> throttle.check("ada", HOME, () -> {
                        throw new IllegalStateException("no database");
                    }))
                    .hasMessage("no database");
        }

        assertThat(knows("ada", HOME)).isTrue();
    }

    @Test
    void holdsSoManyAtMost() {
        for (int n = 0; n < 100_000; n++) {
            guess(1, "user" + n, "10." + n);
        }

        assertThat(throttle.kept()).isLessThanOrEqualTo(80_000);
    }

    @Test
    void tellsOfEachAttemptInShort() {
        guess(7, "ada\n" + "a".repeat(1000), ELSEWHERE);
        knows("bola", ELSEWHERE);

        assertThat(told).extracting(LoginAttempt::outcome).endsWith(Outcome.WRONG, Outcome.REFUSED, Outcome.SUCCEEDED);
        assertThat(told.get(0).user()).isEqualTo("ada " + "a".repeat(60));
    }

    /** The waits in seconds after so many wrong passwords, each as soon as it is looked at. */
    private List<Integer> waitsAfterGuesses(int times, String user, String address) {
        return IntStream.range(0, times)
                .map(n -> {
                    guess(1, user, address);
                    var refused =
                            catchThrowableOfType(LoginRefused.class, () -> throttle.check(user, address, () -> true));
                    int wait = refused == null
                            ? 0
                            : (int) refused.refusal().retryAfter().toSeconds();
                    clock.advance(Duration.ofSeconds(wait));
                    return wait;
                })
                .boxed()
                .toList();
    }

    private void guess(int times, String user, String address) {
        for (int n = 0; n < times; n++) {
            try {
                assertThat(throttle.check(user, address, () -> lookedAt.incrementAndGet() < 0))
                        .isFalse();
            } catch (LoginRefused tooSoon) {
                assertThat(tooSoon.getResponse().getHeaderString("Retry-After")).isNotEqualTo("0");
            }
        }
    }

    private boolean knows(String user, String address) {
        return throttle.check(user, address, () -> lookedAt.incrementAndGet() > 0);
    }
}
