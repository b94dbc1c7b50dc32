package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestServers;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class LiveListenerTest {

    private static final String NAME = "listener-under-test";
    private static final int TEN_SECONDS = 10_000;

    @Autowired
    Notifications notifications;

    @Autowired
    Told.Rows rows;

    @Autowired
    NotificationProperties settings;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    private final LiveSockets sockets = mock(LiveSockets.class);
    private final DataSource database = new DriverManagerDataSource(
            TestServers.url("postgres") + "?ApplicationName=" + NAME, "desk_app", "desk_app");
    private Cast cast;
    private LiveListener listener;

    @BeforeEach
    void listen() {
        cast = new Cast(identities, jdbc);
        listener = new LiveListener(database, jdbc, rows, sockets, settings);
        listener.start();
        verify(sockets, timeout(TEN_SECONDS)).askToReconnect();
    }

    @AfterEach
    void leave() {
        if (listener.isRunning()) {
            listener.stop();
        }
        cast.close();
    }

    /** The desk's own listener hears the same at the same time, as another node would. */
    @Test
    void hearsWhatIsToldOnAnyNode() {
        tell("hello");

        verify(sockets, timeout(TEN_SECONDS)).push(titled("hello"));
    }

    @Test
    void comesBackWhenTheDatabaseCutsItOffAndHasClientsReadTheirInbox() throws SQLException {
        cutOff();
        verify(sockets, timeout(TEN_SECONDS).times(2)).askToReconnect();

        tell("after the cut");

        verify(sockets, timeout(TEN_SECONDS)).push(titled("after the cut"));
    }

    @Test
    void givesItsConnectionBackWhenItStops() {
        assertThat(connections()).isEqualTo(1);

        listener.stop();

        assertThat(listener.isRunning()).isFalse();
        await().until(() -> connections() == 0);
    }

    @Test
    void readsNothingWhileNobodyIsConnected() {
        when(sockets.isEmpty()).thenReturn(true).thenReturn(false);

        tell("unheard");
        verify(sockets, timeout(TEN_SECONDS)).isEmpty();
        tell("heard");

        verify(sockets, timeout(TEN_SECONDS)).push(titled("heard"));
        verify(sockets).push(any());
    }

    private void tell(String title) {
        new TransactionTemplate(transactions)
                .executeWithoutResult(
                        status -> notifications.tell(Notices.titled(title, Audience.group("businessAdmins"))));
    }

    private long connections() {
        return jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?")
                .param(NAME)
                .query(Long.class)
                .single();
    }

    private static Told titled(String title) {
        return argThat(told -> told.notice().title().equals(title));
    }

    private static void cutOff() throws SQLException {
        try (var connection = TestServers.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.prepareStatement(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?")) {
            statement.setString(1, NAME);
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }
}
