package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPinsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000", "1111", "9999", "1234", "0123", "6789", "7890", "8901", "9012", "4321", "9876", "3210", "2109",
                "1098", "0987", "1900", "1984", "1999", "2000", "2026", "2099", "1212", "6969", "1122", "1221", "1004",
                "2580", "0852", "5683", "1313", "0007"
            })
    void refusesWhatIsGuessedFirst(String pin) {
        assertThat(CommonPins.contain(pin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4719", "8068", "1899", "2100", "5793", "1243", "0918"})
    void allowsTheRest(String pin) {
        assertThat(CommonPins.contain(pin)).isFalse();
    }

    /** So many that guessing is hard, so few that nobody is kept searching for an allowed one. */
    @Test
    void refusesAboutOneInTwenty() {
        long refused = IntStream.range(0, 10_000)
                .mapToObj("%04d"::formatted)
                .filter(CommonPins::contain)
                .count();

        assertThat(refused).isBetween(400L, 700L);
    }
}
