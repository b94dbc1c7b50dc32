package com.withdrawaldesk.audit;

import com.withdrawaldesk.audit.Audit.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records what comes again and again, such as a page that looks every few seconds or a password with each call: once in a while
 * for each actor, address and subject, on all nodes together.
 */
@Component
public class Once {

    private static final int REMEMBERED = 10_000;

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    /** What this node need not ask the database about, and until when. */
    private final Map<String, Instant> recorded = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    Once(JdbcClient jdbc, Audit audit, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Records the event unless the same was recorded within this time before, in a transaction of its own: what somebody has seen
     * is not undone. Throws when the database cannot be reached, so that nothing is shown unrecorded.
     */
    public void record(Event event, Duration every) {
        String key = key(event);
        Instant now = clock.instant();
        synchronized (recorded) {
            Instant until = recorded.get(key);
            if (until != null && now.isBefore(until)) {
                return;
            }
        }
        ownTransaction.executeWithoutResult(tx -> {
            int due = jdbc.sql("""
                            INSERT INTO audit_tally (key, since, until) VALUES (:key, :now, :until)
                            ON CONFLICT (key) DO UPDATE SET since = excluded.since, until = excluded.until
                            WHERE audit_tally.until <= :now
                            """)
                    .param("key", key)
                    .param("now", Timestamp.from(now))
                    .param("until", Timestamp.from(now.plus(every)))
                    .update();
            if (due > 0) {
                audit.record(event);
            }
        });
        synchronized (recorded) {
            recorded.put(key, now.plus(every));
        }
    }

    private static String key(Event event) {
        Origin origin = Origin.current();
        String all = String.join(
                "\n",
                origin.user(),
                String.valueOf(origin.ip()),
                event.action(),
                event.subjectType(),
                String.valueOf(event.subjectId()),
                String.valueOf(event.after()));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
