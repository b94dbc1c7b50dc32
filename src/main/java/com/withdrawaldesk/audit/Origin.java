package com.withdrawaldesk.audit;

import java.util.List;

/**
 * Where the work of the current thread comes from. Work that nobody asked for, such as a timer, comes from {@link #SYSTEM}.
 *
 * @param user id of the acting user
 * @param roles the user's groups at that moment
 * @param ip the client's address, null for the system
 * @param userAgent null when the client sent none
 * @param requestId correlates log lines, answers and audit events of one request, null for the system
 */
public record Origin(String user, List<String> roles, String ip, String userAgent, String requestId) {

    public static final Origin SYSTEM = new Origin(UserIds.SYSTEM, List.of(), null, null, null);

    private static final ThreadLocal<Origin> CURRENT = new ThreadLocal<>();

    /** Never null. */
    public static Origin current() {
        Origin origin = CURRENT.get();
        return origin == null ? SYSTEM : origin;
    }

    /** Sets the origin of this thread's work; null clears it. */
    public static void set(Origin origin) {
        if (origin == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(origin);
        }
    }

    /** The same request, seen as made by this user. */
    public Origin as(String user, List<String> roles) {
        return new Origin(user, roles, ip, userAgent, requestId);
    }
}
