package com.withdrawaldesk.fee;

import java.util.Locale;

/** Who pays a fee. What the requester bears is deducted from what reaches their bank account. */
public enum Bearer {
    REQUESTER,
    MARKETPLACE;

    /** As the API and the database write it. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Bearer of(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
