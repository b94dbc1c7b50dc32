package com.withdrawaldesk.audit;

import java.util.Locale;
import java.util.Set;

/** What the id of a person looks like, wherever it comes from, and the names with which the desk signs its own work. */
public final class UserIds {

    /** Of wallet owners and of whoever a token names. Local users are held to letters and digits by the engine. */
    public static final String PATTERN = "[A-Za-z0-9_.@-]{1,64}";

    /** Work that nobody asked for, such as a timer. */
    public static final String SYSTEM = "system";

    /** The withdrawals of a payout run. */
    public static final String PAYOUT_RUN = "payout-run";

    /** Requests of callers who have not said who they are. */
    public static final String ANONYMOUS = "anonymous";

    private static final Set<String> RESERVED = Set.of(SYSTEM, PAYOUT_RUN, ANONYMOUS);

    private UserIds() {}

    /** Whether this is one of the desk's own names, however it is spelt: nobody may act or own under it. */
    public static boolean isReserved(String id) {
        return RESERVED.contains(id.toLowerCase(Locale.ROOT));
    }

    /** Whether a person may have this id. */
    public static boolean isPersons(String id) {
        return id.matches(PATTERN) && !isReserved(id);
    }
}
