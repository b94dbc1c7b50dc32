package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What is known of a payout after a call.
 *
 * @param message the provider's words, for operations, without account numbers and names; null when it said nothing
 * @param bankReference the bank's own reference, for example the NIP session id; null until it is known
 * @param providerId the provider's own id of the transfer; null until it is known
 * @param fee what the provider charged, in major units (naira), with as many decimals as it gives; null until it is known
 * @param retryAfter how long the provider asked to be left alone; null when it did not
 * @param stuck whether it goes on only when somebody changes a setting of our account at the provider
 * @param neverLeft whether the call that creates the transfer was certainly not made
 */
public record Outcome(
        Result result,
        String message,
        String bankReference,
        String providerId,
        BigDecimal fee,
        Duration retryAfter,
        boolean stuck,
        boolean neverLeft) {

    public Outcome(
            Result result,
            String message,
            String bankReference,
            String providerId,
            BigDecimal fee,
            Duration retryAfter) {
        this(result, message, bankReference, providerId, fee, retryAfter, false, false);
    }

    public static Outcome of(Result result, String message) {
        return new Outcome(result, message, null, null, null, null);
    }

    /** The same in other words. */
    Outcome saying(String words) {
        return new Outcome(result, words, bankReference, providerId, fee, retryAfter, stuck, neverLeft);
    }

    /** The same of a call that came before the one that creates the transfer. */
    public Outcome beforeTheTransfer() {
        return new Outcome(result, message, bankReference, providerId, fee, retryAfter, stuck, true);
    }

    /** Whether the payout was turned away for now, for a reason that has nothing to do with its destination. */
    boolean turnedAway() {
        return result == Result.SHORT || result == Result.LATER || result == Result.MISCONFIGURED;
    }

    /** Whether the provider did not say anything of the payout itself. */
    public boolean withoutAnswer() {
        return result.isSilent();
    }
}
