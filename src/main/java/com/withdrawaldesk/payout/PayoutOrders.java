package com.withdrawaldesk.payout;

/** Knows what is to be paid where. */
public interface PayoutOrders {

    /** What a provider is to be asked for this attempt. */
    PayoutOrder of(PayoutAttempt attempt);
}
