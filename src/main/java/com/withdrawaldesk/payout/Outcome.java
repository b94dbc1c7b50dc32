package com.withdrawaldesk.payout;

/**
 * What is known of a payout after a call.
 *
 * @param state one of {@code SENT}, {@code UNKNOWN}, {@code PAID}, {@code FAILED} and {@code REVERSED}
 * @param message the provider's words, for operations; null when it said nothing
 * @param bankReference the bank's own reference; null until it is known
 */
public record Outcome(PayoutState state, String message, String bankReference) {

    public static Outcome of(PayoutState state, String message) {
        return new Outcome(state, message, null);
    }
}
