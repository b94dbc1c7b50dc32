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
import java.util.Map;
import java.util.Set;
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

        assertThat(services).containsOnlyKeys("desk", "database", "mail");
        assertThat(services.get("desk").get("depends_on")).hasToString("{database={condition=service_healthy}}");
        assertThat(services.get("database")).containsKeys("healthcheck", "volumes");
        assertThat(services.get("mail")).containsKey("healthcheck");
        assertThat(Path.of("Dockerfile")).content().contains("HEALTHCHECK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATABASE_PASSWORD", "DATABASE_OWNER_PASSWORD", "DESK_PIN_KEY", "DESK_ADMIN_PASSWORD"})
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
