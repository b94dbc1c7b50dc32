package com.withdrawaldesk.support;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.MethodExecutionContext;
import net.ttddyy.dsproxy.listener.lifecycle.JdbcLifecycleEventListenerAdapter;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.web.client.RestClientCustomizer;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * Looks at each call that any test makes to a provider, and fails the one whose thread holds a connection to the database
 * meanwhile, be it in a transaction that is suspended. The database ends what is idle in a transaction: after a second in the
 * build, later where many share a machine.
 */
@TestComponent
public class Calls implements RestClientCustomizer {

    private static final ThreadLocal<Integer> HELD = ThreadLocal.withInitial(() -> 0);

    /** Counts the connections that each thread holds. */
    static final class Held extends JdbcLifecycleEventListenerAdapter {

        @Override
        public void afterGetConnection(MethodExecutionContext call) {
            if (call.getTarget() instanceof DataSource && call.getThrown() == null) {
                HELD.set(HELD.get() + 1);
            }
        }

        @Override
        public void afterClose(MethodExecutionContext call) {
            if (call.getTarget() instanceof Connection) {
                HELD.set(HELD.get() - 1);
            }
        }
    }

    private volatile Consumer<String> watcher;

    /**
     * From now on whoever waits for anybody in a transaction loses it. The first withdrawal takes its time, because everything
     * is loaded then, so it comes before.
     */
    @EventListener
    void endIdleTransactions(ApplicationReadyEvent started) throws SQLException {
        Given given = started.getApplicationContext().getBean(Given.class);
        given.runDueJobs(given.approved(given.vendor("1000.00"), "1000.00"));
        try (var connection = TestServers.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE desk_app IN DATABASE postgres SET idle_in_transaction_session_timeout = '"
                    + System.getProperty("desk.test.idle-in-transaction", "1s") + "'");
        }
        started.getApplicationContext()
                .getBean(DataSource.class)
                .unwrap(HikariDataSource.class)
                .getHikariPoolMXBean()
                .softEvictConnections();
    }

    /** Tells of each call, as {@code POST /transfer}, in its own thread before it leaves the desk. */
    public void watch(Consumer<String> watcher) {
        this.watcher = watcher;
    }

    /** Tells nobody any more. */
    public void forget() {
        watcher = null;
    }

    @Override
    public void customize(RestClient.Builder client) {
        client.requestInterceptor(interceptor());
    }

    private ClientHttpRequestInterceptor interceptor() {
        return (request, body, execution) -> {
            String call = request.getMethod() + " " + request.getURI().getPath();
            if (HELD.get() != 0) {
                throw new IllegalStateException(call + " with " + HELD.get() + " connections to the database");
            }
            Consumer<String> told = watcher;
            if (told != null) {
                told.accept(call);
            }
            return execution.execute(request, body);
        };
    }
}
