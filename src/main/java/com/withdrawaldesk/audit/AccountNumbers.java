package com.withdrawaldesk.audit;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** Records who reads a whole account number. Pages read it anew every few seconds, so a reader is recorded once an hour. */
@Component
public class AccountNumbers {

    private static final Duration EVERY = Duration.ofHours(1);

    private final Once once;

    AccountNumbers(Once once) {
        this.once = once;
    }

    /** The current user reads the account of this withdrawal; to be called before it is shown. */
    public void read(String withdrawalId) {
        if (Origin.current() == Origin.SYSTEM) {
            return; // Nobody sees it.
        }
        once.record(Audit.Event.of("account_number.read", "account_number", withdrawalId), EVERY);
    }
}
