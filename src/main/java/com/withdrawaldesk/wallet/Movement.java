package com.withdrawaldesk.wallet;

import java.util.UUID;
import org.joda.money.Money;

/**
 * Money of one withdrawal on its way out of a wallet, or back.
 *
 * @param walletId the wallet
 * @param withdrawalId each of debit, refund, settlement and reversal happens once for this id
 * @param reference the withdrawal's reference
 * @param amount above zero
 */
public record Movement(UUID walletId, UUID withdrawalId, String reference, Money amount) {

    /** A part of it, or what goes with it. */
    public Movement of(Money other) {
        return new Movement(walletId, withdrawalId, reference, other);
    }
}
