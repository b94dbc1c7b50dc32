package com.withdrawaldesk.notification;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** Where the database tells whose password or groups were changed, see {@code V26__identity_changes.sql}. */
    private static final String IDENTITIES = "desk_identity";

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
            execute(connection, "LISTEN " + IDENTITIES);
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
        Map<Boolean, List<PGNotification>> ofIdentities = Arrays.stream(heard)
                .collect(Collectors.partitioningBy(
                        notification -> notification.getName().equals(IDENTITIES)));
        // First: whoever is removed hears nothing that was told afterwards.
        ofIdentities.get(true).stream()
                .map(PGNotification::getParameter)
                .distinct()
                .forEach(sockets::recheck);
        Long[] ids = ofIdentities.get(false).stream()
                .flatMap(notification -> Stream.of(notification.getParameter().split(",")))
                .map(Long::valueOf)
                .toArray(Long[]::new);
        if (ids.length > 0) {
            jdbc.sql("SELECT * FROM notification WHERE id = ANY (?) ORDER BY id")
                    .param(ids)
                    .query(rows)
                    .list()
                    .forEach(sockets::push);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
