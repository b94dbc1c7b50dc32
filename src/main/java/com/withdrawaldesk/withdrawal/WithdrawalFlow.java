package com.withdrawaldesk.withdrawal;

/** What can be asked of a withdrawal's process, in the words of the business. Implemented where the engine is driven. */
public interface WithdrawalFlow {

    /** Starts the process in the caller's transaction and runs it to the review. */
    void start(Withdrawal withdrawal);

    /** Completes the open review, or the confirmation that follows a first approval, as the current user. */
    void decide(Withdrawal withdrawal, Verdict verdict);

    /** Takes the withdrawal out of review. */
    void cancel(Withdrawal withdrawal);

    /** Takes the withdrawal out of whatever it waits for and gives the money back. */
    void refund(Withdrawal withdrawal);

    /**
     * What an admin decides.
     *
     * @param approve otherwise reject
     * @param reason required to reject; the requester reads it
     * @param notes internal; null when there are none
     */
    record Verdict(boolean approve, String reason, String notes) {}
}
