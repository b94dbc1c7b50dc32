package com.withdrawaldesk.payout;

/** What a provider's answer, or its absence, says of one payout. Classified as the provider documents it, never by guessing. */
public enum Result {
    /** The provider has it and has not finished. */
    ACCEPTED,
    /** The provider says that the money has left. */
    PAID,
    /** The provider says that the money has not left and will not. */
    FAILED,
    /** The provider says that the money had left and came back. */
    REVERSED,
    /** Nothing can be concluded: the transfer may or may not exist. Never a failure. */
    UNKNOWN,
    /** The provider does not know our reference, which is no proof as long as it may still be creating the transfer. */
    NOT_FOUND,
    /** Refused for good before anything was created, because of the destination: an account that is closed or wrong. */
    REFUSED,
    /** Nothing was created, because our balance at the provider does not cover it. */
    SHORT,
    /** Nothing was created and the same call may succeed later: it never left, or the provider asked to slow down. */
    LATER,
    /** Nothing was created, because the provider refuses us: key, permission or a setting of our account there. */
    MISCONFIGURED,
    /** What the provider has is not what was ordered, or is in a state that it does not document: a person looks at it. */
    MISMATCH;

    /** Whether it says nothing of the payout itself. */
    boolean isSilent() {
        return this == UNKNOWN || this == LATER || this == MISCONFIGURED;
    }

    /**
     * Whether it says what became of the payout, and so explains whatever was hinted at. As long as it does not, the provider is
     * asked by the schedule and, when that is over, people are.
     */
    boolean explainsHints() {
        return !isSilent() && this != NOT_FOUND;
    }
}
