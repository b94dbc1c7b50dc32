package com.withdrawaldesk.payout;

import java.util.Locale;

/** How far a payout has come, as far as we can know. */
public enum PayoutState {
    /** Its reference is stored; nothing was called. */
    PREPARED,
    /** It could not be sent, nothing of it is with the provider, and it waits for its turn. */
    QUEUED,
    /** The call is being made, or was when we crashed. */
    SENDING,
    /** The provider has it and has not finished. */
    SENT,
    /** Nothing can be concluded: the transfer may or may not exist. Never a failure. */
    UNKNOWN,
    /** The provider said that it failed, and is asked once more before anything is given back. */
    HELD,
    /** What the provider has contradicts what we ordered: a person looks at it. */
    REVIEW,
    /** Conclusive: the money has left. */
    PAID,
    /** Conclusive: the money has not left and will not. */
    FAILED,
    /** Conclusive: it had left and came back. */
    REVERSED;

    /** Whether it is known for good where the money is, apart from what is paid coming back. */
    public boolean conclusive() {
        return this == PAID || this == FAILED || this == REVERSED;
    }

    /** As in the database and in JSON. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
