package com.withdrawaldesk.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A fact that a reviewer should see. It decides nothing.
 *
 * @param code stable, for example {@code shared_account}
 * @param message a sentence; it may hold names, which are other people's input
 */
public record Flag(String code, Severity severity, String message) {

    /** The most severe first. */
    public enum Severity {
        /** Speaks against paying until it is explained. */
        SERIOUS,
        /** Unusual: worth a second look. */
        ATTENTION,
        /** Good to know. */
        INFORMATION;

        /** As in JSON. */
        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
