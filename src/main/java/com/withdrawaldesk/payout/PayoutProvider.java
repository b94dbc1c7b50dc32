package com.withdrawaldesk.payout;

/** The port to the outside. Both calls may take long and are made outside any transaction. */
public interface PayoutProvider {

    /** Stored with each attempt, for example {@code sandbox}. */
    String name();

    /**
     * Asks for the payout. Repeating it with the same reference must never pay twice. An exception means that nothing was
     * created and the same call may succeed later: the job's retries repeat it.
     */
    Outcome send(PayoutOrder order);

    /** Asks what became of the payout; an order the provider does not know is {@link PayoutState#UNKNOWN}. */
    Outcome check(PayoutOrder order);
}
