package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.audit.Origin;

/** Who is at work in this thread, whichever way they came in. */
final class CurrentStaff {

    private CurrentStaff() {}

    /**
     * The current user's id.
     *
     * @throws Refusal {@code forbidden} when the user is not in this group
     */
    static String memberOf(String group) {
        Origin origin = Origin.current();
        if (!origin.roles().contains(group)) {
            throw new Refusal(Code.FORBIDDEN, "Only members of " + group + " may do this.");
        }
        return origin.user();
    }
}
