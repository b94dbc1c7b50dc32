package com.withdrawaldesk.payout;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes a {@link Statement} of a provider's rows, one by one, so that a strange one stops no other. */
public final class StatementRows {

    private static final BigDecimal MOST = new BigDecimal("1e15");

    private final Instant from;
    private final Instant until;
    private final String currency;
    private final List<Statement.Transfer> transfers = new ArrayList<>();
    private final List<Statement.Entry> entries = new ArrayList<>();
    private final List<Statement.Unreadable> unreadable = new ArrayList<>();

    /** Rows of another time are left out, rows in another currency are not read. */
    public StatementRows(Instant from, Instant until, String currency) {
        this.from = from;
        this.until = until;
        this.currency = currency;
    }

    /** What makes a row impossible to compare; its message is for people. */
    private static final class Strange extends RuntimeException {

        private static final long serialVersionUID = 1;

        Strange(String why) {
            super(why, null, false, false);
        }
    }

    /** Takes a transfer; rows that do not say when they were made count as of the day that was asked for. */
    public void transfer(JsonNode row, Function<JsonNode, Statement.Transfer> reader) {
        take(row, true, () -> transfers.add(reader.apply(row)));
    }

    /** Takes a change of the balance. Those of our other balances are none of ours. */
    public void entry(JsonNode row, Function<JsonNode, Statement.Entry> reader) {
        take(row, false, () -> entries.add(reader.apply(row)));
    }

    private void take(JsonNode row, boolean transfer, Runnable reading) {
        try {
            if (!row.isObject()) {
                throw new Strange("The row is no record.");
            }
            String said = Reply.text(row.path("currency"));
            boolean foreign = said != null && !said.equalsIgnoreCase(currency);
            Instant at = time(row);
            if (at.isBefore(from) || !at.isBefore(until) || foreign && !transfer) {
                return;
            }
            if (foreign) {
                throw new Strange("It is in " + said + ".");
            }
            reading.run();
        } catch (Strange strange) {
            unreadable.add(
                    transfer
                            ? new Statement.Unreadable(
                                    Reply.text(row.path("reference")), Reply.text(row.path("id")), strange.getMessage())
                            : new Statement.Unreadable(
                                    null, null, "It is a change of our balance. " + strange.getMessage()));
        }
    }

    /** When the row was made; providers spell the field in two ways. */
    public static Instant time(JsonNode row) {
        String time = Reply.text(row.path("createdAt"));
        try {
            return OffsetDateTime.parse(
                            time != null ? time : row.path("created_at").asText())
                    .toInstant();
        } catch (DateTimeParseException e) {
            throw new Strange("It has no readable time.");
        }
    }

    /**
     * An amount in the smallest unit.
     *
     * @param decimals how many places the provider's amounts are moved by
     */
    public static long minor(JsonNode amount, int decimals) {
        BigDecimal number = Reply.number(amount);
        if (number == null || number.abs().compareTo(MOST) > 0) {
            throw new Strange("It has no readable amount.");
        }
        BigDecimal minor = number.movePointRight(decimals);
        if (minor.stripTrailingZeros().scale() > 0) {
            throw new Strange("Its amount is finer than money is.");
        }
        return minor.longValueExact();
    }

    /** As {@link #minor}, of what was sent and so is above zero. */
    public static long sent(JsonNode amount, int decimals) {
        long minor = minor(amount, decimals);
        if (minor <= 0) {
            throw new Strange("Its amount is not above zero.");
        }
        return minor;
    }

    /** In major units; null when the row does not tell. */
    public static BigDecimal fee(JsonNode fee, int decimals) {
        BigDecimal number = Reply.number(fee);
        if (number == null && !fee.isMissingNode() && !fee.isNull()
                || number != null && number.abs().compareTo(MOST) > 0) {
            throw new Strange("It has no readable fee.");
        }
        return number == null ? null : number.movePointLeft(decimals);
    }

    public Statement statement() {
        return new Statement(List.copyOf(transfers), List.copyOf(entries), List.copyOf(unreadable));
    }
}
