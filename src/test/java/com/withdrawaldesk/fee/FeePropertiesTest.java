package com.withdrawaldesk.fee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The settings by the names that the README gives them. */
class FeePropertiesTest {

    @Test
    void areReadFromTheEnvironment() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment",
                        Map.of(
                                "DESK_FEES_BEARER_WITHDRAWAL_FEE", "requester",
                                "DESK_FEES_BEARER_PROVIDER_FEE", "REQUESTER",
                                "DESK_FEES_TABLE", "file:/etc/desk/withdrawal-fees.dmn",
                                "DESK_FEES_VAT_PERCENT", "10",
                                "DESK_FEES_STAMP_DUTY_FROM", "5000")));

        FeeProperties fees = Binder.get(environment).bindOrCreate("desk.fees", FeeProperties.class);

        assertThat(fees.bearer())
                .isEqualTo(new FeeProperties.Bearers(Bearer.REQUESTER, Bearer.MARKETPLACE, Bearer.REQUESTER));
        assertThat(fees.table().getDescription()).contains("/etc/desk/withdrawal-fees.dmn");
        assertThat(fees.vatPercent()).isEqualByComparingTo("10");
        assertThat(fees.stampDuty()).isEqualByComparingTo("50");
        assertThat(fees.stampDutyFrom()).isEqualByComparingTo("5000");
    }
}
