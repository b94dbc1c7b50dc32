package com.withdrawaldesk.payout;

/** A provider gave no usable answer to a question about itself, such as its balance or its banks. */
public class ProviderUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean misconfigured;

    /**
     * @param misconfigured whether it refuses us, as with a wrong key, so that asking again is of no use
     * @param message for operations, without personal data
     */
    public ProviderUnavailable(String message, boolean misconfigured, Throwable cause) {
        super(message, cause);
        this.misconfigured = misconfigured;
    }

    public boolean misconfigured() {
        return misconfigured;
    }
}
