package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import java.time.Clock;
import java.util.Date;
import org.springframework.stereotype.Component;

/** How long a review may take. Public, because expressions can only call what is public. */
@Component
public class ReviewPolicy {

    private final WithdrawalProperties properties;
    private final Clock clock;

    ReviewPolicy(WithdrawalProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    public Date dueDate() {
        return Date.from(clock.instant().plus(properties.overdueAfter()));
    }

    /** An ISO 8601 repeating interval. */
    public String reminderCycle() {
        return "R" + properties.reminders() + "/" + properties.reminderEvery();
    }

    /** An ISO 8601 duration. */
    public String overdueAfter() {
        return properties.overdueAfter().toString();
    }
}
