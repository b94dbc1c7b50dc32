package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.joda.money.CurrencyUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class PayoutPropertiesTest {

    /** One million is large from the next minor unit on, however many of them there are. */
    @ParameterizedTest
    @CsvSource({"NGN, 100000000", "XOF, 1000000", "KWD, 1000000000"})
    void knowsWhatIsLargeInTheCurrencyOfTheInstallation(String currency, long million) throws IOException {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", Map.of("desk.currency", currency)));
        environment
                .getPropertySources()
                .addLast(new YamlPropertySourceLoader()
                        .load("desk", new ClassPathResource("application.yml"))
                        .get(0));

        PayoutProperties properties = Binder.get(environment)
                .bind("desk.payout", PayoutProperties.class)
                .get();

        assertThat(properties.currency()).isEqualTo(CurrencyUnit.of(currency));
        assertThat(properties.isLarge(million)).isFalse();
        assertThat(properties.isLarge(million + 1)).isTrue();
        assertThat(properties.isLarge(0)).isFalse();
    }
}
