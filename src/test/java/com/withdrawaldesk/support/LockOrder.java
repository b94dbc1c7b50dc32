package com.withdrawaldesk.support;

import java.sql.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.MethodExecutionListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/**
 * Fails whoever takes rows in another order than the one in which everybody takes them: payouts, their withdrawal, its wallet.
 * It looks at every transaction of the whole suite, since two orders are seen only by those who meet.
 */
class LockOrder implements QueryExecutionListener, MethodExecutionListener {

    private enum Rows {
        PAYOUT_ATTEMPT,
        WITHDRAWAL,
        WALLET;

        private final Pattern taken = Pattern.compile(
                "\\b(from|join) %1$s\\b.*\\bfor (no key )?update\\b|^update %1$s\\b"
                        .formatted(name().toLowerCase(Locale.ROOT)),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    private static final Set<String> ENDS = Set.of("commit", "rollback", "close", "setAutoCommit");

    private final Map<String, Set<Rows>> held = new ConcurrentHashMap<>();

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        for (QueryInfo query : queries) {
            String sql = query.getQuery().strip();
            for (Rows rows : Rows.values()) {
                if (rows.taken.matcher(sql).find()) {
                    take(execution.getConnectionId(), rows, sql);
                }
            }
        }
    }

    private void take(String connection, Rows rows, String sql) {
        Set<Rows> mine = held.computeIfAbsent(connection, none -> EnumSet.noneOf(Rows.class));
        if (!mine.contains(rows) && mine.stream().anyMatch(later -> later.compareTo(rows) > 0)) {
            throw new IllegalStateException("Takes %s while it holds %s: %s".formatted(rows, mine, sql));
        }
        mine.add(rows);
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
        // Rows are held until the transaction ends.
    }

    @Override
    public void beforeMethod(MethodExecutionContext call) {
        // What ends a transaction has ended it afterwards.
    }

    @Override
    public void afterMethod(MethodExecutionContext call) {
        if (call.getTarget() instanceof Connection
                && ENDS.contains(call.getMethod().getName())) {
            held.remove(call.getConnectionInfo().getConnectionId());
        }
    }
}
