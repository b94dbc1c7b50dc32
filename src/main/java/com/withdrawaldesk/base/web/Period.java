package com.withdrawaldesk.base.web;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Some whole days in a time zone, both ends included: the last seven when nothing else is said, a year and a day at most. */
public record Period(LocalDate from, LocalDate to, ZoneId zone) {

    public static final String A_ZONE = "an IANA time zone such as Africa/Lagos";

    private static final String A_DAY = "a date such as 2026-11-21";
    private static final int MOST_DAYS = 366;

    /** Reads {@code from}, {@code to} and {@code zone}, and refuses the query when it has faults. */
    public static Period of(ListQuery query, Clock clock) {
        ZoneId named = query.filter("zone", Period::zone, A_ZONE);
        LocalDate first = query.filter("from", Period::day, A_DAY);
        LocalDate last = query.filter("to", Period::day, A_DAY);
        query.check();
        ZoneId zone = named == null ? ZoneOffset.UTC : named;
        LocalDate to = last != null ? last : LocalDate.ofInstant(clock.instant(), zone);
        LocalDate from = first != null ? first : to.minusDays(6);
        if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw new InvalidInput(List.of(new Problem.Fault(
                    "from",
                    "invalid_filter",
                    "Expected a date from one day to " + MOST_DAYS + " days before the end.")));
        }
        return new Period(from, to, zone);
    }

    /**
     * A zone that Java and the database understand alike. Offsets such as UTC+1 are none: to the database, that one is west of
     * Greenwich.
     */
    public static ZoneId zone(String text) {
        if (text.startsWith("SystemV/") || !ZoneId.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return ZoneId.of(text);
    }

    private static LocalDate day(String text) {
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw new IllegalArgumentException(text);
        }
        return LocalDate.parse(text);
    }

    /** For statements: the first moment, the one after the last, and the zone. */
    public Map<String, Object> params() {
        return Map.of(
                "from", Timestamp.from(from.atStartOfDay(zone).toInstant()),
                "to", Timestamp.from(to.plusDays(1).atStartOfDay(zone).toInstant()),
                "zone", zone.getId());
    }

    public List<LocalDate> days() {
        return from.datesUntil(to.plusDays(1)).toList();
    }
}
