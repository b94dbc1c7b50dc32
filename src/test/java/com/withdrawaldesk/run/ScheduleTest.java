package com.withdrawaldesk.run;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A vendor chooses when to be paid. */
@DeskTest
class ScheduleTest {

    private static final String PATH = "/api/vendor/payout-schedule/";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    PaymentPins pins;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void forgetTheSchedules() {
        jdbc.sql("DELETE FROM payout_schedule").update();
    }

    @Test
    void isOffUntilTheVendorChooses() {
        var answer = assertStatus(http.get(given.bareVendor("0.00"), PATH), 200);

        assertThat(answer.body()).hasToString("""
                {"frequency":"off","runs_from":"06:00","zone":"Africa/Lagos"}""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"frequency\":\"daily\"",
                "\"frequency\":\"daily\",\"minimum\":\"5000.00\"",
                "\"frequency\":\"weekly\",\"weekday\":\"sunday\"",
                "\"frequency\":\"monthly\",\"day_of_month\":\"1\"",
                "\"frequency\":\"monthly\",\"day_of_month\":\"28\"",
                "\"frequency\":\"monthly\",\"day_of_month\":\"last\"",
                "\"frequency\":\"threshold\",\"threshold\":\"100000.00\",\"minimum\":\"0.01\"",
                "\"frequency\":\"off\""
            })
    void isKeptAsItWasChosen(String choice) {
        String vendor = given.vendor("0.00");

        assertStatus(save(vendor, choice), 200);

        assertThat(http.get(vendor, PATH).body().toString()).startsWith("{" + choice + ",");
    }

    @Test
    void takesTheDayOfTheMonthAsANumberToo() {
        String vendor = given.vendor("0.00");

        assertStatus(save(vendor, "\"frequency\":\"monthly\",\"day_of_month\":7"), 200);

        assertThat(http.get(vendor, PATH).body().path("day_of_month").asText()).isEqualTo("7");
    }

    @Test
    void replacesTheOneBefore() {
        String vendor = given.vendor("0.00");
        save(vendor, "\"frequency\":\"weekly\",\"weekday\":\"friday\",\"minimum\":\"5000.00\"");

        assertStatus(save(vendor, "\"frequency\":\"daily\""), 200);

        assertThat(http.get(vendor, PATH).body().toString()).startsWith("{\"frequency\":\"daily\",\"runs_from\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"frequency\":\"weekly\" | weekday",
                "\"frequency\":\"monthly\" | day_of_month",
                "\"frequency\":\"threshold\" | threshold",
                "\"frequency\":\"daily\",\"weekday\":\"friday\" | weekday",
                "\"frequency\":\"off\",\"threshold\":\"5.00\" | threshold",
                "\"frequency\":\"weekly\",\"weekday\":\"friday\",\"day_of_month\":\"last\" | day_of_month",
                "\"frequency\":\"monthly\",\"day_of_month\":\"29\" | day_of_month",
                "\"frequency\":\"monthly\",\"day_of_month\":0 | day_of_month",
                "\"frequency\":\"monthly\",\"day_of_month\":\"first\" | day_of_month",
                "\"frequency\":\"monthly\",\"day_of_month\":1.5 | day_of_month",
                "\"frequency\":\"threshold\",\"threshold\":0 | threshold",
                "\"frequency\":\"threshold\",\"threshold\":\"1e5\" | threshold",
            })
    void isRefusedWithWhatDoesNotBelongTogether(String choice, String field) {
        String vendor = given.vendor("0.00");

        assertProblem(save(vendor, choice), 400, "validation_failed", field);

        assertThat(rows(vendor)).isZero();
    }

    @Test
    void takesThePaymentPin() {
        String vendor = given.vendor("0.00");

        var answer = http.post(vendor, PATH, "{\"frequency\":\"daily\",\"pin\":\"8264\"}");

        assertProblem(answer, 403, "pin_incorrect");
        assertThat(rows(vendor)).isZero();
        // Switching it off takes it, too: a stranger must not be able to stop the payments either.
        assertProblem(http.post(vendor, PATH, "{\"frequency\":\"off\",\"pin\":\"8264\"}"), 403, "pin_incorrect");
    }

    @Test
    void needsAPaymentPinAndABankAccount() {
        String vendor = given.bareVendor("0.00");
        assertProblem(save(vendor, "\"frequency\":\"daily\""), 409, "pin_not_set");

        pins.set(vendor, Given.PIN, null);
        assertProblem(save(vendor, "\"frequency\":\"daily\""), 422, "payment_settings_missing");
        assertThat(rows(vendor)).isZero();

        assertStatus(save(vendor, "\"frequency\":\"off\""), 200);
    }

    @Test
    void tellsTheOwnerAndIsAudited() {
        String vendor = given.vendor("0.00");

        save(vendor, "\"frequency\":\"weekly\",\"weekday\":\"friday\"");

        assertThat(jdbc.sql("SELECT priority || ': ' || message FROM notification WHERE audience_id = ? AND event = ?")
                        .params(vendor, "payout_schedule.changed")
                        .query(String.class)
                        .list())
                .containsExactly("high: You are now paid every Friday. If this was not you, tell us at once.");
        assertThat(jdbc.sql(
                                "SELECT concat_ws(' ', actor, before, after) FROM audit_event WHERE subject_id = ? AND action = ?")
                        .params(vendor, "payout_schedule.changed")
                        .query(String.class)
                        .list())
                .containsExactly(
                        vendor + " {\"frequency\": \"off\"} {\"weekday\": \"friday\", \"frequency\": \"weekly\"}");
    }

    @Test
    void isTheVendorsOwn() {
        String vendor = given.vendor("0.00");
        String other = given.vendor("0.00");

        save(vendor, "\"frequency\":\"daily\"");

        assertThat(http.get(other, PATH).body().path("frequency").asText()).isEqualTo("off");
        assertThat(rows(other)).isZero();
    }

    private Http.Answer save(String vendor, String choice) {
        return http.post(vendor, PATH, "{" + choice + ",\"pin\":\"" + Given.PIN + "\"}");
    }

    private long rows(String vendor) {
        return jdbc.sql("SELECT count(*) FROM payout_schedule WHERE vendor_id = ?")
                .param(vendor)
                .query(Long.class)
                .single();
    }
}
