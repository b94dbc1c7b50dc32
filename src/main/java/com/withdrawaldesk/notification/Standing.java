package com.withdrawaldesk.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.Authentication;

/** Knows whether whoever came in would be let in again. Implemented where identities live. */
public interface Standing {

    /** The groups this login is worth now; empty when it is worth nothing any more. */
    Optional<Set<String>> groups(Authentication login);

    /** When this login ends by itself; null when it does not. */
    Instant until(Authentication login);
}
