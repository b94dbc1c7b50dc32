package com.withdrawaldesk.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What the comparison found of one payout, or of one change of our balance. */
enum Kind {
    /** Both sides say the same, and it is final. */
    MATCHED,
    /** Both sides are still at work, or the provider knows nothing of what we call unknown ourselves. */
    OPEN,
    /** Transferred by people: nobody can be asked. */
    BY_HAND,
    /** The bank account was paid twice: two transfers under one reference, or two attempts of one withdrawal. */
    PAID_TWICE,
    /** The provider has a transfer that we did not order there. */
    MISSING_HERE,
    /** We say that the provider has it, and it has nothing of it. */
    MISSING_THERE,
    AMOUNT_DIFFERS,
    STATE_DIFFERS,
    /** The provider charged another fee than the one it told us. */
    FEE_DIFFERS,
    /** Our balance at the provider changed, or failed to, in a way that no transfer explains. */
    UNEXPLAINED,
    /** Our balance rose by something that is no transfer. Listed, but no difference. */
    TOP_UP;

    /** Whether somebody has to look at it. */
    boolean isDifference() {
        return compareTo(PAID_TWICE) >= 0 && this != TOP_UP;
    }

    /** @throws IllegalArgumentException when there is none of this value */
    static Kind of(String value) {
        return Arrays.stream(values())
                .filter(kind -> kind.value().equals(value))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(value));
    }

    /** As in the database and in JSON. */
    @JsonValue
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
