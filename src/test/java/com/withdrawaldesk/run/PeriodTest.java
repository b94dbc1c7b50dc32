package com.withdrawaldesk.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    /** Lagos is an hour ahead of UTC; in New York the clocks go back on 1 November 2026 at 2:00. */
    @ParameterizedTest
    @CsvSource({
        "2027-03-05T04:59:59Z, Africa/Lagos,     06:00, 2027-03-04",
        "2027-03-05T05:00:00Z, Africa/Lagos,     06:00, 2027-03-05",
        "2027-03-05T22:59:59Z, Africa/Lagos,     06:00, 2027-03-05",
        "2027-03-05T23:00:00Z, Africa/Lagos,     06:00, 2027-03-05",
        "2027-03-05T22:59:59Z, Africa/Lagos,     00:00, 2027-03-05",
        "2027-03-05T23:00:00Z, Africa/Lagos,     00:00, 2027-03-06",
        "2026-12-31T23:30:00Z, Africa/Lagos,     00:00, 2027-01-01",
        "2026-11-01T05:30:00Z, America/New_York, 01:30, 2026-11-01",
        "2026-11-01T06:15:00Z, America/New_York, 01:30, 2026-10-31",
        "2026-11-01T06:30:00Z, America/New_York, 01:30, 2026-11-01",
    })
    void beginsAtTheTimeOfDayInTheZoneOfTheBusiness(Instant now, ZoneId zone, LocalTime at, LocalDate day) {
        assertThat(Period.day(now.atZone(zone), new RunProperties(zone, at, 1))).isEqualTo(day);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-02-27, saturday,  27, false",
        "2027-02-28, sunday,    28, true",
        "2028-02-28, monday,    28, false",
        "2028-02-29, tuesday,   29, true",
        "2027-04-30, friday,    30, true",
        "2027-05-30, sunday,    30, false",
        "2027-05-31, monday,    31, true",
        "2027-12-31, friday,    31, true",
        "2028-01-01, saturday,  1,  false",
    })
    void knowsWeekdaysAndMonthEnds(LocalDate day, String weekday, String number, boolean isLast) {
        var period = Period.of(day, day.minusDays(1));

        assertThat(period.weekdays()).containsExactly(weekday);
        assertThat(period.daysOfMonth().contains("last")).isEqualTo(isLast);
        assertThat(period.daysOfMonth()).contains(number).hasSize(isLast ? 2 : 1);
    }

    @Test
    void standsForTheDaysThatWereMissedToo() {
        var monday = LocalDate.parse("2027-03-01");

        var period = Period.of(monday, LocalDate.parse("2027-02-25"));

        assertThat(period.since()).isEqualTo("2027-02-26");
        assertThat(period.weekdays()).containsExactlyInAnyOrder("friday", "saturday", "sunday", "monday");
        assertThat(period.daysOfMonth()).containsExactlyInAnyOrder("26", "27", "28", "last", "1");
    }

    @Test
    void missesNobodyAfterAnyPause() {
        for (LocalDate day = LocalDate.parse("2027-01-01"); day.getYear() < 2029; day = day.plusDays(1)) {
            var period = Period.of(day, LocalDate.parse("2020-01-01"));

            assertThat(period.weekdays()).hasSize(7);
            assertThat(period.daysOfMonth()).contains("last");
            for (int number = 1; number <= 28; number++) {
                assertThat(period.daysOfMonth()).contains(String.valueOf(number));
            }
        }
    }

    @Test
    void isOneDayForTheFirstRunOfAll() {
        var day = LocalDate.parse("2027-03-05");

        assertThat(Period.of(day, null)).isEqualTo(new Period(day, day));
    }
}
