package com.withdrawaldesk.payout;

/** A provider says that it knows no such account, and in the same breath to try again: no answer, but a doubt. */
public class NotFoundForNow extends ProviderUnavailable {

    private static final long serialVersionUID = 1;

    /** @param message for operations, without personal data */
    public NotFoundForNow(String message) {
        super(message, false, null);
    }
}
