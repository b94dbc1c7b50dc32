package com.withdrawaldesk.payout;

import org.joda.money.Money;

/**
 * What a provider is asked to pay.
 *
 * @param reference ours, the same for each repetition of this attempt; the provider's idempotency key
 * @param amount above zero
 * @param bankName as the owner gave it
 * @param bankCode null when the owner gave none
 * @param accountNumber in full: this is the one place besides the review where it appears
 */
public record PayoutOrder(
        String reference, Money amount, String bankName, String bankCode, String accountNumber, String accountName) {

    /** The same for another attempt. */
    PayoutOrder under(String otherReference) {
        return new PayoutOrder(otherReference, amount, bankName, bankCode, accountNumber, accountName);
    }

    /** Leaves out the account, so that an order can be logged. */
    @Override
    public String toString() {
        return "PayoutOrder[" + reference + "]";
    }
}
