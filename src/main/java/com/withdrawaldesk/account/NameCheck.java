package com.withdrawaldesk.account;

import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * What a bank answered to the question whose account it is.
 *
 * @param resolvedName the name the bank keeps the account under; null when it has no such account
 * @param resolvedAt when it was asked
 * @param nameMatch how well that name agrees with the owner's, from 0 to 100
 */
@Embeddable
public record NameCheck(String resolvedName, Instant resolvedAt, Integer nameMatch) {

    boolean noSuchAccount() {
        return resolvedName == null;
    }

    /** {@code verified}, {@code not_found}, or {@code unverified} as long as there is no check. */
    static String stateOf(NameCheck check) {
        return check == null ? "unverified" : check.noSuchAccount() ? "not_found" : "verified";
    }
}
