package com.withdrawaldesk.payout.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The events that providers sent: each kept once, claimed in batches, settled one by one. Any number of nodes may share it. */
@Component
class WebhookInbox {

    private final JdbcClient jdbc;
    private final ObjectReader json;
    private final WebhookProperties.Webhook settings;
    private final Clock clock;

    WebhookInbox(JdbcClient jdbc, ObjectMapper json, WebhookProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.json = json.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        this.settings = properties.webhook();
        this.clock = clock;
    }

    /**
     * An event to handle.
     *
     * @param attempts made, the one now under way included
     */
    record Due(long id, String provider, ObjectNode body, OffsetDateTime receivedAt, int attempts) {}

    /**
     * What we ordered under a reference.
     *
     * @param withdrawal its reference
     * @param currency ISO 4217
     */
    record Ordered(String withdrawal, String provider, long amountMinor, String currency) {}

    /** The JSON object; empty when the bytes are none. */
    Optional<JsonNode> parse(byte[] body) {
        try {
            return Optional.of(json.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** Keeps what a provider sent, masked, unless it is there already; then the answer is false and nothing is written. */
    boolean keep(Source source, byte[] body, String address) {
        String hash = sha256(body);
        ObjectNode masked = parse(body).map(Masked::of).orElse(null);
        Event event = masked == null ? null : source.read(masked);
        boolean news =
                event != null && event.claim() != null && !event.reference().isEmpty();
        OffsetDateTime now = now();
        return jdbc.sql("""
                        INSERT INTO webhook_event (provider, event, subject, status, reference, state, note, body, body_sha256,
                                                   received_from, received_at, next_attempt_at, settled_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """)
                        .params(
                                source.name(),
                                event == null ? "" : event.name(),
                                event == null || event.subject().isEmpty() ? hash : event.subject(),
                                event == null ? "" : event.status(),
                                event == null || event.reference().isEmpty() ? null : event.reference(),
                                news ? "new" : "ignored",
                                event == null ? "not a JSON object" : news ? null : "no news of a transfer",
                                masked == null ? null : masked.toString(),
                                hash,
                                address,
                                now,
                                news ? now : null,
                                news ? null : now)
                        .update()
                == 1;
    }

    /**
     * Takes a batch of what is due and puts its next attempt off, so that nothing more has to be done for those that fail or
     * are left behind by a crash.
     */
    List<Due> claim() {
        return jdbc.sql("""
                        WITH due AS (
                            SELECT id FROM webhook_event WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?
                            FOR UPDATE SKIP LOCKED)
                        UPDATE webhook_event e SET attempts = attempts + 1,
                            next_attempt_at = ? + (?::float8[])[least(attempts + 1, ?)] * interval '1 second'
                        FROM due WHERE e.id = due.id
                        RETURNING e.id, e.provider, e.body::text, e.received_at, e.attempts
                        """)
                .params(
                        now(),
                        settings.batchSize(),
                        now(),
                        settings.retryDelays().stream()
                                .map(Duration::toSeconds)
                                .map(Double::valueOf)
                                .toArray(Double[]::new),
                        settings.retryDelays().size())
                .query((row, n) -> due(row))
                .list();
    }

    /** Holds the event until the caller's transaction ends; false when it is settled, or somebody else has it. */
    boolean lock(Due due) {
        return jdbc.sql("""
                        SELECT id FROM webhook_event WHERE id = ? AND next_attempt_at IS NOT NULL FOR UPDATE SKIP LOCKED
                        """).param(due.id()).query(Long.class).optional().isPresent();
    }

    /** Waits no longer than this for other locks in the caller's transaction. */
    void limitWaits() {
        jdbc.sql("SELECT set_config('lock_timeout', ?, true)")
                .param(settings.lockTimeout().toMillis() + "ms")
                .query(String.class)
                .single();
    }

    /** Empty when the reference is none of ours. */
    Optional<Ordered> ordered(String reference) {
        return jdbc.sql("""
                        SELECT w.reference AS withdrawal, p.provider, p.amount_minor, w.currency
                        FROM payout_attempt p JOIN withdrawal w ON w.id = p.withdrawal_id WHERE p.reference = ?
                        """).param(reference).query(Ordered.class).optional();
    }

    /** @param note why, for operations; null when there is nothing to say */
    void settle(Due due, String state, String note) {
        jdbc.sql("""
                        UPDATE webhook_event SET state = ?, note = ?, next_attempt_at = NULL, settled_at = ? WHERE id = ?
                        """).params(state, note, now(), due.id()).update();
    }

    /** Leaves it for its next attempt. */
    void unmatched(Due due) {
        jdbc.sql("UPDATE webhook_event SET state = 'unmatched', note = 'reference not known' WHERE id = ?")
                .param(due.id())
                .update();
    }

    boolean isFirst(Due due, String reference, String state) {
        return jdbc.sql("""
                        SELECT NOT EXISTS (SELECT FROM webhook_event WHERE reference = ? AND state = ? AND id <> ?)
                        """)
                .params(reference, state, due.id())
                .query(Boolean.class)
                .single();
    }

    boolean isTooOld(Due due) {
        return !due.receivedAt().plus(settings.giveUpAfter()).isAfter(now());
    }

    /** Removes what was settled long ago. */
    int clean() {
        return jdbc.sql("DELETE FROM webhook_event WHERE settled_at < ?")
                .param(now().minus(settings.keepFor()))
                .update();
    }

    static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java knows SHA-256", e);
        }
    }

    private Due due(ResultSet row) throws SQLException {
        try {
            return new Due(
                    row.getLong("id"),
                    row.getString("provider"),
                    (ObjectNode) json.readTree(row.getString("body")),
                    row.getObject("received_at", OffsetDateTime.class),
                    row.getInt("attempts"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database keeps JSON", e);
        }
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }
}
