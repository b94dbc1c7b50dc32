package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@DeskTest
class LiveRelayTest {

    /** Ids of full length, so that a batch is as long as it can ever be. */
    private static final long FIRST = Long.MAX_VALUE - 1000;

    @Autowired
    JdbcClient jdbc;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void passesManyIdsOnInFewNotifications() throws Exception {
        var relay = new LiveRelay(jdbc, meters);
        LongStream.range(FIRST, FIRST + 1000).forEach(relay::pass);

        try (var connection = DriverManager.getConnection(TestServers.url("postgres"), "desk_app", "desk_app");
                var statement = connection.createStatement()) {
            statement.execute("LISTEN " + LiveRelay.CHANNEL);
            var listening = connection.unwrap(PGConnection.class);
            relay.start();
            try {
                List<String> payloads = new ArrayList<>();
                await().until(() -> {
                    Stream.of(listening.getNotifications(100))
                            .map(PGNotification::getParameter)
                            .filter(payload -> payload.startsWith("922"))
                            .forEach(payloads::add);
                    return ids(payloads).count() == 1000;
                });
                assertThat(ids(payloads))
                        .containsExactlyElementsOf(
                                LongStream.range(FIRST, FIRST + 1000).boxed().toList());
                assertThat(payloads).hasSize(4);
            } finally {
                relay.stop();
            }
        }
        assertThat(relay.isRunning()).isFalse();
    }

    @Test
    void dropsAlertsRatherThanHoldUpWhoeverTells() {
        var relay = new LiveRelay(mock(JdbcClient.class), meters);

        LongStream.range(0, 10_003).forEach(relay::pass);

        assertThat(meters.get("desk.notifications.delivered")
                        .tags("channel", "websocket", "outcome", "dropped")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    private static Stream<Long> ids(List<String> payloads) {
        return payloads.stream()
                .flatMap(payload -> Stream.of(payload.split(",")))
                .map(Long::valueOf);
    }
}
