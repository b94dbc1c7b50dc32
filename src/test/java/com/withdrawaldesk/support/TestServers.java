package com.withdrawaldesk.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;

/** One PostgreSQL, one SMTP server and one of each payment provider for all tests of a run, stopped when the JVM ends. */
@Order(Ordered.HIGHEST_PRECEDENCE) // Before the desk looks whether its settings are complete.
public final class TestServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    public static final EmbeddedPostgres POSTGRES = startPostgres();
    public static final GreenMail SMTP = startSmtp();
    public static final FakePaystack PAYSTACK = new FakePaystack();
    public static final FakeFlutterwave FLUTTERWAVE = new FakeFlutterwave();
    public static final FakeIssuer ISSUER = new FakeIssuer();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test servers",
                        Map.ofEntries(
                                Map.entry("spring.datasource.url", url("postgres")),
                                Map.entry("spring.datasource.username", "desk_app"),
                                Map.entry("spring.datasource.password", "desk_app"),
                                Map.entry("spring.flyway.url", url("postgres")),
                                Map.entry("spring.flyway.user", "postgres"),
                                Map.entry("spring.flyway.password", ""),
                                Map.entry("spring.mail.host", "127.0.0.1"),
                                Map.entry("spring.mail.port", SMTP.getSmtp().getPort()),
                                Map.entry("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER.url()),
                                Map.entry("spring.security.oauth2.resourceserver.jwt.jwk-set-uri", ISSUER.keysUrl()),
                                Map.entry("desk.token.audience", FakeIssuer.AUDIENCE),
                                Map.entry("desk.payout.paystack.base-url", PAYSTACK.url()),
                                Map.entry("desk.payout.paystack.secret-key", FakePaystack.KEY),
                                Map.entry("desk.payout.flutterwave.base-url", FLUTTERWAVE.url()),
                                Map.entry("desk.payout.flutterwave.secret-key", FakeFlutterwave.KEY),
                                Map.entry("desk.payout.flutterwave.secret-hash", FakeFlutterwave.HASH))));
    }

    public static String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + POSTGRES.getPort() + "/" + database;
    }

    private static EmbeddedPostgres startPostgres() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE desk_app LOGIN PASSWORD 'desk_app'");
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GreenMail startSmtp() {
        var smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        Runtime.getRuntime().addShutdownHook(new Thread(smtp::stop));
        return smtp;
    }
}
