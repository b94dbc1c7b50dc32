package com.withdrawaldesk.base.start;

/** Why the desk does not start, in words for whoever starts it. They are shown instead of a stack trace. */
public final class StartRefused extends RuntimeException {

    public StartRefused(String reason) {
        super(reason);
    }

    public StartRefused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
