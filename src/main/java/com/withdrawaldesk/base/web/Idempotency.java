package com.withdrawaldesk.base.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a request safe to repeat: the answer is stored under the user's {@code Idempotency-Key} in the same transaction as
 * the work, and given again to the same request. A refusal rolls back and stores nothing, so its key can be used again.
 * Follows the IETF draft "The Idempotency-Key HTTP Header Field" (07). Keys are kept for {@link #KEPT}.
 */
@Component
public class Idempotency {

    /** How long an answer is given again. */
    public static final Duration KEPT = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final JdbcOperations connections;
    private final ObjectMapper json;
    private final TransactionTemplate transaction;

    Idempotency(JdbcClient jdbc, JdbcOperations connections, ObjectMapper json, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.json = json;
        this.transaction = transaction;
    }

    /** Work that is done at most once per key. */
    public interface Once {

        /** The stored answer, or else what the work answers. The work runs in one transaction. */
        ResponseEntity<Object> answer(Supplier<Object> work);

        /**
         * As {@link #answer}, for work that is made of many transactions of its own: no transaction is open meanwhile. After a
         * crash in the middle it is done again, so each of its parts has to be safe to repeat.
         */
        ResponseEntity<Object> answerParts(Supplier<Object> work);

        /** The stored answer when there is one; saves a PIN check on a repetition. */
        Optional<ResponseEntity<Object>> stored();
    }

    /** For addresses whose clients may leave the key out. */
    public Once optional(HttpServletRequest request, int status, Object... fingerprint) {
        String key = request.getHeader("Idempotency-Key");
        return key == null ? new Unkeyed(status) : new Keyed(key, request, status, fingerprint);
    }

    /** For addresses where a key is required. */
    public Once required(HttpServletRequest request, int status, Object... fingerprint) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            throw new Refusal(
                    Code.IDEMPOTENCY_KEY_INVALID,
                    "Send a header Idempotency-Key, unique for each credit, so that a repetition credits nothing twice.");
        }
        return new Keyed(key, request, status, fingerprint);
    }

    private final class Unkeyed implements Once {

        private final int status;

        Unkeyed(int status) {
            this.status = status;
        }

        @Override
        public ResponseEntity<Object> answer(Supplier<Object> work) {
            return ResponseEntity.status(status).body(transaction.execute(tx -> work.get()));
        }

        @Override
        public ResponseEntity<Object> answerParts(Supplier<Object> work) {
            return ResponseEntity.status(status).body(work.get());
        }

        @Override
        public Optional<ResponseEntity<Object>> stored() {
            return Optional.empty();
        }
    }

    private final class Keyed implements Once {

        private final String key;
        private final String user;
        private final int status;
        private final byte[] fingerprint;

        Keyed(String given, HttpServletRequest request, int status, Object[] fields) {
            // The draft writes the key as a quoted string; most clients send it bare.
            key = given.replaceAll("^\"(.*)\"$", "$1");
            if (!key.matches("[A-Za-z0-9_-]{8,64}")) {
                throw new Refusal(
                        Code.IDEMPOTENCY_KEY_INVALID, "An Idempotency-Key is 8 to 64 letters, digits, - and _.");
            }
            this.user = request.getUserPrincipal().getName();
            this.status = status;
            this.fingerprint = digest(request.getMethod() + " " + request.getRequestURI() + " " + write(fields));
        }

        @Override
        public Optional<ResponseEntity<Object>> stored() {
            return jdbc.sql("SELECT fingerprint, status, body FROM idempotent_request WHERE user_id = ? AND key = ?")
                    .params(user, key)
                    .query((row, n) -> {
                        if (!MessageDigest.isEqual(fingerprint, row.getBytes(1))) {
                            throw new Refusal(
                                    Code.IDEMPOTENCY_KEY_REUSED,
                                    "This Idempotency-Key belongs to another request. Use a new key for a new request.");
                        }
                        return ResponseEntity.status(row.getInt(2))
                                .contentType(MediaType.APPLICATION_JSON)
                                .header("Idempotency-Replayed", "true")
                                .<Object>body(new RawValue(row.getString(3)));
                    })
                    .optional();
        }

        @Override
        public ResponseEntity<Object> answer(Supplier<Object> work) {
            return transaction.execute(tx -> {
                // Held until commit: a twin that arrives meanwhile is told so instead of waiting.
                boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))")
                        .param(user + " " + key)
                        .query(Boolean.class)
                        .single();
                requireAlone(alone);
                return storedOrDone(work);
            });
        }

        @Override
        public ResponseEntity<Object> answerParts(Supplier<Object> work) {
            return connections.execute((Connection held) -> {
                var lock = JdbcClient.create(new SingleConnectionDataSource(held, true));
                // Ends with the connection if the desk does not come to end it.
                requireAlone(lock.sql("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")
                        .param(user + " " + key)
                        .query(Boolean.class)
                        .single());
                try {
                    return storedOrDone(work);
                } finally {
                    lock.sql("SELECT pg_advisory_unlock(hashtextextended(?, 0))")
                            .param(user + " " + key)
                            .query(Boolean.class)
                            .single();
                }
            });
        }

        private static void requireAlone(boolean alone) {
            if (!alone) {
                throw new Refusal(Code.REQUEST_IN_PROGRESS, "The same request is being worked on. Ask again shortly.")
                        .retryAfter(Duration.ofSeconds(1));
            }
        }

        private ResponseEntity<Object> storedOrDone(Supplier<Object> work) {
            return stored().orElseGet(() -> {
                Object body = work.get();
                jdbc.sql("INSERT INTO idempotent_request (user_id, key, fingerprint, status, body)"
                                + " VALUES (?, ?, ?, ?, ?)")
                        .params(user, key, fingerprint, status, write(body))
                        .update();
                return ResponseEntity.status(status).body(body);
            });
        }
    }

    /** Forgets the answers that are no longer given again. */
    @Bean
    static RecurringTask<Void> forgetIdempotentRequests(JdbcClient jdbc, Clock clock) {
        return Tasks.recurring("forget-idempotent-requests", FixedDelay.ofHours(1))
                .execute((task, context) -> jdbc.sql("DELETE FROM idempotent_request WHERE created_at < ?")
                        .param(Timestamp.from(clock.instant().minus(KEPT)))
                        .update());
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
