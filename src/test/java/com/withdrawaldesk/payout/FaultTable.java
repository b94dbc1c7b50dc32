package com.withdrawaldesk.payout;

import com.withdrawaldesk.support.Judge.Finding;
import java.util.Map;
import java.util.TreeMap;

/** Counts by fault and provider what became of payouts, to be printed. */
final class FaultTable {

    private final Map<String, int[]> rows = new TreeMap<>();

    void add(PayoutFault fault, Payer payer, Finding finding) {
        add("%2d %s".formatted(fault.ordinal(), fault.words), payer, finding);
    }

    synchronized void add(String kind, Payer payer, Finding finding) {
        int[] row = rows.computeIfAbsent("%-65s | %-11s".formatted(kind, payer.provider()), key -> new int[4]);
        row[0]++;
        row[1] += finding.paid().isEmpty() ? 0 : 1;
        row[2] += finding.refunded() ? 1 : 0;
        row[3] += finding.endedAt() == null ? 1 : 0;
    }

    @Override
    public synchronized String toString() {
        var table = new StringBuilder(
                "%n%-65s | %-11s | count | paid | refunded | open for a person%n".formatted("fault", "provider"));
        rows.forEach((key, row) ->
                table.append("%s | %5d | %4d | %8d | %d%n".formatted(key, row[0], row[1], row[2], row[3])));
        return table.toString();
    }
}
