package com.withdrawaldesk.security;

import java.io.Serializable;
import java.time.Instant;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who called with an API key.
 *
 * @param account user id of the key's account
 * @param keyId id of the key
 * @param expiresAt when the key ends by itself
 */
record ApiKeyHolder(String account, String keyId, Instant expiresAt) implements AuthenticatedPrincipal, Serializable {

    @Override
    public String getName() {
        return account;
    }
}
