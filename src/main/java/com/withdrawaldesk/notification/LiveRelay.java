package com.withdrawaldesk.notification;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Passes the ids of committed notices on to every node, this one included. {@code NOTIFY} takes a lock that all commits of
 * the database share, so it is never part of a money transaction, and many ids travel in one.
 */
@Component
class LiveRelay extends Worker {

    static final String CHANNEL = "desk_notification";

    /** PostgreSQL takes payloads below 8000 bytes: 400 ids of 19 digits and a comma would not fit. */
    private static final int MAX_IDS = 256;

    private final BlockingQueue<Long> committed = new ArrayBlockingQueue<>(10_000);
    private final JdbcClient jdbc;
    private final MeterRegistry meters;

    LiveRelay(JdbcClient jdbc, MeterRegistry meters) {
        super("desk-alert-relay");
        this.jdbc = jdbc;
        this.meters = meters;
    }

    /** Takes the id and returns at once. When the queue is full the alert is dropped: the notice stays in the inbox. */
    void pass(long id) {
        if (!committed.offer(id)) {
            meters.counter("desk.notifications.delivered", "channel", "websocket", "outcome", "dropped")
                    .increment();
        }
    }

    @Override
    void work() throws InterruptedException {
        List<Long> ids = new ArrayList<>(List.of(committed.take()));
        committed.drainTo(ids, MAX_IDS - 1);
        jdbc.sql("SELECT pg_notify(?, ?)")
                .params(CHANNEL, ids.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .query(row -> {});
    }
}
