package com.withdrawaldesk.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceTest {

    @ParameterizedTest
    @CsvSource({
        "9500, 10000, 95",
        "9499, 10000, 94",
        "0, 0, 0",
        "95000000000000000, 99999999999999999, 95",
        "9223372036854775807, 9223372036854775807, 100"
    })
    void tellsTheShareOfAnyAmount(long part, long whole, long percent) {
        assertThat(Evidence.percent(part, whole)).isEqualTo(percent);
    }
}
