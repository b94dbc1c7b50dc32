package com.withdrawaldesk.base.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ThrottleTest {

    private static final String HERE = "198.51.100.7";
    private static final List<Limit> REQUEST = List.of(Limit.PIN, Limit.REQUESTS);

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ApplicationContextRunner desk = new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties(LimitProperties.class)
    static class Settings {}

    @Test
    void refusesOneUserWhatIsTooOftenAndNobodyElse() {
        Throttle throttle = with("pin=3/1m");
        for (int i = 0; i < 3; i++) {
            assertThat(throttle.spend(List.of(Limit.PIN), "anna", HERE).get(0).left())
                    .isEqualTo(2 - i);
        }

        Refusal refusal = refused(throttle, List.of(Limit.PIN), "anna", HERE);

        assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(20));
        assertThat(refusal.facts()).containsExactly(Map.entry("limit", "pin"));
        assertThat(Problem.headers(refusal))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "RateLimit-Policy", "\"pin\";q=3;w=60", "RateLimit", "\"pin\";r=0;t=20", "Retry-After", "20"));
        assertThat(meters.counter("desk.limits.refused", "limit", "pin").count())
                .isEqualTo(1);
        throttle.spend(List.of(Limit.PIN), "ben", HERE);
        throttle.spend(List.of(Limit.SETTINGS), "anna", HERE);
    }

    @Test
    void givesCallsBackAsTimePasses() {
        Throttle throttle = with("pin=3/1m");
        for (int i = 0; i < 3; i++) {
            throttle.spend(List.of(Limit.PIN), "anna", HERE);
        }

        pass(Duration.ofSeconds(19));
        refused(throttle, List.of(Limit.PIN), "anna", HERE);
        pass(Duration.ofSeconds(1));
        throttle.spend(List.of(Limit.PIN), "anna", HERE);
        refused(throttle, List.of(Limit.PIN), "anna", HERE);
        pass(Duration.ofHours(5));
        for (int i = 0; i < 3; i++) {
            throttle.spend(List.of(Limit.PIN), "anna", HERE);
        }
        refused(throttle, List.of(Limit.PIN), "anna", HERE);
    }

    @Test
    void limitsAnAddressWhoeverAsksFromThere() {
        Throttle throttle = with("pin=2/1m", "address-factor=3");
        for (int i = 0; i < 6; i++) {
            throttle.spend(List.of(Limit.PIN), "user" + i, HERE);
        }

        Refusal refusal = refused(throttle, List.of(Limit.PIN), "somebody", HERE);

        assertThat(refusal.facts()).containsEntry("limit", "pin-by-address");
        assertThat(Problem.headers(refusal)).containsEntry("RateLimit-Policy", "\"pin-by-address\";q=6;w=60");
        throttle.spend(List.of(Limit.PIN), "somebody", "198.51.100.8");
    }

    @Test
    void takesNothingFromTheOthersAtAnAddressForWhatIsRefusedOfOne() {
        Throttle throttle = with("pin=2/1m", "address-factor=2");
        throttle.spend(List.of(Limit.PIN), "flood", HERE);
        throttle.spend(List.of(Limit.PIN), "flood", HERE);
        for (int i = 0; i < 50; i++) {
            refused(throttle, List.of(Limit.PIN), "flood", HERE);
        }

        throttle.spend(List.of(Limit.PIN), "anna", HERE);
        throttle.spend(List.of(Limit.PIN), "ben", HERE);
    }

    @Test
    void countsNothingWhenOneOfSeveralLimitsIsReached() {
        Throttle throttle = with("pin=2/1m", "requests=1/10m");
        throttle.spend(REQUEST, "anna", HERE);
        for (int i = 0; i < 5; i++) {
            assertThat(refused(throttle, REQUEST, "anna", HERE).facts()).containsEntry("limit", "requests");
        }

        throttle.spend(List.of(Limit.PIN), "anna", HERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "off", "false"})
    void canBeSwitchedOff(String off) {
        Throttle throttle = with("pin=" + off, "requests=1/1m", "address-factor=0");

        for (int i = 0; i < 10_000; i++) {
            assertThat(throttle.spend(List.of(Limit.PIN), "anna", HERE)).isEmpty();
            throttle.spend(List.of(Limit.REQUESTS), "user" + i, HERE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pin=30",
                "pin=0/1m",
                "pin=3/0s",
                "pin=-1/1m",
                "pin=3 per minute",
                "pin=3/1y",
                "address-factor=-1"
            })
    void refusesToStartWithALimitThatIsNone(String setting) {
        desk.withPropertyValues("desk.limits." + setting)
                .run(context -> assertThat(context).hasFailed());
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.valueOf("many"));
    }

    @Test
    void keepsABoundedNumberOfCountsHoweverManyStrangersCome() {
        Throttle throttle = with("webhooks=1/1h", "pin=5/1h");
        throttle.spend(List.of(Limit.PIN), "anna", HERE);
        for (int i = 0; i < 200_000; i++) {
            throttle.spend(List.of(Limit.WEBHOOKS), null, "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
        }

        assertThat(throttle.kept()).isLessThanOrEqualTo(Throttle.KEPT + 2);
        assertThat(throttle.spend(List.of(Limit.PIN), "anna", HERE).get(0).left())
                .as("strangers' addresses push out no user's count")
                .isEqualTo(3);
        pass(Duration.ofHours(2));
        assertThat(throttle.kept()).isZero();
    }

    @Test
    void countsANetworkOfIpVersion6AsOne() {
        Throttle throttle = with("webhooks=2/1h");
        throttle.spend(List.of(Limit.WEBHOOKS), null, "2001:db8:1:2::1");
        throttle.spend(List.of(Limit.WEBHOOKS), null, "2001:db8:1:2:ffff:ffff:ffff:ffff");

        refused(throttle, List.of(Limit.WEBHOOKS), null, "2001:db8:1:2:0:0:7:8");

        throttle.spend(List.of(Limit.WEBHOOKS), null, "2001:db8:1:3::1");
        throttle.spend(List.of(Limit.WEBHOOKS), null, "::ffff:198.51.100.9");
        throttle.spend(List.of(Limit.WEBHOOKS), null, "no:address");
        throttle.spend(List.of(Limit.WEBHOOKS), null, "x".repeat(100_000));
    }

    /** Two hundred requests of one vendor in a few minutes: here all at the same moment. */
    @Test
    void letsTwoHundredRequestsOfOneVendorThroughInTheDemo() {
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues("spring.profiles.active=demo")
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .run(context -> {
                    Throttle throttle = throttle(context.getBean(LimitProperties.class));
                    assertThatCode(() -> {
                                for (int i = 0; i < 200; i++) {
                                    throttle.spend(REQUEST, "techstore", "127.0.0.1");
                                    throttle.spend(List.of(Limit.REQUESTS), "techstore", "127.0.0.1");
                                    throttle.spend(List.of(Limit.ACTIONS), "admin1", "127.0.0.1");
                                    throttle.spend(List.of(Limit.SEARCHES), "admin1", "127.0.0.1");
                                }
                            })
                            .doesNotThrowAnyException();
                });
    }

    @Test
    void endsTheFloodOfRequestsAndCancellationsWithTheUsualSettings() {
        Throttle throttle = with();
        int cycles = 0;
        while (cycles < 1000) {
            try {
                throttle.spend(REQUEST, "techstore", HERE);
                throttle.spend(List.of(Limit.REQUESTS), "techstore", HERE);
                cycles++;
            } catch (Refusal refusal) {
                break;
            }
        }
        assertThat(cycles).isEqualTo(30);
    }

    private Throttle with(String... settings) {
        var made = new Throttle[1];
        desk.withPropertyValues(Arrays.stream(settings)
                        .map(setting -> "desk.limits." + setting)
                        .toArray(String[]::new))
                .run(context -> made[0] = throttle(context.getBean(LimitProperties.class)));
        return made[0];
    }

    private Throttle throttle(LimitProperties properties) {
        return new Throttle(properties, meters, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Refusal refused(Throttle throttle, List<Limit> limits, String user, String address) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> throttle.spend(limits, user, address));
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }
}
