package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.Http.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/** The packaged jar as {@code docker-compose.yml} runs it, on this machine instead of in its containers. */
public final class PackagedDesk {

    public static final String JAR = "target/withdrawal-desk.jar";
    public static final Path COMPOSE_FILE = Path.of("docker-compose.yml");

    /** The first administrator, as the compose file names it and {@link #SECRETS} give the password. */
    public static final String ADMIN = "engineadmin";

    /** What the compose file leaves to whoever uses it. */
    public static final Map<String, String> SECRETS = Map.of(
            "DATABASE_PASSWORD", "app-secret",
            "DATABASE_OWNER_PASSWORD", "owner-secret",
            "DESK_PIN_KEY", "YSBrZXkgZm9yIHRoZSB0ZXN0cyBvZiAzMiBieXRlcyE=",
            "DESK_AUDIT_KEY", "YSBrZXkgZm9yIHRoZSB0ZXN0cyBvZiAzMiBieXRlcyE=",
            "DESK_ADMIN_PASSWORD", "Desk-first-0");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):([-?])([^}]*)}");

    private PackagedDesk() {}

    /** Makes the roles and the database that the compose file's PostgreSQL begins with, and runs its service migrate. */
    public static void prepare(EmbeddedPostgres server) {
        var superuser = JdbcClient.create(server.getPostgresDatabase());
        superuser.sql("CREATE ROLE desk_owner LOGIN").update(); // Not even a superuser here.
        superuser.sql("CREATE ROLE desk_app LOGIN").update();
        superuser.sql("CREATE DATABASE desk OWNER desk_owner").update();
        command("--migrate", environment("migrate", server.getPort()));
    }

    /**
     * Carries out a command with the settings of the compose file's desk.
     *
     * @param others what somebody has set besides
     * @return what was printed
     */
    public static String command(String command, int databasePort, Map<String, String> others) {
        var environment = environment("desk", databasePort);
        environment.putAll(others);
        return command(command, environment);
    }

    private static String command(String command, Map<String, String> environment) {
        var carriedOut = DeskProcess.start(DeskProcess.freePort(), environment, "-jar", JAR, command);
        assertThat(carriedOut.awaitExit()).as(carriedOut.output()).isZero();
        return carriedOut.output();
    }

    /**
     * Starts it with the settings of the compose file, only that both servers are found on these ports of this machine.
     *
     * @param others what somebody has set besides
     */
    public static DeskProcess start(int databasePort, int smtpPort, Map<String, String> others) {
        return start(settings(databasePort, smtpPort, others));
    }

    /** What it is started with there. */
    public static Map<String, String> settings(int databasePort, int smtpPort, Map<String, String> others) {
        var environment = environment("desk", databasePort);
        environment.put("MAIL_HOST", "127.0.0.1");
        environment.put("MAIL_PORT", String.valueOf(smtpPort));
        environment.put("DESK_PASSWORD_PUBLISHED", People.PASSWORD);
        // Tests ask more often than people.
        List.of("PIN", "REQUESTS", "SETTINGS", "SEARCHES", "ACTIONS")
                .forEach(limit -> environment.put("DESK_LIMITS_" + limit, "0"));
        environment.putAll(others);
        return environment;
    }

    /** Starts it with these settings and no others. */
    public static DeskProcess start(Map<String, String> environment) {
        return DeskProcess.start(DeskProcess.freePort(), environment, "-jar", JAR);
    }

    /** Somebody at the web apps as the first administrator. */
    public static WebApps administrator(DeskProcess desk) {
        return WebApps.login(desk, "admin", ADMIN, SECRETS.get("DESK_ADMIN_PASSWORD"));
    }

    /** Lets this vendor in as in production, each step by whom it is up to: user, wallet, balance, bank account, PIN. */
    public static void openVendor(DeskProcess desk, String id, String balance) {
        openVendor(desk, id, balance, "01%08d".formatted(Math.floorMod(id.hashCode(), 100_000_000)));
    }

    /** As {@link #openVendor(DeskProcess, String, String)}, with this bank account instead of one of its own. */
    public static void openVendor(DeskProcess desk, String id, String balance, String account) {
        administrator(desk).addUser(id, Groups.VENDORS);
        String key = "Bearer " + key(desk);
        done(desk.http().post(null, "/api/platform/wallets/", """
                        {"owner": "%s", "owner_type": "vendor", "display_name": "Shop of %1$s", "email": "%1$s@example.com"}
                        """.formatted(id), "Authorization", key));
        done(desk.http()
                .post(
                        null,
                        "/api/platform/wallets/" + id + "/credit/",
                        "{\"amount\": \"%s\", \"description\": \"Sales\"}".formatted(balance),
                        "Authorization",
                        key,
                        "Idempotency-Key",
                        "sales-of-" + id));
        done(desk.http().post(id, "/api/vendor/update-payment-settings/", """
                {"bank_name": "GTBank", "bank_code": "058", "account_number": "%s", "account_name": "Tech Store Ltd"}
                """.formatted(account)));
        done(desk.http().post(id, "/api/vendor/set-payment-pin/", "{\"pin\": \"%s\"}".formatted(Given.PIN)));
    }

    /** A new API key of the marketplace's back end. */
    public static String key(DeskProcess desk) {
        Answer made = desk.http()
                .post(
                        null,
                        "/api/admin/api-keys/",
                        "{\"account\": \"marketplace\", \"name\": \"Tests\"}",
                        "Authorization",
                        Http.basic(ADMIN, SECRETS.get("DESK_ADMIN_PASSWORD")));
        done(made);
        return made.body().path("key").asText();
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
    }

    /** The environment of this service, filled in as Compose does, with the database on this port of this machine. */
    private static Map<String, String> environment(String service, int databasePort) {
        Map<String, Object> file = yaml();
        Map<?, ?> services = (Map<?, ?>) file.get("services");
        var environment = new LinkedHashMap<String, String>();
        ((Map<?, ?>) ((Map<?, ?>) services.get(service)).get("environment")).forEach((name, value) -> {
            if (value != null) { // Without a value it is handed on if it is set, which here it is not.
                environment.put(name.toString(), filledIn(value.toString()));
            }
        });
        environment.computeIfPresent(
                "DATABASE_URL", (name, url) -> url.replace("database:5432", "127.0.0.1:" + databasePort));
        return environment;
    }

    private static Map<String, Object> yaml() {
        try {
            return new Yaml().load(Files.readString(COMPOSE_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String filledIn(String value) {
        return VARIABLE.matcher(value).replaceAll(variable -> {
            boolean required = variable.group(2).equals("?");
            return required ? SECRETS.get(variable.group(1)) : variable.group(3);
        });
    }
}
