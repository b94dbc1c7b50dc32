package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.withdrawal.TaskProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import org.springframework.stereotype.Component;

/** When a task is due that begins now. Public, because expressions can only call what is public. */
@Component
public class TaskPolicy {

    private final TaskProperties properties;
    private final Clock clock;

    TaskPolicy(TaskProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    public Date transferDue() {
        return in(properties.transfer());
    }

    public Date confirmationDue() {
        return in(properties.confirmation());
    }

    public Date investigationDue() {
        return in(properties.investigation());
    }

    public Date settlementDue() {
        return in(properties.settlement());
    }

    private Date in(Duration time) {
        return Date.from(clock.instant().plus(time));
    }
}
