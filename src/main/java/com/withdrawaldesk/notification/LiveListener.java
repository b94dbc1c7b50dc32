package com.withdrawaldesk.notification;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Hears of committed notices, from whichever node they come, and pushes them to the clients of this one. Holds one
 * connection for itself; {@code LISTEN} needs a session, so a pooler in between must not work per transaction.
 */
@Component
class LiveListener extends Worker {

    /** Short, because it is also how long the desk's stop waits for this thread. */
    private static final int POLL_MILLIS = 500;

    private static final int VALIDATION_SECONDS = 5;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final Told.Rows rows;
    private final LiveSockets sockets;
    private final long pingNanos;

    LiveListener(
            DataSource database,
            JdbcClient jdbc,
            Told.Rows rows,
            LiveSockets sockets,
            NotificationProperties settings) {
        super("desk-alert-listener");
        this.database = database;
        this.jdbc = jdbc;
        this.rows = rows;
        this.sockets = sockets;
        this.pingNanos = settings.live().pingInterval().toNanos();
    }

    @Override
    void work() throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, "LISTEN " + LiveRelay.CHANNEL);
            try {
                // Whoever is connected already may have missed something while nobody listened.
                sockets.askToReconnect();
                listen(connection);
            } finally {
                execute(connection, "UNLISTEN *");
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        long pinged = System.nanoTime();
        while (isRunning()) {
            push(postgres.getNotifications(POLL_MILLIS));
            if (System.nanoTime() - pinged > pingNanos) {
                sockets.ping();
                // A connection that was cut silently looks like one on which nothing happens.
                if (!connection.isValid(VALIDATION_SECONDS)) {
                    throw new SQLException("the listening connection is gone");
                }
                pinged = System.nanoTime();
            }
        }
    }

    private void push(PGNotification[] heard) {
        if (heard.length == 0 || sockets.isEmpty()) {
            return;
        }
        Long[] ids = Arrays.stream(heard)
                .flatMap(notification -> Stream.of(notification.getParameter().split(",")))
                .map(Long::valueOf)
                .toArray(Long[]::new);
        jdbc.sql("SELECT * FROM notification WHERE id = ANY (?) ORDER BY id")
                .param(ids)
                .query(rows)
                .list()
                .forEach(sockets::push);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
