package com.withdrawaldesk.payout;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.TestServers.FLUTTERWAVE;
import static com.withdrawaldesk.support.TestServers.PAYSTACK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole withdrawals through the providers, with the providers' books as the judge. */
@DeskTest
class PaidByProviderTest {

    @Autowired
    private Given given;

    @Autowired
    private Bankers bankers;

    @Autowired
    private Http http;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestClock clock;

    @AfterEach
    void reset() {
        bankers.reset();
        clock.reset();
        jdbc.sql("DELETE FROM provider_alarm").update();
    }

    private static FakeProvider fake(String provider) {
        return provider.equals("paystack") ? PAYSTACK : FLUTTERWAVE;
    }

    private JsonNode detail(Withdrawal withdrawal) {
        return assertStatus(
                        http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.reference()), 200)
                .body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paystack", "flutterwave"})
    void isPaidOnceAndShownWithAllThatWasSaid(String provider) {
        bankers.use(provider);
        var withdrawal = given.approved(given.vendor("5000.00"), "2000.00");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofMinutes(1), withdrawal);

        JsonNode detail = detail(withdrawal);
        JsonNode payout = detail.path("payouts").path(0);

        assertThat(detail.at("/request/status").asText()).isEqualTo("completed");
        assertThat(payout.path("provider").asText()).isEqualTo(provider);
        assertThat(payout.path("last_result").asText()).isEqualTo("paid");
        assertThat(payout.path("provider_id").asText()).isNotBlank();
        assertThat(payout.path("fee").asText()).isEqualTo("10.75");
        assertThat(payout.path("sends").asInt()).isOne();
        assertThat(payout.path("exchanges").findValuesAsText("call"))
                .containsExactly(
                        provider.equals("paystack")
                                ? new String[] {"recipient", "send", "check"}
                                : new String[] {"send", "check"});
        assertThat(payout.path("exchanges").findValuesAsText("result")).last().isEqualTo("paid");
        assertThat(payout.path("exchanges").toString()).doesNotContain(Given.ACCOUNT.accountNumber());
        assertThat(fake(provider).paid(given.payoutOf(withdrawal))).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paystack", "flutterwave"})
    void isPaidOnceAlthoughTheAnswerWasLost(String provider) {
        bankers.use(provider);
        fake(provider).script(Given.ACCOUNT.accountNumber()).onSend(Fault.CUT_AFTER);
        var withdrawal = given.approved(given.vendor("5000.00"), "2000.00");
        given.runDueJobs(withdrawal);
        assertThat(detail(withdrawal).at("/request/stage").asText()).isEqualTo("unknown");

        given.later(Duration.ofMinutes(1), withdrawal);

        assertThat(detail(withdrawal).at("/request/status").asText()).isEqualTo("completed");
        assertThat(fake(provider).paid(given.payoutOf(withdrawal))).isOne();
    }

    @Test
    void tellsPeopleOnceOfAOneTimePasswordAndKeepsTheMoney() {
        bankers.use("paystack");
        PAYSTACK.script(Given.ACCOUNT.accountNumber()).statuses("otp");
        String vendor = given.vendor("5000.00");
        var first = given.approved(vendor, "1000.00");
        var second = given.approved(vendor, "1000.00");
        int before = notices();

        given.runDueJobs(first);
        given.runDueJobs(second);

        assertThat(notices() - before).isEqualTo(2); // One for each group of people.
        assertThat(jdbc.sql("SELECT kind FROM provider_alarm WHERE provider = 'paystack'")
                        .query(String.class)
                        .list())
                .containsExactly("misconfigured");
        assertThat(detail(second).at("/request/status").asText()).isEqualTo("processing");
        assertThat(given.balance(vendor)).isEqualTo("3000.00");
    }

    private int notices() {
        return jdbc.sql("SELECT count(*) FROM notification WHERE event = 'provider.misconfigured'")
                .query(Integer.class)
                .single();
    }
}
