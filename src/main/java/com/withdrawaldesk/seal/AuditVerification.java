package com.withdrawaldesk.seal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares the audit trail with its seals and names what was changed, removed, inserted or reordered, by whomever. It reads in
 * batches of some thousand rows, each by an index, so that it can look at any range of a trail of any size and holds no
 * snapshot for long. What it cannot see from inside the database is that the end of rows and seals was cut off, or that all was
 * sealed anew by the desk: that shows an anchor, which somebody kept elsewhere.
 */
class AuditVerification {

    private static final int BATCH_ROWS = 5000;
    private static final int BATCH_SEALS = 200;
    private static final Pattern ANCHOR = Pattern.compile("(\\d{1,18})-([0-9a-f]{64})");

    private final JdbcClient jdbc;
    private final AuditProperties settings;

    AuditVerification(JdbcClient jdbc, AuditProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Something that is not as it was sealed.
     *
     * @param kind {@code row_changed}, {@code row_removed}, {@code row_inserted}, {@code row_reordered}, {@code row_backdated},
     *     {@code seal_changed}, {@code seals_removed}, {@code key_missing}, {@code end_removed} or {@code sealed_anew}
     * @param seal number of the seal
     * @param row id of the row; the first that may be concerned where a seal is at fault
     * @param detail a sentence for people
     */
    record Finding(String kind, long seal, long row, String detail) {}

    /**
     * What was compared.
     *
     * @param from number of the first seal that was asked for
     * @param to number of the last seal that was compared; null when there was none
     * @param rows how many rows these seals cover
     * @param next number of the seal to go on with; null when this was all
     * @param findings at most {@value Comparing#MAX_FINDINGS}, the first one first; empty when all is as it was
     */
    record Report(long from, Long to, long rows, Long next, List<Finding> findings) {

        boolean intact() {
            return findings.isEmpty();
        }
    }

    /**
     * The end of the chain.
     *
     * @param seal zero before the first
     * @param rows that are sealed
     * @param at when their ids were given out; null before the first
     * @param anchor proves to whoever keeps it what was sealed; null before the first
     */
    record Latest(long seal, long rows, Instant at, String anchor) {}

    /**
     * Rows that no seal covers yet.
     *
     * @param rows at most 10,000 are counted
     * @param oldest null when there is none
     */
    record Unsealed(long rows, Instant oldest) {}

    /**
     * Compares rows with seals.
     *
     * @param from number of the first seal, one for the very first; what is before it is taken as it is
     * @param maxRows about how many rows to compare at most
     */
    Report verify(long from, long maxRows) {
        Seal before = from == 1
                ? Seal.NONE
                : jdbc.sql(Seal.SELECT + " WHERE no < ? ORDER BY no DESC LIMIT 1")
                        .param(from)
                        .query(Seal::read)
                        .optional()
                        .orElse(Seal.NONE);
        var comparing = new Comparing(settings.mac(), before);
        long compared = 0;
        List<Seal> seals = seals(before.no());
        while (!seals.isEmpty() && compared < maxRows && !comparing.enough()) {
            long sealed = seals.stream().mapToLong(Seal::rows).sum();
            comparing.compare(seals, rows(comparing.last().lastId(), seals, sealed));
            compared += sealed;
            seals = seals(comparing.last().no());
        }
        Long to = comparing.last() == before ? null : comparing.last().no();
        Long next =
                seals.isEmpty() || comparing.enough() ? null : comparing.last().no() + 1;
        return new Report(from, to, compared, next, comparing.findings());
    }

    /**
     * Looks for the seal that somebody kept the anchor of.
     *
     * @return what became of it; null when it stands where it stood
     * @throws IllegalArgumentException when this is no anchor
     */
    Finding missing(String anchor) {
        Matcher parts = ANCHOR.matcher(anchor.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("An anchor is the number of a seal, a dash and 64 digits from 0 to f.");
        }
        long no = Long.parseLong(parts.group(1));
        Seal last = jdbc.sql(Seal.SELECT + " WHERE no <= ? ORDER BY no DESC LIMIT 1")
                .param(no)
                .query(Seal::read)
                .optional()
                .orElse(Seal.NONE);
        if (last.no() < no) {
            return new Finding(
                    "end_removed",
                    no,
                    last.lastId() == Long.MIN_VALUE ? 1 : last.lastId() + 1,
                    "Seal " + no + " of the anchor is gone; before it there is seal " + last.no() + ".");
        }
        return last.anchor().equals(anchor.strip())
                ? null
                : new Finding(
                        "sealed_anew",
                        no,
                        last.lastId() - last.rows() + 1,
                        "Seal " + no + " is another one than that of the anchor: up to it, rows may be others, too.");
    }

    /** The seal to give an anchor of. */
    Latest latest() {
        return jdbc.sql(Seal.SELECT + " ORDER BY no DESC LIMIT 1")
                .query(Seal::read)
                .optional()
                .map(seal -> new Latest(seal.no(), seal.total(), AuditSeals.moment(seal.at()), seal.anchor()))
                .orElse(new Latest(0, 0, null, null));
    }

    /** What is too new for a seal, or what nobody seals. */
    Unsealed unsealed() {
        return jdbc.sql("""
                        SELECT count(*), min(at) FROM (SELECT at FROM audit_event
                        WHERE id > coalesce((SELECT last_id FROM audit_seal ORDER BY no DESC LIMIT 1), -9223372036854775808)
                        ORDER BY id LIMIT 10000) unsealed
                        """)
                .query((row, n) -> new Unsealed(
                        row.getLong(1),
                        row.getTimestamp(2) == null ? null : row.getTimestamp(2).toInstant()))
                .single();
    }

    /** The next seals, as many as cover one batch of rows. */
    private List<Seal> seals(long after) {
        List<Seal> seals = jdbc.sql("""
                        SELECT * FROM (%s WHERE no > ? ORDER BY no LIMIT ?) seals ORDER BY no
                        """.formatted(Seal.SELECT))
                .params(after, BATCH_SEALS)
                .query(Seal::read)
                .list();
        var batch = new ArrayList<Seal>();
        int rows = 0;
        for (Seal seal : seals) {
            if (!batch.isEmpty() && rows + seal.rows() > BATCH_ROWS) {
                break;
            }
            batch.add(seal);
            rows += seal.rows();
        }
        return batch;
    }

    /** Some more than were sealed, so that whatever was inserted shows, and not all of it, in case that it is very much. */
    private List<Comparing.Row> rows(long after, List<Seal> seals, long sealed) {
        long upTo = seals.stream().mapToLong(Seal::lastId).max().orElseThrow();
        return jdbc.sql("SELECT id, timestamptz_send(at), " + SealMac.ROW
                        + " FROM audit_event WHERE id > ? AND id <= ? ORDER BY id LIMIT ?")
                .params(after, upTo, sealed + BATCH_ROWS)
                .query((row, n) -> new Comparing.Row(
                        row.getLong(1), ByteBuffer.wrap(row.getBytes(2)).getLong(), row.getString(3)))
                .list();
    }
}
