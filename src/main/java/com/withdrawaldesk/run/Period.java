package com.withdrawaldesk.run;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The business days that one run stands for. That is one day; after days on which the desk was down it is these, too, so
 * that whoever was due then is not passed over.
 *
 * @param since the first of them
 * @param day the last of them, by which the run is known
 */
record Period(LocalDate since, LocalDate day) {

    /** After a longer pause, older days would add nothing: each weekday and day of the month is among so many days. */
    private static final int LONGEST = 31;

    /**
     * The day's period when this was the one before.
     *
     * @param last the last day there was a run for; null when there was none
     */
    static Period of(LocalDate day, LocalDate last) {
        LocalDate earliest = day.minusDays(LONGEST - 1L);
        LocalDate since = last == null ? day : last.plusDays(1);
        return new Period(since.isBefore(earliest) ? earliest : since, day);
    }

    /** The business day whose run may start at this moment: until its time of day has come, it is the day before. */
    static LocalDate day(ZonedDateTime now, RunProperties properties) {
        LocalDate today = now.toLocalDate();
        return now.toLocalTime().isBefore(properties.at()) ? today.minusDays(1) : today;
    }

    /** The weekdays among its days, as {@code monday}. */
    Set<String> weekdays() {
        return days().map(date -> date.getDayOfWeek()
                        .getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                        .toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** The days of the month among its days, as numbers and {@code last}. */
    Set<String> daysOfMonth() {
        return days().flatMap(date -> date.equals(date.with(TemporalAdjusters.lastDayOfMonth()))
                        ? Stream.of(String.valueOf(date.getDayOfMonth()), "last")
                        : Stream.of(String.valueOf(date.getDayOfMonth())))
                .collect(Collectors.toSet());
    }

    private Stream<LocalDate> days() {
        return since.datesUntil(day.plusDays(1));
    }
}
