package com.withdrawaldesk.reconciliation;

import com.withdrawaldesk.payout.PayoutState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One attempt of a payout as it stands in our books.
 *
 * @param withdrawal reference of the withdrawal
 * @param providerId the provider's own id of it; null until it is known
 * @param amountMinor in minor units (kobo)
 * @param fee what the provider told us it charged, in major units (naira); null until it is known
 * @param inLedger whether the ledger has the settlement of what is paid, and the return of what came back
 * @param sentAt of the first call; null before it
 * @param keptMinor what, by the ledger, a bank kept of the withdrawal when it came back
 */
record Booked(
        UUID withdrawalId,
        String withdrawal,
        String provider,
        String reference,
        String providerId,
        long amountMinor,
        BigDecimal fee,
        PayoutState state,
        boolean inLedger,
        Instant sentAt,
        long keptMinor) {

    boolean isPaid() {
        return state == PayoutState.PAID;
    }

    /** Whether, as far as we know, the money is back at the provider or never left it. */
    boolean isBack() {
        return state == PayoutState.FAILED || state == PayoutState.HELD || state == PayoutState.REVERSED;
    }

    long paidMinor() {
        return isPaid() ? amountMinor : 0;
    }

    String stateInWords() {
        return inLedger ? state.value() : state.value() + ", not in the ledger";
    }
}
