package com.withdrawaldesk.report;

import com.withdrawaldesk.api.ListQuery;
import com.withdrawaldesk.money.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The filters that lists of money have in common. Only those that were given become part of the statement. */
final class Filters {

    private static final String TIME = "a date or an ISO 8601 time";
    private static final String AMOUNT = "an amount such as 50000.00";

    private final ListQuery query;
    private final Amounts amounts;
    private final Map<String, Object> conditions = new LinkedHashMap<>();

    Filters(ListQuery query, Amounts amounts) {
        this.query = query;
        this.amounts = amounts;
    }

    Filters equal(String column, String filter) {
        return add(column + " = :" + filter, query.filter(filter));
    }

    Filters equal(String column, String filter, Set<String> known) {
        return add(column + " = :" + filter, query.filter(filter, known));
    }

    /** {@code from} and {@code to}. A date means its first moment in UTC, as an end its last. */
    Filters between(String column) {
        add(column + " >= :from", query.filter("from", text -> time(text, 0), TIME));
        return add(column + " < :to", query.filter("to", text -> time(text, 1), TIME));
    }

    /** {@code min_amount} and {@code max_amount}, both included. */
    Filters amount(String column) {
        add(column + " >= :min_amount", query.filter("min_amount", this::minor, AMOUNT));
        return add(column + " <= :max_amount", query.filter("max_amount", this::minor, AMOUNT));
    }

    /**
     * {@code search}: how any word of a reference or of a requester's id or name begins, or the last four digits of an
     * account. Upper and lower case are the same. Both sides of the OR are expressions of an index, word for word.
     */
    Filters search() {
        return add("""
                (' ' || lower(reference || ' ' || requester_id || ' ' || requester_name) LIKE '% ' || :search || '%'
                    OR right(account_number, 4) = :search)""", query.filter("search", Filters::pattern, "at most 100 characters"));
    }

    /** The text with nothing in it that has a meaning to LIKE. */
    private static String pattern(String text) {
        if (text.length() > 100) {
            throw new IllegalArgumentException("too long");
        }
        return text.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", "\\\\$0");
    }

    private Filters add(String condition, Object value) {
        if (value != null) {
            conditions.put(condition, value);
        }
        return this;
    }

    /**
     * The statement of one page.
     *
     * @param from the query up to its WHERE
     * @param key column by which the list is ordered, descending
     */
    JdbcClient.StatementSpec select(JdbcClient jdbc, String from, String key) {
        query.check();
        var sql = new StringBuilder(from).append(" WHERE ").append(key).append(" < :before");
        conditions.keySet().forEach(condition -> sql.append(" AND ").append(condition));
        sql.append(" ORDER BY ").append(key).append(" DESC LIMIT :limit");
        var statement = jdbc.sql(sql.toString()).param("before", query.before()).param("limit", query.fetch());
        for (var condition : conditions.entrySet()) {
            String name = condition.getKey().replaceAll("(?s)^.*?:(\\w+).*$", "$1");
            statement = statement.param(name, condition.getValue());
        }
        return statement;
    }

    private Long minor(String text) {
        Money amount = amounts.parse(text);
        if (amount.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return Amounts.minor(amount);
    }

    /** Years have four digits, as the database does not know all that Java does. */
    private static Timestamp time(String text, int daysLater) {
        if (!text.matches("\\d{4}-.*")) {
            throw new IllegalArgumentException(text);
        }
        return Timestamp.from(
                text.length() == 10
                        ? LocalDate.parse(text)
                                .plusDays(daysLater)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                        : Instant.parse(text));
    }

    /** Null where the column is. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
