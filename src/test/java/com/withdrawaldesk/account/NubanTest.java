package com.withdrawaldesk.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NubanTest {

    /** The first two are the CBN's own examples; the third has a code of 5 digits, worked out by hand. */
    @ParameterizedTest
    @CsvSource({"011, 0000014579", "011, 0000000220", "50547, 0123456788", "058, 0123456785"})
    void fitsOnlyTheRightDigit(String bank, String number) {
        int right = number.charAt(9) - '0';

        for (int digit = 0; digit < 10; digit++) {
            assertThat(Nuban.fits(bank, number.substring(0, 9) + digit))
                    .as("digit %d", digit)
                    .isEqualTo(digit == right);
        }
    }

    @Test
    void findsEveryWrongDigit() {
        String number = "0000014579";
        for (int at = 0; at < 10; at++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                String other = number.substring(0, at) + digit + number.substring(at + 1);
                assertThat(Nuban.fits("011", other)).as(other).isEqualTo(other.equals(number));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {"NULL", "999992", "090267", "5O5", "0-1"},
            nullValues = "NULL")
    void saysNothingOfCodesThatAreNotTheCentralBanks(String bank) {
        assertThat(Nuban.fits(bank, "0000014571")).isTrue();
    }
}
