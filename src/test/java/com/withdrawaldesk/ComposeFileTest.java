package com.withdrawaldesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.withdrawaldesk.support.PackagedDesk;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The text of docker-compose.yml, as Compose itself reads it. {@link PackagedDeskIT} proves the settings in it. */
class ComposeFileTest {

    @BeforeAll
    static void needsCompose() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "docker-compose")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(installed).as("docker-compose is installed").isTrue();
        }
        assumeTrue(installed, "docker-compose is not installed");
    }

    @Test
    void hasTheDeskWaitForAHealthyDatabaseOfItsOwn() throws Exception {
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(config(PackagedDesk.SECRETS));
        var services = file.get("services");

        assertThat(services).containsOnlyKeys("migrate", "desk", "database", "mail");
        assertThat(services.get("migrate").get("depends_on")).hasToString("{database={condition=service_healthy}}");
        assertThat(services.get("desk").get("depends_on"))
                .hasToString(
                        "{database={condition=service_healthy}, migrate={condition=service_completed_successfully}}");
        assertThat(services.get("database")).containsKeys("healthcheck", "volumes");
        assertThat(services.get("mail")).containsKey("healthcheck");
        assertThat(Path.of("Dockerfile")).content().contains("HEALTHCHECK");
    }

    @Test
    void letsNoContainerDoMoreThanItNeedsTo() throws Exception {
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(config(PackagedDesk.SECRETS));

        file.get("services").forEach((name, service) -> assertThat(service)
                .as(name)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"))
                .containsKeys("mem_limit", "pids_limit", "tmpfs")
                .doesNotContainKeys("privileged", "cap_add"));
        assertThat(file.get("services").values())
                .extracting(service -> (String) service.get("image"))
                .allMatch(image -> image.matches("withdrawal-desk|.+:v?\\d+\\.\\d+(\\.\\d+)?"));
        assertThat(Path.of("Dockerfile")).content().doesNotContainPattern("FROM \\S+:\\d+(\\.\\d+)?-");
    }

    @Test
    void givesTheOwnersPasswordToTheMigrationAlone() throws Exception {
        var secrets = new HashMap<>(PackagedDesk.SECRETS);
        secrets.put("DATABASE_OWNER_PASSWORD", "the-owner's-own");
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(config(secrets));

        assertThat(file.get("services").entrySet())
                .filteredOn(service -> service.getValue().toString().contains("the-owner's-own"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("database", "migrate");
        assertThat(file.get("services").get("database").get("entrypoint"))
                .as("what makes the roles reads the passwords and does not paste them")
                .asString()
                .doesNotContain("the-owner's-own", "$DESK_")
                .contains("\\getenv owner", ":'owner'", "\\getenv app", ":'app'")
                .doesNotContainIgnoringCase("superuser");
    }

    /** But its port, which is that of the container, the owner's password, and what the demo alone reads. */
    @Test
    void handsOnEverySettingThatIsDocumented() throws Exception {
        Map<String, Map<String, Map<String, Map<String, ?>>>> file = new Yaml().load(config(PackagedDesk.SECRETS));
        String page = Files.readString(Path.of("docs/reference/configuration.md"));
        Set<String> documented = Pattern.compile("(?m)^\\| (`[^|]+) \\|")
                .matcher(page)
                .results()
                .flatMap(row ->
                        Pattern.compile("`([A-Z0-9_]+)`").matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        documented.removeAll(
                Set.of("SERVER_PORT", "DATABASE_OWNER_PASSWORD", "DESK_DEMO_DATA", "DESK_PASSWORD_PUBLISHED"));

        assertThat(documented).hasSizeGreaterThan(100);
        assertThat(file.get("services").get("desk").get("environment").keySet()).containsAll(documented);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_PASSWORD",
                "DATABASE_OWNER_PASSWORD",
                "DESK_PIN_KEY",
                "DESK_AUDIT_KEY",
                "DESK_ADMIN_PASSWORD"
            })
    void hasNoDefaultForTheSecret(String secret) throws Exception {
        var settings = new HashMap<>(PackagedDesk.SECRETS);
        settings.put(secret, ""); // Not removed, or Compose would look into the .env that somebody may have.

        assertThat(config(settings)).contains("is missing, see the top of docker-compose.yml");
    }

    private static String config(Map<String, String> environment) throws IOException {
        var compose = new ProcessBuilder("docker-compose", "config").redirectErrorStream(true);
        compose.environment().keySet().retainAll(Set.of("PATH"));
        compose.environment().putAll(environment);
        try (var output = compose.start().getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
