package com.withdrawaldesk.security;

import java.io.Serializable;
import java.util.Set;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * A user of the engine as it was read.
 *
 * @param groups ids of the groups the user was in
 * @param credential another one with each new password, and the same when only its hash is renewed
 */
record LocalUser(String id, Set<String> groups, String credential) implements AuthenticatedPrincipal, Serializable {

    @Override
    public String getName() {
        return id;
    }
}
