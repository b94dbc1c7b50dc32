package com.withdrawaldesk.support;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that the desk and its engine have stored, one digest for each table: equal ones prove that nothing was left behind. */
public record Footprint(Map<String, String> digests) {

    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        for (String table : List.of(
                "wallet",
                "ledger_transfer",
                "withdrawal",
                "payout_attempt",
                "emergency_refund",
                "emergency_refund_item",
                "idempotent_request",
                "notification",
                "notification_delivery")) {
            TABLES.put(table, "SELECT * FROM " + table);
        }
        // That somebody called is recorded for the first call of an hour, whatever it does.
        TABLES.put("audit_event", "SELECT * FROM audit_event WHERE outcome = 'done' AND action <> 'login'");
    }

    /** Where it is counted who calls and when, and what is to be done next, whatever a call does. */
    private static final List<String> COUNTERS = List.of("audit_tally", "scheduled_tasks", "flyway_schema_history");

    /** Of what moves money and of the engine. */
    public static Footprint of(JdbcClient jdbc) {
        return of(jdbc, "act\\_%");
    }

    /** Of every table but counters. */
    public static Footprint ofEverything(JdbcClient jdbc) {
        return of(jdbc, "%");
    }

    private static Footprint of(JdbcClient jdbc, String like) {
        var tables = new LinkedHashMap<>(TABLES);
        jdbc
                .sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema AND tablename LIKE ?")
                .param(like)
                .query(String.class)
                .list()
                .stream()
                .filter(table -> !COUNTERS.contains(table))
                .forEach(table -> tables.putIfAbsent(table, "SELECT * FROM " + table));
        // A wrong password is counted, which is its purpose.
        tables.put("act_id_user", "SELECT id_, first_, last_, email_, pwd_, salt_, picture_id_ FROM act_id_user");
        var digests = new LinkedHashMap<String, String>();
        tables.forEach((table, rows) -> digests.put(
                table,
                jdbc.sql("SELECT count(*) || ' ' || coalesce(sum(hashtextextended(r::text, 0)), 0) FROM (" + rows
                                + ") r")
                        .query(String.class)
                        .single()));
        return new Footprint(digests);
    }

    /** The same without these tables. */
    public Footprint without(String... tables) {
        var rest = new LinkedHashMap<>(digests);
        List.of(tables).forEach(rest::remove);
        return new Footprint(rest);
    }
}
