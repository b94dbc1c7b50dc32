package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.web.Period;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happened in a period. Each withdrawal counts on the day it was requested, whenever it was decided or ended; a
 * notification counts on the day it was written.
 */
@Component
class Figures {

    private static final int REASONS = 15;

    private final JdbcClient jdbc;
    private final Amounts amounts;

    Figures(JdbcClient jdbc, Amounts amounts) {
        this.jdbc = jdbc;
        this.amounts = amounts;
    }

    /** @param currency of all amounts */
    record Answer(
            LocalDate from,
            LocalDate to,
            String zone,
            String currency,
            Day total,
            List<Day> days,
            List<Failure> failures,
            List<Hour> hours,
            Deliveries deliveries,
            List<Deliveries> deliveriesPerDay) {}

    /**
     * The requests of one day, or of all.
     *
     * @param undecided those that wait, and those that ended without a decision
     * @param decision how long they waited for it; null when none was decided, as is completion when none was completed
     */
    record Day(
            LocalDate day,
            long requests,
            String amount,
            long high,
            String highAmount,
            long normal,
            String normalAmount,
            long approved,
            long rejected,
            long undecided,
            Wait decision,
            Wait completion) {}

    /** Half of them took no longer than the median, and 95 in 100 no longer than the second number. */
    record Wait(long medianSeconds, long p95Seconds) {}

    /** @param reason in words; null for all less frequent ones together, as is the code */
    record Failure(String code, String reason, long count, String amount) {}

    record Hour(int hour, long requests, String amount) {}

    /** E-mails of one day, or of all. */
    record Deliveries(LocalDate day, long delivered, long pending, long givenUp) {}

    Answer of(Period period) {
        Map<LocalDate, Day> days = days(period);
        Map<LocalDate, Deliveries> mails = deliveries(period);
        return new Answer(
                period.from(),
                period.to(),
                period.zone().getId(),
                amounts.currency(),
                days.get(null),
                period.days().stream()
                        .map(day -> days.getOrDefault(day, nothing(day)))
                        .toList(),
                failures(period),
                hours(period),
                mails.get(null),
                period.days().stream()
                        .map(day -> mails.getOrDefault(day, new Deliveries(day, 0, 0, 0)))
                        .toList());
    }

    /** By day, and all together under null. */
    private Map<LocalDate, Day> days(Period period) {
        return byDay(
                Day::day,
                jdbc.sql("""
                        SELECT day, count(*) AS requests, coalesce(sum(amount_minor), 0)::bigint AS amount_minor,
                               count(*) FILTER (WHERE priority = 'high') AS high,
                               coalesce(sum(amount_minor) FILTER (WHERE priority = 'high'), 0)::bigint AS high_minor,
                               count(*) FILTER (WHERE decision = 'approve') AS approved,
                               count(*) FILTER (WHERE decision = 'reject') AS rejected,
                               percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
                                   ORDER BY extract(epoch FROM decided_at - created_at)::float8) AS decision,
                               percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
                                   ORDER BY extract(epoch FROM ended_at - created_at)::float8)
                                   FILTER (WHERE stage = 'completed') AS completion
                        FROM (SELECT *, (created_at AT TIME ZONE :zone)::date AS day FROM withdrawal
                              WHERE created_at >= :from AND created_at < :to) AS requested
                        GROUP BY GROUPING SETS ((day), ())
                        """)
                        .params(period.params())
                        .query((row, n) -> day(row))
                        .list());
    }

    private static <T> Map<LocalDate, T> byDay(Function<T, LocalDate> day, List<T> rows) {
        var map = new HashMap<LocalDate, T>();
        rows.forEach(row -> map.put(day.apply(row), row));
        return map;
    }

    private Day day(ResultSet row) throws SQLException {
        long requests = row.getLong("requests");
        long minor = row.getLong("amount_minor");
        long high = row.getLong("high");
        long highMinor = row.getLong("high_minor");
        long approved = row.getLong("approved");
        long rejected = row.getLong("rejected");
        return new Day(
                row.getObject("day", LocalDate.class),
                requests,
                amounts.plain(minor),
                high,
                amounts.plain(highMinor),
                requests - high,
                amounts.plain(minor - highMinor),
                approved,
                rejected,
                requests - approved - rejected,
                wait(row.getArray("decision")),
                wait(row.getArray("completion")));
    }

    private Day nothing(LocalDate day) {
        String zero = amounts.plain(0);
        return new Day(day, 0, zero, 0, zero, 0, zero, 0, 0, 0, null, null);
    }

    private static Wait wait(Array percentiles) throws SQLException {
        if (percentiles == null) {
            return null;
        }
        Double[] seconds = (Double[]) percentiles.getArray();
        return seconds[0] == null ? null : new Wait(Math.round(seconds[0]), Math.round(seconds[1]));
    }

    private List<Failure> failures(Period period) {
        return jdbc.sql("""
                        WITH reason AS (
                            SELECT failure_code, failure_reason, count(*) AS failed, sum(amount_minor) AS minor,
                                   row_number() OVER (ORDER BY count(*) DESC, failure_code, failure_reason) AS rank
                            FROM withdrawal
                            WHERE created_at >= :from AND created_at < :to AND failure_code IS NOT NULL
                            GROUP BY failure_code, failure_reason)
                        SELECT code, reason, sum(failed)::bigint AS failed, sum(minor)::bigint AS minor
                        FROM (SELECT failed, minor, least(rank, :reasons + 1) AS place,
                                     CASE WHEN rank <= :reasons THEN failure_code END AS code,
                                     CASE WHEN rank <= :reasons THEN failure_reason END AS reason
                              FROM reason) AS ranked
                        GROUP BY place, code, reason ORDER BY place
                        """)
                .params(period.params())
                .param("reasons", REASONS)
                .query((row, n) -> new Failure(
                        row.getString("code"),
                        row.getString("reason"),
                        row.getLong("failed"),
                        amounts.plain(row.getLong("minor"))))
                .list();
    }

    /** All hours of the day, those without a request, too. */
    private List<Hour> hours(Period period) {
        return jdbc.sql("""
                        SELECT hour, count(w.hour_of_day) AS requests, coalesce(sum(w.amount_minor), 0)::bigint AS minor
                        FROM generate_series(0, 23) AS hour LEFT JOIN (
                            SELECT extract(hour FROM created_at AT TIME ZONE :zone)::int AS hour_of_day, amount_minor
                            FROM withdrawal WHERE created_at >= :from AND created_at < :to) AS w ON w.hour_of_day = hour
                        GROUP BY hour ORDER BY hour
                        """)
                .params(period.params())
                .query((row, n) ->
                        new Hour(row.getInt("hour"), row.getLong("requests"), amounts.plain(row.getLong("minor"))))
                .list();
    }

    /** By day, and all together under null. */
    private Map<LocalDate, Deliveries> deliveries(Period period) {
        return byDay(
                Deliveries::day,
                jdbc.sql("""
                        WITH written AS MATERIALIZED (
                            SELECT id, (created_at AT TIME ZONE :zone)::date AS day
                            FROM notification WHERE created_at >= :from AND created_at < :to)
                        SELECT day, count(*) FILTER (WHERE state = 'delivered') AS delivered,
                               count(*) FILTER (WHERE state = 'pending') AS pending,
                               count(*) FILTER (WHERE state = 'given_up') AS given_up
                        FROM written JOIN notification_delivery d ON d.notification_id = written.id
                            -- Says nothing new, but lets the index be read from one to the other.
                            AND d.notification_id BETWEEN (SELECT min(id) FROM written) AND (SELECT max(id) FROM written)
                        GROUP BY GROUPING SETS ((day), ())
                        """)
                        .params(period.params())
                        .query((row, n) -> new Deliveries(
                                row.getObject("day", LocalDate.class),
                                row.getLong("delivered"),
                                row.getLong("pending"),
                                row.getLong("given_up")))
                        .list());
    }
}
