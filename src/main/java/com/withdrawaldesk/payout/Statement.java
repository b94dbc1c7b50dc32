package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A provider's own record of a day.
 *
 * @param transfers what it did, by reference
 * @param entries how our balance there changed; empty when the provider does not tell
 */
public record Statement(List<Transfer> transfers, List<Entry> entries) {

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
     */
    public record Entry(String providerId, long differenceMinor, String reason, Instant at) {}
}
