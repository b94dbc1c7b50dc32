package com.withdrawaldesk.base.refusal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A "no" that the business expects. It is unchecked so that it rolls back the transaction it leaves, and it reaches
 * whoever asked with its code, its message and its facts.
 */
public class Refusal extends RuntimeException {

    private final Code code;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private Duration retryAfter;

    /**
     * @param code the stable code
     * @param message a sentence for the person who asked; shown to clients, so without secrets or full account numbers
     */
    public Refusal(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /**
     * Adds what would be possible now, for example {@code available}; amounts as decimal strings. The members that every
     * problem has cannot be replaced.
     */
    public Refusal with(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    /** Says when the same request may succeed. */
    public Refusal retryAfter(Duration duration) {
        retryAfter = duration;
        return this;
    }

    public Code code() {
        return code;
    }

    public Map<String, Object> facts() {
        return facts;
    }

    /** Null when waiting does not help. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
