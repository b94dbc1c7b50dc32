package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Rights;
import org.springframework.stereotype.Component;

/** Who is at work in this thread, whichever way they came in, and whether they still may be. */
@Component
public class CurrentStaff {

    private final Rights rights;

    CurrentStaff(Rights rights) {
        this.rights = rights;
    }

    /**
     * The current user's id, for a decision in the current transaction: the group is read anew, as whoever was removed from it a
     * moment ago decides nothing any more.
     *
     * @throws Refusal {@code forbidden} when the user is not in this group
     */
    public String memberOf(String group) {
        String user = Origin.current().user();
        if (!rights.isMember(user, group)) {
            throw forbidden(group);
        }
        return user;
    }

    /** As {@link #memberOf}, but by the groups the user came in with: only to show what could be done. */
    static String seenAs(String group) {
        Origin origin = Origin.current();
        if (!origin.roles().contains(group)) {
            throw forbidden(group);
        }
        return origin.user();
    }

    private static Refusal forbidden(String group) {
        return new Refusal(Code.FORBIDDEN, "Only members of " + group + " may do this.");
    }
}
