package com.withdrawaldesk.base.rights;

/** What people may do at this moment, whatever they were allowed when they came in. Implemented where identities live. */
public interface Rights {

    /**
     * Whether this user exists and is in this group now. For local users that is read from the database and stays true until the
     * current transaction ends; for the bearer of a token it is what the token says, while it is valid.
     */
    boolean isMember(String user, String group);
}
