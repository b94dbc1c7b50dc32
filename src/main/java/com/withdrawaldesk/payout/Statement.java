package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A provider's own record of a day. Each of its rows is judged alone.
 *
 * @param transfers what it did, by reference
 * @param entries how our balance there changed; empty when the provider does not tell
 * @param unreadable rows that cannot be compared, because something is missing or strange in them
 */
public record Statement(List<Transfer> transfers, List<Entry> entries, List<Unreadable> unreadable) {

    public Statement(List<Transfer> transfers, List<Entry> entries) {
        this(transfers, entries, List.of());
    }

    /**
     * @param reference ours, or whatever it was made under; where the provider gives none, words that name the transfer
     * @param providerId the provider's own id; entries name it
     * @param amountMinor in kobo
     * @param fee in naira; null when unknown
     * @param result what its status means
     */
    public record Transfer(
            String reference, String providerId, long amountMinor, BigDecimal fee, Result result, Instant createdAt) {

        public Transfer {
            if (reference == null) {
                reference = "(no reference) " + (providerId == null ? createdAt + " " + amountMinor : providerId);
            }
        }
    }

    /**
     * @param providerId the transfer that caused it; null when it was something else, such as a top-up
     * @param differenceMinor in kobo, below zero when money left
     * @param reason null when the provider gives none
     */
    public record Entry(String providerId, long differenceMinor, String reason, Instant at) {}

    /**
     * @param reference null when it has none
     * @param providerId the provider's own id; null when it has none
     * @param why for people, without personal data
     */
    public record Unreadable(String reference, String providerId, String why) {}
}
