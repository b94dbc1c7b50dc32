package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.refusal.Refusal;

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
     * Has the provider asked now what became of the payout, for the current user. Nothing is sent by it.
     *
     * @throws Refusal {@code conflict} when nobody can be asked: the payout was not sent yet, or has come to its end
     */
    void checkPayout(Withdrawal withdrawal);

    /**
     * The bank sent a completed payout back, as the current user of operations reports; a second one has to confirm it.
     *
     * @param amount what came back, in major units (naira); null for all that was sent
     * @param bankReference the bank's own reference of it
     * @throws Refusal {@code not_found}; {@code conflict} when it is not completed or is looked into already
     */
    void reportReturn(String reference, String amount, String bankReference, String reason);

    /** Whether its process is there, whatever it does. */
    boolean isRunning(Withdrawal withdrawal);

    /**
     * Starts the process of an open withdrawal that has lost it, from where its state is.
     *
     * @return the id of the new process
     */
    String startAnew(Withdrawal withdrawal);

    /**
     * What an admin decides.
     *
     * @param approve otherwise reject
     * @param reason required to reject; the requester reads it
     * @param notes internal; null when there are none
     */
    record Verdict(boolean approve, String reason, String notes) {}
}
