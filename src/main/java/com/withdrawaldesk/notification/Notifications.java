package com.withdrawaldesk.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Stores notices in the caller's transaction; they are pushed and mailed once it has committed. */
@Component
public class Notifications {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;
    private final LiveRelay relay;

    Notifications(JdbcClient jdbc, ObjectMapper json, Clock clock, LiveRelay relay) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.relay = relay;
    }

    /** Stores the notice with one row, whatever the size of its audience. Only within a transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(Notice notice) {
        store(notice);
    }

    /**
     * As {@link #tell(Notice)} to one person, whose e-mail goes to this address and to no other, whatever the directory knows when
     * it is sent.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(Notice notice, Directory.Person to) {
        jdbc.sql("""
                        INSERT INTO notification_delivery (notification_id, channel, next_attempt_at, recipient,
                                                           recipient_name, address)
                        VALUES (?, 'email', ?, ?, ?, ?)
                        """)
                .params(store(notice), OffsetDateTime.now(clock), to.userId(), to.name(), to.email())
                .update();
    }

    private long store(Notice notice) {
        long id = jdbc.sql("""
                        INSERT INTO notification (audience_kind, audience_id, event, title, message, priority, metadata,
                                                  action_url, action_text, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                        RETURNING id
                        """)
                .params(
                        notice.audience().kind().name().toLowerCase(Locale.ROOT),
                        notice.audience().id(),
                        notice.event(),
                        notice.title(),
                        notice.message(),
                        notice.priority(),
                        write(notice.metadata()),
                        notice.actionUrl(),
                        notice.actionText(),
                        OffsetDateTime.now(clock))
                .query(Long.class)
                .single();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.pass(id);
            }
        });
        return id;
    }

    /** Who was written to about this withdrawal and what became of it, oldest first. */
    public List<Delivery> deliveriesFor(String reference) {
        return jdbc.sql("""
                        SELECT n.event, n.title, n.created_at AS told_at, d.recipient, d.channel, d.state, d.attempts,
                               d.next_attempt_at, d.last_error, d.delivered_at
                        FROM notification n JOIN notification_delivery d ON d.notification_id = n.id
                        WHERE n.metadata ->> 'reference' = ?
                        ORDER BY n.id, d.id
                        """).param(reference).query(Delivery.class).list();
    }

    private String write(Map<String, String> metadata) {
        try {
            return json.writeValueAsString(metadata == null ? Map.of() : metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("metadata must be plain strings", e);
        }
    }
}
