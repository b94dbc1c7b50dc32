package com.withdrawaldesk.pin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many wait for the check of a PIN, and how long. Whoever waits holds a thread of the server, of which there are 200,
 * and no connection to the database.
 *
 * @param patience how long a request waits for its turn at the most
 * @param waitingPerUser how many requests of one user may wait while another of theirs is checked; more are refused at once
 * @param waiting how many may wait in all; more are refused at once
 */
@ConfigurationProperties("desk.pin.queue")
record PinQueueProperties(
        @DefaultValue("5m") Duration patience,
        @DefaultValue("8") int waitingPerUser,
        @DefaultValue("100") int waiting) {

    PinQueueProperties {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("desk.pin.queue.patience is below zero.");
        }
        if (waitingPerUser < 0 || waiting < 0) {
            throw new IllegalArgumentException("desk.pin.queue: nobody can be fewer than none that wait.");
        }
    }
}
