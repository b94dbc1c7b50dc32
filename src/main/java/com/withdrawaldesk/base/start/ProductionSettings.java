package com.withdrawaldesk.base.start;

import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.money.Amounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.util.UriUtils;

/**
 * Refuses to start while a setting is missing or not usable, with one list and before anything else is touched: in the
 * production form any of them, in the demo those of the payout providers that it is told to use. {@code application.yml} says
 * which variable becomes which property; here are only those that take more than that.
 */
class ProductionSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Pattern POSTGRES_URL = Pattern.compile("postgres(?:ql)?://(?:([^:@/]+)(?::(.*))?@)?([^@]+)");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        boolean demo = environment.matchesProfiles("demo");
        if (!demo) {
            // Last, so that whoever sets one of these properties directly has the final say.
            environment.getPropertySources().addLast(new MapPropertySource("derived settings", derived(environment)));
        }
        List<Setting> settings = needed(environment, demo);
        List<String> faults = settings.stream()
                .filter(setting -> !setting.isUsable(environment))
                .map(setting -> setting.fault(environment))
                .toList();
        if (!faults.isEmpty()) {
            throw new StartRefused("The desk does not start because of these settings:\n\n" + String.join("\n", faults)
                    + "\n\nSet them in the environment."
                    + (demo ? "" : " To look around first, run the demo: mvn spring-boot:run"));
        }
    }

    private static List<Setting> needed(Environment environment, boolean demo) {
        String command = environment.getProperty(Commands.PROPERTY);
        if (command != null) {
            var needed = Commands.named(command).settings();
            return settings(environment).stream()
                    .filter(setting -> !demo && needed.contains(setting.variable()))
                    .toList();
        }
        var settings = new ArrayList<>(demo ? List.of() : settings(environment));
        settings.addAll(providers(environment));
        settings.addAll(currency(environment));
        settings.addAll(issuers(environment));
        return settings;
    }

    /** Prices, banks and account numbers of the providers are those of Nigeria. */
    private static List<Setting> currency(Environment environment) {
        boolean abroad = List.of(
                        environment.getProperty("desk.payout.provider", "").split("\\s*,\\s*"))
                .stream()
                .allMatch(provider -> provider.equals("manual") || provider.equals("sandbox"));
        return environment.getProperty("desk.currency", "").isBlank()
                ? List.of()
                : List.of(new Setting(
                        "DESK_CURRENCY",
                        "desk.currency",
                        "the code of a currency as of ISO 4217, such as NGN; through Paystack and Flutterwave NGN only",
                        code -> Amounts.supports(code) && (abroad || code.equals("NGN"))));
    }

    private static List<Setting> settings(Environment environment) {
        var settings = new ArrayList<>(List.of(
                new Setting(
                        "DATABASE_URL",
                        "spring.datasource.url",
                        "the PostgreSQL that keeps the money: postgres://user:password@host:port/database",
                        url -> url.startsWith("jdbc:postgresql:")),
                new Setting(
                        "DATABASE_USERNAME",
                        "spring.datasource.username",
                        "the desk's role there, unless DATABASE_URL has it"),
                new Setting(
                        "DATABASE_PASSWORD", "spring.datasource.password", "of that role, unless DATABASE_URL has it"),
                pinKey("DESK_PIN_KEY", "1"),
                auditKey("DESK_AUDIT_KEY", "1"),
                new Setting(
                        "DESK_ADMIN_USER",
                        "camunda.bpm.admin-user.id",
                        "the first administrator of users and groups: letters and digits",
                        id -> id.matches("[a-zA-Z0-9]+") && !UserIds.isReserved(id)),
                new Setting(
                        "DESK_ADMIN_PASSWORD",
                        "camunda.bpm.admin-user.password",
                        "of that administrator: 10 characters or more, of them an upper and a lower case letter, a digit and"
                                + " a special character, not the user name, and none that is guessed first",
                        password -> isStrong(password, environment.getProperty("camunda.bpm.admin-user.id", ""))
                                && (isPublished(password, environment) || !CommonPasswords.contain(password))),
                new Setting(
                        "DESK_PUBLIC_URL",
                        "desk.public-url",
                        "where people reach the desk: https://desk.example.com; http only on this machine, or with"
                                + " DESK_ALLOW_HTTP=true, which sends passwords and PINs as anybody can read them",
                        url -> url.matches("https?://[^/?#\\s]+")
                                && (url.startsWith("https") || isHere(url) || allowsHttp(environment))),
                new Setting(
                        "DESK_MANAGEMENT_PORT",
                        "management.server.port",
                        "where health and metrics are asked for: another port than SERVER_PORT",
                        port -> ManagementPortType.get(environment) != ManagementPortType.SAME),
                new Setting(
                        "DESK_PIN_ITERATIONS",
                        "desk.pin.iterations",
                        "what guessing a stolen PIN costs: 210000 or more",
                        iterations -> environment.matchesProfiles("test") // Which has no time and no secrets.
                                || iterations.matches("\\d{1,9}") && Integer.parseInt(iterations) >= 210_000),
                new Setting("MAIL_HOST", "spring.mail.host", "the SMTP server that takes the desk's e-mails"),
                new Setting("MAIL_FROM", "desk.mail.from", "the sender of these e-mails")));
        if (!environment.getProperty("DATABASE_OWNER_PASSWORD", "").isEmpty()) {
            settings.add(new Setting(
                    "DATABASE_OWNER_PASSWORD",
                    "DATABASE_OWNER_PASSWORD",
                    "of the tables' owner: only --migrate is given it, the running desk must not be able to read it",
                    password -> false));
        }
        newerKeys(environment, "desk.pin.keys")
                .forEach(version -> settings.add(pinKey("DESK_PIN_KEYS_" + version, version)));
        newerKeys(environment, "desk.audit.keys")
                .forEach(version -> settings.add(auditKey("DESK_AUDIT_KEYS_" + version, version)));
        return settings;
    }

    private static List<String> newerKeys(Environment environment, String property) {
        return Binder.get(environment)
                .bind(property, Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .keySet()
                .stream()
                .filter(version -> !version.equals("1"))
                .toList();
    }

    /** What the payout providers need that are in use. */
    private static List<Setting> providers(Environment environment) {
        var chosen = Binder.get(environment)
                .bind("desk.payout.provider", Bindable.listOf(String.class))
                .orElse(List.of());
        var settings = new ArrayList<Setting>();
        if (chosen.contains("paystack")) {
            settings.add(secret(
                    "PAYSTACK_SECRET_KEY", "desk.payout.paystack.secret-key", "of the account at Paystack: sk_…"));
        }
        if (chosen.contains("flutterwave")) {
            settings.add(secret(
                    "FLUTTERWAVE_SECRET_KEY",
                    "desk.payout.flutterwave.secret-key",
                    "of the account at Flutterwave: FLWSECK-…"));
            settings.add(secret(
                    "FLUTTERWAVE_SECRET_HASH",
                    "desk.payout.flutterwave.secret-hash",
                    "comes with Flutterwave's webhooks, as set in its dashboard"));
        }
        return settings;
    }

    /** Whoever issues tokens issues them for others, too; and logins need a client at the issuer. */
    private static List<Setting> issuers(Environment environment) {
        boolean accepted = Stream.of("issuer-uri", "jwk-set-uri", "public-key-location")
                .anyMatch(key -> !environment
                        .getProperty("spring.security.oauth2.resourceserver.jwt." + key, "")
                        .isBlank());
        var settings = new ArrayList<Setting>();
        if (!environment.getProperty("desk.oidc.issuer-uri", "").isBlank()) {
            String ofTokens = environment.getProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri", "");
            settings.add(new Setting(
                    "DESK_OIDC_ISSUER_URI",
                    "desk.oidc.issuer-uri",
                    "the issuer of logins: https, and the issuer of bearer tokens where there is one, as two could call"
                            + " different people alike",
                    url -> (url.startsWith("https://") || isHere(url) || allowsHttp(environment))
                            && (ofTokens.isBlank() || ofTokens.equals(url))));
            settings.add(new Setting(
                    "DESK_OIDC_CLIENT_ID", "desk.oidc.client-id", "under which the issuer of logins knows the desk"));
            settings.add(secret("DESK_OIDC_CLIENT_SECRET", "desk.oidc.client-secret", "of that client"));
        }
        if (accepted) {
            settings.add(new Setting(
                    "DESK_TOKEN_AUDIENCE", "desk.token.audience", "what aud has to name in tokens made for this desk"));
        }
        return settings;
    }

    /** A line break, which a file or a paste easily brings along, cannot be sent in a header. */
    private static Setting secret(String variable, String property, String purpose) {
        return new Setting(variable, property, purpose, value -> value.matches("[\\x21-\\x7e]+"));
    }

    private static Setting pinKey(String variable, String version) {
        return new Setting(
                variable,
                "desk.pin.keys." + version,
                "encrypts the payment PINs: 32 random bytes in base64, as of: openssl rand -base64 32",
                ProductionSettings::isKey);
    }

    private static Setting auditKey(String variable, String version) {
        return new Setting(
                variable,
                "desk.audit.keys." + version,
                "seals the audit trail: 32 random bytes in base64, as of: openssl rand -base64 32",
                ProductionSettings::isKey);
    }

    /** @param purpose what the setting is for and what makes it usable */
    private record Setting(String variable, String property, String purpose, Predicate<String> fits) {

        Setting(String variable, String property, String purpose) {
            this(variable, property, purpose, value -> true);
        }

        boolean isUsable(Environment environment) {
            return !isMissing(environment) && fits.test(environment.getProperty(property));
        }

        String fault(Environment environment) {
            return "  %-23s %-11s %s".formatted(variable, isMissing(environment) ? "missing" : "not usable", purpose);
        }

        private boolean isMissing(Environment environment) {
            return environment.getProperty(property, "").isBlank();
        }
    }

    private static boolean isHere(String url) {
        return url.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/.*)?");
    }

    private static boolean allowsHttp(Environment environment) {
        return environment.getProperty("DESK_ALLOW_HTTP", "").equals("true");
    }

    private static boolean isKey(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The engine's own password policy, known before the engine would end the start with it. */
    private static boolean isStrong(String password, String user) {
        return password.length() >= 10
                && List.of(".*[a-z].*", ".*[A-Z].*", ".*[0-9].*", ".*[\\p{Punct} ].*").stream()
                        .allMatch(password::matches)
                && (user.isBlank() || !password.toLowerCase(Locale.ROOT).contains(user.toLowerCase(Locale.ROOT)));
    }

    private static boolean isPublished(String password, Environment environment) {
        return Binder.get(environment)
                .bind("desk.password.published", Bindable.setOf(String.class))
                .orElse(Set.of())
                .contains(password);
    }

    private static Map<String, Object> derived(Environment environment) {
        var derived = new HashMap<String, Object>();
        addDatabase(derived, environment.getProperty("DATABASE_URL", ""));
        addIfSet(derived, "spring.datasource.username", environment.getProperty("DATABASE_USERNAME"));
        addIfSet(derived, "spring.datasource.password", environment.getProperty("DATABASE_PASSWORD"));
        String publicUrl = environment.getProperty("desk.public-url", "");
        if (publicUrl.startsWith("https://")) {
            derived.put("server.servlet.session.cookie.secure", true);
            derived.put("camunda.bpm.webapp.session-cookie.enable-secure-cookie", true);
            derived.put("camunda.bpm.webapp.csrf.enable-secure-cookie", true);
            derived.put("camunda.bpm.webapp.csrf.target-origin", publicUrl);
            derived.put("camunda.bpm.webapp.header-security.hsts-disabled", false);
        }
        return derived;
    }

    /** Takes {@code postgres://user:password@host:port/database?options} apart, which the driver does not read as it is. */
    private static void addDatabase(Map<String, Object> derived, String url) {
        Matcher parts = POSTGRES_URL.matcher(url);
        if (parts.matches()) {
            addIfSet(derived, "spring.datasource.username", decoded(parts.group(1)));
            addIfSet(derived, "spring.datasource.password", decoded(parts.group(2)));
            derived.put("spring.datasource.url", "jdbc:postgresql://" + parts.group(3));
        } else {
            addIfSet(derived, "spring.datasource.url", url);
        }
    }

    private static String decoded(String part) {
        try {
            return part == null ? null : UriUtils.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part; // A bare % was meant as it is.
        }
    }

    private static void addIfSet(Map<String, Object> derived, String property, String value) {
        if (value != null && !value.isBlank()) {
            derived.put(property, value);
        }
    }
}
