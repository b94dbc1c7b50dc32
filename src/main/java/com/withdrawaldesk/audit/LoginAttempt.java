package com.withdrawaldesk.audit;

/**
 * Somebody tried a user name and a password, at whichever door. Published as an application event on the thread of the request,
 * before it is answered, so {@link Origin#current()} says where from. HTTP Basic is a login with each call.
 *
 * @param user the name as it was sent, cut to 64 characters and without control characters; there may be no such user, and
 *     whoever sent it may be anybody
 */
public record LoginAttempt(String user, Outcome outcome) {

    /** What became of an attempt. */
    public enum Outcome {
        /** The password was right. */
        SUCCEEDED,
        /** There is no such user, or the password was wrong. */
        WRONG,
        /** It came too soon after wrong ones, so it was not even looked at. */
        REFUSED
    }

    public LoginAttempt {
        user = user.replaceAll("\\p{Cntrl}", " ");
        user = user.length() > 64 ? user.substring(0, 64) : user;
    }
}
