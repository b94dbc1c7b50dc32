package com.withdrawaldesk.security;

/**
 * A change of who somebody is or what they may do, by whichever door it comes.
 *
 * @param by who makes it: the engine's user, or whoever the thread works for
 * @param user id of the user concerned; null when it is about a group alone
 * @param group id of the group concerned; null when it is about a user alone
 * @param before the user's profile as it was; null when there was none, or when it is not about the profile
 * @param after the user's profile as it becomes; null when there is none, or when it is not about the profile
 * @param password whether the password is set anew
 */
record IdentityChange(
        Kind kind, String by, String user, String group, Profile before, Profile after, boolean password) {

    enum Kind {
        USER_CREATED,
        USER_CHANGED,
        USER_DELETED,
        USER_UNLOCKED,
        GROUP_SAVED,
        GROUP_DELETED,
        MEMBER_ADDED,
        MEMBER_REMOVED
    }

    /** How a user is called and written to; each may be null. */
    record Profile(String firstName, String lastName, String email) {}

    static IdentityChange ofUser(Kind kind, String by, String user, Profile before, Profile after, boolean password) {
        return new IdentityChange(kind, by, user, null, before, after, password);
    }

    static IdentityChange ofGroup(Kind kind, String by, String user, String group) {
        return new IdentityChange(kind, by, user, group, null, null, false);
    }
}
