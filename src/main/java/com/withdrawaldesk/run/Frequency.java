package com.withdrawaldesk.run;

import java.util.Locale;

/** How often a vendor is paid by itself. {@code THRESHOLD}: by the first run that finds so much in the wallet. */
public enum Frequency {
    OFF,
    DAILY,
    WEEKLY,
    MONTHLY,
    THRESHOLD;

    /** As in the database and in JSON. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Frequency of(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
