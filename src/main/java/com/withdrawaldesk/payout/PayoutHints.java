package com.withdrawaldesk.payout;

/** Is told when a provider says that something happened. A hint is not a fact: whoever is told asks the provider. */
public interface PayoutHints {

    /**
     * The payout has come to this state, it is said. Ignored when that is what we know already.
     *
     * @return false when the reference is none of ours
     */
    boolean heard(String payoutReference, Result claim);

    /** A payout that waits to be sent may go on: it may try now, or was sent with others. */
    void released(String payoutReference);
}
