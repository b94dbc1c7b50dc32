package com.withdrawaldesk.base.web;

import com.withdrawaldesk.base.money.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The filters that lists of money have in common. Only those that were given become part of the statement. */
public final class Filters {

    private static final String TIME = "a date or an ISO 8601 time";
    private static final String AMOUNT = "an amount such as 50000.00";

    private final ListQuery query;
    private final Amounts amounts;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    public Filters(ListQuery query, Amounts amounts) {
        this.query = query;
        this.amounts = amounts;
    }

    public Filters equal(String column, String filter) {
        return add(column + " = :" + filter, filter, query.filter(filter));
    }

    public Filters equal(String column, String filter, Set<String> known) {
        return add(column + " = :" + filter, filter, query.filter(filter, known));
    }

    /**
     * {@code from} and {@code to}. A date means its first moment, as an end its last, in the time zone that the filter
     * {@code zone} names, or else in UTC.
     */
    public Filters between(String column) {
        ZoneId zone = zone();
        add(column + " >= :from", "from", query.filter("from", text -> time(text, 0, zone), TIME));
        return add(column + " < :to", "to", query.filter("to", text -> time(text, 1, zone), TIME));
    }

    /**
     * As {@link #between}, in a table whose keys grow with the time of its rows, nearly: rows that are written at once may swap,
     * and clocks are set. So the times are turned into keys with an hour to spare on both sides, and lists in the order of the
     * key, whatever else they are filtered by, read no row outside of it.
     */
    public Filters during(String table, String key, String column) {
        between(column);
        if (values.containsKey("from")) {
            conditions.add("""
                    %1$s >= coalesce((SELECT %1$s FROM %2$s WHERE %3$s >= CAST(:from AS timestamptz) - interval '1 hour'
                                      ORDER BY %3$s, %1$s LIMIT 1), 9223372036854775807)""".formatted(key, table, column));
        }
        if (values.containsKey("to")) {
            conditions.add("""
                    %1$s <= coalesce((SELECT %1$s FROM %2$s WHERE %3$s < CAST(:to AS timestamptz) + interval '1 hour'
                                      ORDER BY %3$s DESC, %1$s DESC LIMIT 1), 0)""".formatted(key, table, column));
        }
        return this;
    }

    /** {@code hour}, from 0 to 23: the hour of the day in the same time zone. */
    public Filters hour(String column) {
        Integer hour = query.filter("hour", Filters::hourOfDay, "an hour from 0 to 23");
        if (hour != null) {
            values.put("zone", zone().getId());
        }
        return add("extract(hour FROM " + column + " AT TIME ZONE :zone) = :hour", "hour", hour);
    }

    private ZoneId zone() {
        ZoneId zone = query.filter("zone", Period::zone, Period.A_ZONE);
        return zone == null ? ZoneOffset.UTC : zone;
    }

    private static int hourOfDay(String text) {
        if (!text.matches("[01]?\\d|2[0-3]")) {
            throw new IllegalArgumentException(text);
        }
        return Integer.parseInt(text);
    }

    /** {@code min_amount} and {@code max_amount}, both included. */
    public Filters amount(String column) {
        add(column + " >= :min_amount", "min_amount", query.filter("min_amount", this::minor, AMOUNT));
        return add(column + " <= :max_amount", "max_amount", query.filter("max_amount", this::minor, AMOUNT));
    }

    /** One more condition, which names its value so; none when that is null. */
    public Filters add(String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
        return this;
    }

    /**
     * The statement of one page.
     *
     * @param from the query up to its WHERE
     * @param key column by which the list is ordered, descending
     */
    public JdbcClient.StatementSpec select(JdbcClient jdbc, String from, String key) {
        query.check();
        return select(jdbc, from, key, query.before(), query.fetch());
    }

    /** As {@link #select(JdbcClient, String, String)}, of any length, for what is not cut to pages. */
    public JdbcClient.StatementSpec select(JdbcClient jdbc, String from, String key, long before, int limit) {
        var sql = new StringBuilder(from).append(" WHERE ").append(key).append(" < :before");
        conditions.forEach(condition -> sql.append(" AND ").append(condition));
        sql.append(" ORDER BY ").append(key).append(" DESC LIMIT :limit");
        return jdbc.sql(sql.toString()).params(values).param("before", before).param("limit", limit);
    }

    /** What is filtered by, as it was understood. */
    public Map<String, String> given() {
        var given = new TreeMap<String, String>();
        values.forEach((name, value) -> given.put(
                name, value instanceof Timestamp time ? time.toInstant().toString() : value.toString()));
        return given;
    }

    private Long minor(String text) {
        Money amount = amounts.parse(text);
        if (amount.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return Amounts.minor(amount);
    }

    /** Years have four digits, as the database does not know all that Java does. */
    private static Timestamp time(String text, int daysLater, ZoneId zone) {
        if (!text.matches("\\d{4}-.*")) {
            throw new IllegalArgumentException(text);
        }
        return Timestamp.from(
                text.length() == 10
                        ? LocalDate.parse(text)
                                .plusDays(daysLater)
                                .atStartOfDay(zone)
                                .toInstant()
                        : Instant.parse(text));
    }

    /** Null where the column is. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
