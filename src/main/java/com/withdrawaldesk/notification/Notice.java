package com.withdrawaldesk.notification;

import java.util.Map;

/**
 * Something that somebody has to know.
 *
 * @param audience who is told
 * @param event stable name, for example {@code withdrawal.requested}; also chooses the e-mail's text
 * @param title one line
 * @param message one or two sentences; account numbers masked
 * @param priority {@code normal} or {@code high}
 * @param metadata facts for programs, strings only: {@code payout_id}, {@code reference}, {@code amount}, … E-mails show
 *     {@code reference}, {@code amount}, {@code you_receive}, {@code requestor_type}, {@code account} and {@code reason}, and {@code next_step}
 *     in place of what usually comes next after such an event
 * @param actionUrl where to act, a path of the desk; null when there is nothing to do
 * @param actionText label of that link; null when and only when there is no link
 */
public record Notice(
        Audience audience,
        String event,
        String title,
        String message,
        String priority,
        Map<String, String> metadata,
        String actionUrl,
        String actionText) {}
