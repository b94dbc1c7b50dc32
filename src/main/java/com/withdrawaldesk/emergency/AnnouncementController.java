package com.withdrawaldesk.emergency;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The step "notify users" of the rollback plan: tells everybody who has an open withdrawal, and where to turn. */
@RestController
@Limited(Limit.ACTIONS)
class AnnouncementController {

    private final JdbcClient jdbc;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Idempotency idempotency;
    private final Clock clock;

    AnnouncementController(
            JdbcClient jdbc,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Idempotency idempotency,
            Clock clock) {
        this.jdbc = jdbc;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    record Announcement(
            @Text(max = 100) String title,

            @Text(
                    max = 2000,
                    required = true,
                    lines = true,
                    message = "Expected what the requesters shall read, at most {max} characters.")
            String message) {}

    /** @param recipients how many people are told, each once */
    record Announced(boolean success, String message, int recipients) {}

    private record Recipient(String id, String references) {}

    @PostMapping("/api/admin/announcements")
    @Answers(value = Announced.class, status = 201)
    ResponseEntity<Object> announce(@Valid @RequestBody Announcement body, HttpServletRequest request) {
        String title = body.title() == null || body.title().isBlank()
                ? wording.say("announcement.title")
                : body.title().strip();
        String message = body.message().strip();
        return idempotency.optional(request, 201, title, message).answer(() -> {
            List<Recipient> recipients = jdbc.sql("""
                            SELECT requester_id AS id, string_agg(reference, ', ' ORDER BY seq) AS "references"
                            FROM withdrawal WHERE ended_at IS NULL GROUP BY requester_id ORDER BY requester_id
                            """).query(Recipient.class).list();
            recipients.forEach(recipient -> notifications.tell(new Notice(
                    Audience.person(recipient.id()),
                    "announcement",
                    title,
                    wording.say(
                            "announcement.message", Map.of("message", message, "references", recipient.references())),
                    "high",
                    Map.of(),
                    null,
                    null)));
            Instant now = clock.instant();
            audit.record(Audit.Event.of("announcement.sent", "announcement", now.toString())
                    .changed(null, Map.of("title", title, "message", message, "recipients", recipients.size())));
            return new Announced(
                    true,
                    recipients.size() + " people with open withdrawals are told, by e-mail and in their inbox.",
                    recipients.size());
        });
    }
}
