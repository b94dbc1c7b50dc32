package com.withdrawaldesk.base.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

class ProductionSettingsTest {

    private static final String VARIABLES = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    private static final String KEY = "YSBrZXkgZm9yIHRoZSB0ZXN0cyBvZiAzMiBieXRlcyE=";

    private final Map<String, Object> variables = new HashMap<>(Map.of(
            "DATABASE_URL", "postgres://desk_app:secret@db.example.com:5433/desk",
            "DESK_PIN_KEY", KEY,
            "DESK_AUDIT_KEY", KEY,
            "DESK_ADMIN_USER", "engineadmin",
            "DESK_ADMIN_PASSWORD", "Desk-first-0",
            "DESK_PUBLIC_URL", "https://desk.example.com",
            "MAIL_HOST", "mail.example.com",
            "MAIL_FROM", "desk@example.com"));

    @Test
    void takesACompleteEnvironment() {
        var environment = started();

        assertThat(environment.getProperty("spring.datasource.url"))
                .isEqualTo("jdbc:postgresql://db.example.com:5433/desk");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("desk_app");
        assertThat(environment.getProperty("spring.datasource.password")).isEqualTo("secret");
        assertThat(environment.getProperty("desk.pin.keys.1")).isEqualTo(KEY);
        assertThat(environment.getProperty("camunda.bpm.admin-user.id")).isEqualTo("engineadmin");
        assertThat(environment.getProperty("spring.mail.properties.mail.smtp.starttls.required"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL",
                "DESK_PIN_KEY",
                "DESK_AUDIT_KEY",
                "DESK_ADMIN_USER",
                "DESK_ADMIN_PASSWORD",
                "DESK_PUBLIC_URL",
                "MAIL_HOST",
                "MAIL_FROM"
            })
    void refusesToStartWithout(String variable) {
        variables.remove(variable);

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::started)
                .withMessageMatching("(?s).*" + variable + " +missing .*");
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, mysql://h/d",
        "DESK_PIN_KEY, not base64",
        "DESK_PIN_KEY, dG9vIHNob3J0",
        "DESK_PIN_KEYS_2, dG9vIHNob3J0",
        "DESK_AUDIT_KEY, dG9vIHNob3J0",
        "DESK_AUDIT_KEYS_2, dG9vIHNob3J0",
        "DESK_ADMIN_USER, engine-admin",
        "DESK_ADMIN_USER, System",
        "DESK_ADMIN_PASSWORD, Short-1",
        "DESK_ADMIN_PASSWORD, engineadmin",
        "DESK_ADMIN_PASSWORD, EngineAdmin-1",
        "DESK_ADMIN_PASSWORD, alllowercase-1",
        "DESK_ADMIN_PASSWORD, Password-1",
        "DESK_ADMIN_PASSWORD, Desk-demo-1",
        "DESK_PUBLIC_URL, desk.example.com",
        "DESK_PUBLIC_URL, https://desk.example.com/",
        "DESK_PUBLIC_URL, http://desk.example.com",
        "DESK_PUBLIC_URL, http://localhost.example.com",
        "DESK_PUBLIC_URL, http://10.0.0.7:8080",
        "DESK_PIN_ITERATIONS, 1000",
        "DESK_PIN_ITERATIONS, many",
        "DESK_MANAGEMENT_PORT, 8080"
    })
    void refusesToStartWithSomethingNotUsable(String variable, String value) {
        variables.put(variable, value);

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::started)
                .withMessageMatching("(?s).*" + variable + " +not usable .*")
                .withMessageNotContaining(" " + value + " ");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        variables.clear();
        variables.put("DESK_PIN_KEY", "short");

        assertThatExceptionOfType(StartRefused.class).isThrownBy(this::started).satisfies(refused -> assertThat(
                        refused.getMessage().lines().filter(line -> line.startsWith("  ")))
                .hasSize(10));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@h/d, jdbc:postgresql://h/d, u, p",
        "postgresql://u:p%40s%2Fs@h:1/d?sslmode=require, jdbc:postgresql://h:1/d?sslmode=require, u, p@s/s",
        "postgres://u:50%@h/d, jdbc:postgresql://h/d, u, 50%",
        "postgres://u:a+b#c/d@my_db:1/d, jdbc:postgresql://my_db:1/d, u, a+b#c/d"
    })
    void readsDatabaseUrls(String given, String url, String username, String password) {
        variables.put("DATABASE_URL", given);
        var environment = started();

        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(url);
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo(username);
        assertThat(environment.getProperty("spring.datasource.password")).isEqualTo(password);
    }

    @Test
    void isNeverGivenThePasswordOfTheTablesOwner() {
        variables.put("DATABASE_OWNER_USERNAME", "desk_owner");
        assertThat(started().getProperty("desk.database-owner")).isEqualTo("desk_owner");

        variables.put("DATABASE_OWNER_PASSWORD", "other");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::started)
                .withMessageMatching("(?s).*DATABASE_OWNER_PASSWORD not usable .* only --migrate is given it.*")
                .withMessageNotContaining("other\n");
    }

    @Test
    void takesSpringsOwnSettingsInsteadOfTheVariables() {
        variables.remove("DATABASE_URL");
        variables.putAll(Map.of(
                "spring.datasource.url", "jdbc:postgresql://h/d",
                "spring.datasource.username", "u",
                "spring.datasource.password", "p"));

        assertThatCode(this::started).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1", "http://desk.example.com"})
    void isReachedByHttpOnThisMachineOrWhereSomebodySaysSo(String url) {
        variables.putAll(Map.of("DESK_PUBLIC_URL", url, "DESK_ALLOW_HTTP", url.contains("example") ? "true" : ""));

        assertThatCode(this::started).doesNotThrowAnyException();
    }

    @Test
    void securesItsCookiesBehindHttpsOnly() {
        variables.put("DESK_PUBLIC_URL", "http://localhost:8080");
        String[] secured = {
            "server.servlet.session.cookie.secure",
            "camunda.bpm.webapp.session-cookie.enable-secure-cookie",
            "camunda.bpm.webapp.csrf.enable-secure-cookie"
        };
        assertThat(secured).noneMatch(property -> started().containsProperty(property));

        variables.put("DESK_PUBLIC_URL", "https://desk.example.com");
        assertThat(secured).allMatch(property -> started().getRequiredProperty(property, Boolean.class));
        assertThat(started().getProperty("camunda.bpm.webapp.csrf.target-origin"))
                .isEqualTo("https://desk.example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "demo, paystack, PAYSTACK_SECRET_KEY",
        "demo, 'sandbox,flutterwave', FLUTTERWAVE_SECRET_KEY",
        "demo, flutterwave, FLUTTERWAVE_SECRET_HASH",
        "prod, 'paystack,flutterwave', PAYSTACK_SECRET_KEY",
        "prod, flutterwave, FLUTTERWAVE_SECRET_HASH"
    })
    void refusesToStartWithAProviderItHasNoKeyOf(String form, String providers, String variable) {
        variables.putAll(Map.of(
                "spring.profiles.active", form,
                "desk.payout.provider", providers,
                "PAYSTACK_SECRET_KEY", "sk_test_x",
                "FLUTTERWAVE_SECRET_KEY", "FLWSECK-x",
                "FLUTTERWAVE_SECRET_HASH", "hash"));
        assertThatCode(this::started).doesNotThrowAnyException();

        variables.put(variable, "sk\nx");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::started)
                .withMessageMatching("(?s).*" + variable + " +not usable .*")
                .withMessageNotContaining("sk\nx");

        variables.remove(variable);
        assertThatExceptionOfType(StartRefused.class).isThrownBy(this::started).satisfies(refused -> assertThat(
                        refused.getMessage().lines().filter(line -> line.startsWith("  ")))
                .singleElement()
                .asString()
                .matches(" +" + variable + " +missing .*"));
    }

    @ParameterizedTest
    @CsvSource({
        "demo, ISSUER_URI, https://login.example.com",
        "prod, ISSUER_URI, https://login.example.com",
        "prod, JWK_SET_URI, https://login.example.com/keys",
        "prod, PUBLIC_KEY_LOCATION, file:/etc/desk/key.pem"
    })
    void refusesToTakeTokensThatMayBeMadeForOthers(String form, String setting, String value) {
        variables.put("spring.profiles.active", form);
        variables.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_" + setting, value);
        for (String audience : new String[] {null, "", " "}) {
            variables.put("DESK_TOKEN_AUDIENCE", audience);
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(this::started)
                    .withMessageMatching("(?s).*DESK_TOKEN_AUDIENCE +missing .*");
        }

        variables.put("DESK_TOKEN_AUDIENCE", "withdrawal-desk");
        assertThatCode(this::started).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "prod"})
    void refusesToLetPeopleLogInAtAnIssuerThatDoesNotKnowIt(String form) {
        variables.put("spring.profiles.active", form);
        variables.put("DESK_OIDC_ISSUER_URI", "https://login.example.com");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::started)
                .withMessageMatching("(?s).*DESK_OIDC_CLIENT_ID +missing .*DESK_OIDC_CLIENT_SECRET +missing .*");

        variables.putAll(Map.of("DESK_OIDC_CLIENT_ID", "desk", "DESK_OIDC_CLIENT_SECRET", "secret"));
        assertThatCode(this::started).doesNotThrowAnyException();

        // Two issuers could call different people alike, and what is readable on the way is no login.
        variables.put("DESK_TOKEN_AUDIENCE", "desk");
        for (String[] issuers : new String[][] {
            {"https://login.example.com", "https://other.example.com"},
            {"http://login.example.com", "http://login.example.com"}
        }) {
            variables.put("DESK_OIDC_ISSUER_URI", issuers[0]);
            variables.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI", issuers[1]);
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(this::started)
                    .withMessageContaining("DESK_OIDC_ISSUER_URI");
        }
    }

    @Test
    void leavesTheDemoAlone() {
        variables.clear();
        variables.put("spring.profiles.active", "demo");

        assertThatCode(this::started).doesNotThrowAnyException();
    }

    /** The environment after the check: nothing but these variables, on top of the application's own settings. */
    private Environment started() {
        try (var context = new GenericApplicationContext()) {
            var environment = new StandardEnvironment();
            var sources = environment.getPropertySources();
            sources.replace(VARIABLES, new SystemEnvironmentPropertySource(VARIABLES, variables));
            // A later document of the file has precedence over an earlier one.
            new YamlPropertySourceLoader()
                    .load("application", new ClassPathResource("application.yml"))
                    .forEach(document -> sources.addAfter(VARIABLES, document));
            context.setEnvironment(environment);
            new ProductionSettings().initialize(context);
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
