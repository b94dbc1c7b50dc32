package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HoldTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final PayoutProperties RULES = new PayoutProperties(
            List.of("first"),
            null,
            null,
            List.of(Duration.ofMinutes(1)),
            Duration.ofHours(72),
            Duration.ofHours(24),
            0,
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            BigDecimal.valueOf(1_000_000),
            Duration.ofMinutes(30),
            5,
            Duration.ofMinutes(5),
            CurrencyUnit.of("NGN"),
            Duration.ofMinutes(5),
            Duration.ofSeconds(3));

    @ParameterizedTest
    @CsvSource({"99999999,15", "100000000,15", "100000001,60"})
    void holdsLongerWhatIsAboveTheThreshold(long amountMinor, long minutes) {
        var attempt = new PayoutAttempt(new UUID(0, 1), 1, "first", amountMinor, NOW);
        attempt.begin(NOW);

        attempt.sent(Outcome.of(Result.FAILED, "failed"), NOW, RULES);

        assertThat(attempt.heldUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(minutes)));
    }

    /** Whatever it answers or does not: people are asked when trying is over, and not the provider each second for ever. */
    @ParameterizedTest
    @EnumSource
    void whatWasHintedAtIsNotAskedAboutForEver(Result said) {
        var attempt = new PayoutAttempt(new UUID(0, 1), 1, "first", 100, NOW);
        attempt.begin(NOW);
        attempt.sent(Outcome.of(Result.ACCEPTED, "pending"), NOW, RULES);
        attempt.hint();
        Instant later = NOW.plus(RULES.checkFor());

        attempt.checked(Outcome.of(said, "said"), later, RULES);
        attempt.tookHints(attempt.hints(), Outcome.of(said, "said"));

        Instant last = later.plus(RULES.failedHold());
        assertThat(attempt.nextTry(last, RULES, 1, attempt.hinted())).isEmpty();
    }
}
