package com.withdrawaldesk.reconciliation;

import com.withdrawaldesk.payout.Result;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One finding that is listed. What one of the sides does not have is null.
 *
 * @param payoutReference under which the provider has it, or should
 * @param withdrawalReference null when it is of none of our withdrawals
 * @param ourMinor amount in kobo, as is {@code theirMinor}
 * @param ourFee in naira, as is {@code theirFee}
 * @param differenceMinor what they paid more than we say, in kobo; for changes of our balance what is not explained
 * @param detail a sentence for finance
 */
record Difference(
        Kind kind,
        String payoutReference,
        String withdrawalReference,
        String providerId,
        String ourState,
        String theirState,
        Long ourMinor,
        Long theirMinor,
        BigDecimal ourFee,
        BigDecimal theirFee,
        long differenceMinor,
        String detail) {

    private static final Set<Result> FINAL = Set.of(Result.PAID, Result.FAILED, Result.REVERSED);

    /** What the withdrawal's process is told, so that it asks the provider and acts; empty when it cannot settle this. */
    Optional<Result> claim() {
        boolean askable = ourState != null && (kind == Kind.STATE_DIFFERS || kind == Kind.PAID_TWICE);
        return askable
                ? Optional.of(Result.valueOf(theirState.toUpperCase(Locale.ROOT)))
                        .filter(FINAL::contains)
                : Optional.empty();
    }
}
