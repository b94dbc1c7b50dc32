package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PinPropertiesTest {

    private static final String KEY = "dGVzdCBrZXkgMSwgMzIgYnl0ZXMsIG5vdCBzZWNyZXQ=";

    private final ApplicationContextRunner desk = new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties(PinProperties.class)
    static class Settings {}

    @Test
    void hashesAsOftenAsOwaspAsksWhenNothingElseIsSaid() {
        desk.withPropertyValues("desk.pin.keys.1=" + KEY)
                .run(context -> assertThat(context.getBean(PinProperties.class).iterations())
                        .isEqualTo(220_000));
    }

    @Test
    void readsAKeyFromTheEnvironment() {
        var variables = new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of("DESK_PIN_KEYS_2", KEY));
        desk.withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(variables))
                .run(context -> assertThat(context.getBean(PinProperties.class).secretKeys())
                        .containsOnlyKeys(2));
    }

    @Test
    void refusesToStartWithoutAKey() {
        desk.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageStartingWith("desk.pin.keys.1 is missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "desk.pin.keys.1=c2hvcnQ=, desk.pin.keys.1 has 5 bytes instead of 32.",
        "desk.pin.keys.3=not base64!, desk.pin.keys.3 is not Base64.",
        "desk.pin.keys.0=" + KEY + ", desk.pin.keys.0: key versions start at 1.",
        "desk.pin.iterations=999, desk.pin.iterations is below 1000.",
    })
    void refusesToStartWithAWrongSetting(String setting, String sentence) {
        desk.withPropertyValues("desk.pin.keys.9=" + KEY, setting)
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessage(sentence));
    }

    @Test
    void keepsItsKeysOutOfLogs() {
        desk.withPropertyValues("desk.pin.keys.1=" + KEY)
                .run(context -> assertThat(context.getBean(PinProperties.class).toString())
                        .contains("[1]")
                        .doesNotContain(KEY));
    }
}
