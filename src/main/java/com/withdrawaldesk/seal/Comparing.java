package com.withdrawaldesk.seal;

import com.withdrawaldesk.seal.AuditVerification.Finding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comparison of rows with the seals that cover them, batch by batch. */
final class Comparing {

    static final int MAX_FINDINGS = 20;

    /** By how much clocks may disagree when the database moves to another machine. */
    private static final long TOLERANCE_MICROS = 60_000_000;

    private final SealMac mac;
    private final List<Finding> findings = new ArrayList<>();
    private Seal last;
    private long earliest = Long.MIN_VALUE;

    /** @param before what the first seal to compare follows; it is believed */
    Comparing(SealMac mac, Seal before) {
        this.mac = mac;
        this.last = before;
    }

    /** @param at as {@link Seal#at} */
    record Row(long id, long at, String text) {}

    private record Entry(long id, ByteBuffer mac) {}

    Seal last() {
        return last;
    }

    boolean enough() {
        return findings.size() >= MAX_FINDINGS;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * @param seals that follow the last ones
     * @param rows all rows that these seals cover, by their ids
     */
    void compare(List<Seal> seals, List<Row> rows) {
        int next = 0;
        for (Seal seal : seals) {
            int first = next;
            while (next < rows.size() && rows.get(next).id() <= seal.lastId()) {
                next++;
            }
            compare(seal, rows.subList(first, next));
            last = seal;
        }
    }

    private void compare(Seal seal, List<Row> rows) {
        long firstRow = last.lastId() == Long.MIN_VALUE ? 1 : last.lastId() + 1;
        if (seal.at() > last.at()) {
            earliest = last.at(); // What this seal covers got its ids after the look for an earlier seal.
        }
        if (!mac.hasKey(seal.keyVersion()) || seal.form() != SealMac.FORM) {
            find(
                    "key_missing",
                    seal,
                    firstRow,
                    "Seal %d needs key %d and form %d, which this desk does not have."
                            .formatted(seal.no(), seal.keyVersion(), seal.form()));
            return;
        }
        List<Entry> entries = entries(seal);
        if (seal.no() == last.no() + 1) {
            compareRows(seal, entries, rows);
            if (!Arrays.equals(seal.mac(), mac.ofSeal(seal, last.mac()))) {
                find(
                        "seal_changed",
                        seal,
                        firstRow,
                        "Seal %d over the rows %d to %d is not the one that was made."
                                .formatted(seal.no(), firstRow, seal.lastId()));
            }
        } else {
            find(
                    "seals_removed",
                    seal,
                    firstRow,
                    "Between seal %d and seal %d there was at least one more.".formatted(last.no(), seal.no()));
            // What the missing ones covered is neither here nor there, and what this one follows is not known.
            compareRows(
                    seal,
                    entries,
                    rows.stream()
                            .filter(row -> entries.isEmpty()
                                    || row.id() >= entries.get(0).id())
                            .toList());
        }
    }

    private void compareRows(Seal seal, List<Entry> entries, List<Row> rows) {
        int next = 0;
        for (Row row : rows) {
            while (next < entries.size() && entries.get(next).id() < row.id()) {
                removed(seal, entries.get(next++));
            }
            if (next == entries.size() || entries.get(next).id() > row.id()) {
                find(
                        "row_inserted",
                        seal,
                        row.id(),
                        "Row %d was not there when seal %d was made.".formatted(row.id(), seal.no()));
                continue;
            }
            compare(seal, entries, entries.get(next++), row);
        }
        while (next < entries.size()) {
            removed(seal, entries.get(next++));
        }
    }

    private void compare(Seal seal, List<Entry> entries, Entry entry, Row row) {
        ByteBuffer now = ByteBuffer.wrap(mac.ofRow(seal.keyVersion(), seal.form(), row.text()));
        if (now.equals(entry.mac())) {
            if (earliest != Long.MIN_VALUE && row.at() < earliest - TOLERANCE_MICROS) {
                find(
                        "row_backdated",
                        seal,
                        row.id(),
                        "Row %d says %s, but was written after %s."
                                .formatted(row.id(), AuditSeals.moment(row.at()), AuditSeals.moment(earliest)));
            }
        } else if (idsByMac(entries).containsKey(now)) {
            find(
                    "row_reordered",
                    seal,
                    row.id(),
                    "Row %d has the content that row %d had."
                            .formatted(row.id(), idsByMac(entries).get(now)));
        } else {
            find(
                    "row_changed",
                    seal,
                    row.id(),
                    "Row %d is not what it was when seal %d was made.".formatted(row.id(), seal.no()));
        }
    }

    private void removed(Seal seal, Entry entry) {
        find(
                "row_removed",
                seal,
                entry.id(),
                "Row %d was there when seal %d was made.".formatted(entry.id(), seal.no()));
    }

    private void find(String kind, Seal seal, long row, String detail) {
        if (!enough()) {
            findings.add(new Finding(kind, seal.no(), row, detail));
        }
    }

    private static Map<ByteBuffer, Long> idsByMac(List<Entry> entries) {
        var ids = new HashMap<ByteBuffer, Long>();
        entries.forEach(entry -> ids.put(entry.mac(), entry.id()));
        return ids;
    }

    private static List<Entry> entries(Seal seal) {
        var entries = new ArrayList<Entry>();
        ByteBuffer bytes = ByteBuffer.wrap(seal.entries());
        while (bytes.remaining() >= Seal.ENTRY_BYTES) {
            var mac = new byte[SealMac.ROW_BYTES];
            entries.add(new Entry(bytes.getLong(), ByteBuffer.wrap(mac)));
            bytes.get(mac);
        }
        return entries;
    }
}
