package com.withdrawaldesk.notification;

import java.time.Instant;

/**
 * How one person was sent one notice by one channel. Says who was written to, never at which address.
 *
 * @param event of the notice
 * @param title of the notice
 * @param toldAt when the notice was stored
 * @param recipient user id
 * @param channel {@code email}
 * @param state {@code pending}, {@code delivered} or {@code given_up}
 * @param attempts made so far
 * @param nextAttemptAt null unless pending
 * @param lastError of the last attempt that failed; null when none did
 * @param deliveredAt when the mail server took it; null unless delivered
 */
public record Delivery(
        String event,
        String title,
        Instant toldAt,
        String recipient,
        String channel,
        String state,
        int attempts,
        Instant nextAttemptAt,
        String lastError,
        Instant deliveredAt) {}
