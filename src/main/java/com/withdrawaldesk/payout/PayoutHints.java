package com.withdrawaldesk.payout;

/** Is told when a provider says that something happened. A hint is not a fact: whoever is told asks the provider. */
public interface PayoutHints {

    /** The payout may have come to its end. */
    void resultReceived(String payoutReference);

    /** A paid payout may have been sent back by the bank. */
    void sentBack(String payoutReference);
}
