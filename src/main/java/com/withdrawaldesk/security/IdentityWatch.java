package com.withdrawaldesk.security;

/** Is told of each change of users and groups, inside the transaction that makes it; what it throws undoes the change. */
interface IdentityWatch {

    void changed(IdentityChange change);
}
