package com.withdrawaldesk.withdrawal;

import java.util.Locale;

/** The public status of a withdrawal; a rejected one is {@code failed} with the failure code {@code rejected}. */
public enum Status {
    PENDING,
    PROCESSING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** As in the database and in JSON. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
