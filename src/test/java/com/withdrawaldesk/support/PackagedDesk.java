package com.withdrawaldesk.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
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
            "DESK_ADMIN_PASSWORD", "Desk-first-0");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):([-?])([^}]*)}");

    private PackagedDesk() {}

    /** Starts it with the settings of the compose file, only that both servers are found on these ports of this machine. */
    public static DeskProcess start(int databasePort, int smtpPort) {
        var environment = composeEnvironment();
        environment.computeIfPresent(
                "DATABASE_URL", (name, url) -> url.replace("database:5432", "127.0.0.1:" + databasePort));
        environment.put("MAIL_HOST", "127.0.0.1");
        environment.put("MAIL_PORT", String.valueOf(smtpPort));
        return start(environment);
    }

    /** Starts it with these settings and no others. */
    public static DeskProcess start(Map<String, String> environment) {
        return DeskProcess.start(DeskProcess.freePort(), environment, "-jar", JAR);
    }

    /** The environment of the service {@code desk}, with its variables filled in as Compose does. */
    private static Map<String, String> composeEnvironment() {
        Map<String, Object> file = yaml();
        Map<?, ?> services = (Map<?, ?>) file.get("services");
        Map<?, ?> desk = (Map<?, ?>) services.get("desk");
        var environment = new LinkedHashMap<String, String>();
        ((Map<?, ?>) desk.get("environment"))
                .forEach((name, value) -> environment.put(name.toString(), filledIn(value.toString())));
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
