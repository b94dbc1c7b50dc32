package com.withdrawaldesk.notification;

import java.time.Instant;
import java.util.Map;

/** A notification as clients see it, in the inbox and as a live frame alike: the owner's fields, then the desk's. */
record NotificationJson(
        String title,
        String message,
        String priority,
        Map<String, String> metadata,
        String actionUrl,
        String actionText,
        long id,
        String event,
        Instant createdAt,
        boolean read) {

    static NotificationJson of(Told told, boolean read) {
        Notice notice = told.notice();
        return new NotificationJson(
                notice.title(),
                notice.message(),
                notice.priority(),
                notice.metadata(),
                notice.actionUrl(),
                notice.actionText(),
                told.id(),
                notice.event(),
                told.at(),
                read);
    }
}
