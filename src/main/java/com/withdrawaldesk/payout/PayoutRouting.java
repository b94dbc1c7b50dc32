package com.withdrawaldesk.payout;

import org.joda.money.Money;

/** Says which provider is to pay, where several are configured. */
public interface PayoutRouting {

    /**
     * The place of the provider among the others for this payout.
     *
     * @param bankCode null when the owner gave none
     * @param cover {@code enough}, {@code short} or {@code unknown}: whether its balance covers amount and fee
     * @return lower goes first; null when it must not pay this
     */
    Integer rank(String provider, Money amount, String bankCode, String cover);
}
