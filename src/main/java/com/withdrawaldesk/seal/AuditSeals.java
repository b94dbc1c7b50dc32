package com.withdrawaldesk.seal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the audit trail after the fact, so that whoever is audited waits for nothing. Ids are given out before rows are
 * committed: a seal covers only ids of which no transaction can bring another row, and from then on one that appears among them
 * was put there. Who may still bring one is whoever held the lock of a writer when the highest id was read; each statement takes
 * that lock before it draws an id, and keeps it until its transaction has ended.
 */
class AuditSeals {

    private static final Logger LOG = LoggerFactory.getLogger(AuditSeals.class);
    private static final int MAX_ROWS = 1000;
    private static final int MAX_SEALS = 2000;
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SealMac mac;
    private Horizon waiting;
    private Seal remembered;
    private volatile boolean lost;

    AuditSeals(JdbcClient jdbc, TransactionTemplate transaction, SealMac mac) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.mac = mac;
    }

    /**
     * Up to where rows can be sealed once these writers have ended.
     *
     * @param at the database's time before the id was read
     */
    private record Horizon(OffsetDateTime at, long lastId, Set<String> writers) {}

    private record Row(long id, String text) {}

    /** Seals what can be. Twice, because the first look may be an old one of this node, which another node has overtaken. */
    synchronized void run() {
        remember();
        for (int looks = 0; looks < 2; looks++) {
            waiting = waiting == null ? look() : waiting;
            waiting.writers().retainAll(writers());
            if (!waiting.writers().isEmpty()) {
                return;
            }
            for (int seals = 0; sealNext(waiting); seals++) {
                if (seals == MAX_SEALS) {
                    return; // Much was there before the first seal; the next run goes on.
                }
            }
            waiting = null;
        }
    }

    private Horizon look() {
        Horizon horizon = jdbc.sql(
                        "SELECT clock_timestamp(), coalesce(pg_sequence_last_value('audit_event_id_seq'::regclass), 0)")
                .query((row, n) -> new Horizon(row.getObject(1, OffsetDateTime.class), row.getLong(2), new HashSet<>()))
                .single();
        horizon.writers().addAll(writers());
        return horizon;
    }

    /** The transactions that have written, or are about to write, audit rows and have not ended. */
    private List<String> writers() {
        return jdbc.sql("""
                        SELECT virtualtransaction FROM pg_locks
                        WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND relation = 'audit_event'::regclass AND mode = 'RowExclusiveLock'
                          AND pid <> pg_backend_pid()
                        """).query(String.class).list();
    }

    /** False when there is nothing left to seal below the horizon. */
    private boolean sealNext(Horizon horizon) {
        Seal made = transaction.execute(tx -> seal(horizon));
        remembered = made == null ? remembered : made;
        return made != null;
    }

    private Seal seal(Horizon horizon) {
        Seal last = latest();
        List<Row> rows = rows(last.lastId(), horizon.lastId());
        if (rows.isEmpty()) {
            return null;
        }
        long lastId = rows.size() < MAX_ROWS
                ? horizon.lastId()
                : rows.get(rows.size() - 1).id();
        int key = mac.newestKey();
        var entries = ByteBuffer.allocate(rows.size() * Seal.ENTRY_BYTES);
        rows.forEach(row -> entries.putLong(row.id()).put(mac.ofRow(key, SealMac.FORM, row.text())));
        Seal seal = mac.sealed(
                new Seal(
                        last.no() + 1,
                        ChronoUnit.MICROS.between(EPOCH, horizon.at().toInstant()),
                        lastId,
                        rows.size(),
                        last.total() + rows.size(),
                        entries.array(),
                        SealMac.FORM,
                        key,
                        null),
                last.mac());
        jdbc.sql("INSERT INTO audit_seal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        seal.no(),
                        horizon.at(),
                        seal.lastId(),
                        seal.rows(),
                        seal.total(),
                        seal.entries(),
                        seal.form(),
                        seal.keyVersion(),
                        seal.mac())
                .update();
        return seal;
    }

    /** The upper end is no condition of the statement: without statistics it made PostgreSQL sort all that is left. */
    private List<Row> rows(long after, long upTo) {
        return jdbc
                .sql("SELECT id, " + SealMac.ROW + " FROM audit_event WHERE id > ? ORDER BY id LIMIT ?")
                .params(after, MAX_ROWS)
                .query((row, n) -> new Row(row.getLong(1), row.getString(2)))
                .list()
                .stream()
                .takeWhile(row -> row.id() <= upTo)
                .toList();
    }

    /** {@link Seal#NONE} before the first. */
    Seal latest() {
        return jdbc.sql(Seal.SELECT + " ORDER BY no DESC LIMIT 1")
                .query(Seal::read)
                .optional()
                .orElse(Seal.NONE);
    }

    /** Whoever cuts off the end of the chain would have it sealed anew; but this node knows what it has seen. */
    private void remember() {
        if (remembered != null && remembered.no() > 0) {
            byte[] now = jdbc.sql("SELECT mac FROM audit_seal WHERE no = ?")
                    .param(remembered.no())
                    .query(byte[].class)
                    .optional()
                    .orElse(null);
            if (!Arrays.equals(now, remembered.mac())) {
                lost = true;
                LOG.error(
                        "violated: the audit trail had seal {}, which is gone or another one now", remembered.anchor());
                return;
            }
        }
        remembered = latest();
    }

    /** Whether a seal that this node knew is not there any more. Stays so until the node is started anew. */
    boolean lost() {
        return lost;
    }

    /** The age in seconds of the oldest row without a seal. */
    double unsealedSeconds() {
        return jdbc.sql("""
                        SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - at) FROM audit_event
                        WHERE id > coalesce((SELECT last_id FROM audit_seal ORDER BY no DESC LIMIT 1), -9223372036854775808)
                        ORDER BY id LIMIT 1), 0)
                        """).query(Double.class).single();
    }

    /** The moment that a seal keeps as a number; null before the first and for what is no time. */
    static Instant moment(long at) {
        return at == Long.MIN_VALUE || at == Long.MAX_VALUE ? null : EPOCH.plus(at, ChronoUnit.MICROS);
    }
}
