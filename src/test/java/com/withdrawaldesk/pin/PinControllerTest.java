package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@DeskTest
class PinControllerTest {

    private static final String VENDOR = "pinvendor";
    private static final String CUSTOMER = "pincustomer";
    private static final String OF_VENDOR = "/api/vendor/set-payment-pin/";
    private static final String OF_CUSTOMER = "/api/customer/set-payment-pin/";
    private static final String RESET = "/api/admin/payment-pins/" + VENDOR + "/reset/";

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void come() {
        people.add(VENDOR, Groups.VENDORS);
        people.add(CUSTOMER, Groups.CUSTOMERS);
    }

    @AfterEach
    void cleanUp() {
        clock.reset();
        jdbc.sql("DELETE FROM payment_pin WHERE user_id IN (?, ?)")
                .params(VENDOR, CUSTOMER)
                .update();
        people.remove(VENDOR);
        people.remove(CUSTOMER);
    }

    @Test
    void setsThenChangesThePinOfAVendor() {
        Answer set = http.post(VENDOR, OF_VENDOR, """
                {"pin": "4719"}""");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().toString()).isEqualTo("{\"success\":true,\"message\":\"Your payment PIN is set.\"}");

        Answer changed = http.post(VENDOR, "/api/vendor/set-payment-pin", """
                {"pin": "5793", "old_pin": "4719"}""");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body().get("message").asText()).isEqualTo("Your payment PIN is changed.");
    }

    @Test
    void setsThePinOfACustomerWhoStillSendsTheDefaultAsTheOldOne() {
        Answer set = http.post(CUSTOMER, OF_CUSTOMER, """
                {"pin": "4719", "old_pin": "0000"}""");

        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().get("success").asBoolean()).isTrue();
    }

    @Test
    void asksForTheOldPinOnAChange() {
        set("4719");

        Answer answer = http.post(VENDOR, OF_VENDOR, """
                {"pin": "5793"}""");

        assertProblem(answer, 400, "validation_failed");
        assertThat(fields(answer)).containsExactly("old_pin");
    }

    @Test
    void locksAfterThreeWrongOldPins() {
        clock.stopAt(Instant.parse("2026-03-01T10:00:00Z"));
        set("4719");
        String guess = """
                {"pin": "5793", "old_pin": "9174"}""";

        Answer first = http.post(VENDOR, OF_VENDOR, guess);
        assertProblem(first, 403, "pin_incorrect");
        assertThat(first.body().get("attempts_left").asInt()).isEqualTo(2);
        http.post(VENDOR, OF_VENDOR, guess);
        assertProblem(http.post(VENDOR, OF_VENDOR, guess), 403, "pin_incorrect");

        Answer locked = http.post(VENDOR, OF_VENDOR, guess);
        assertProblem(locked, 423, "pin_locked");
        assertThat(locked.header("Retry-After")).isEqualTo("60");
        assertThat(locked.body().get("locked_until").asText()).isEqualTo("2026-03-01T10:01:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "1234", "1999"})
    void refusesACommonPin(String pin) {
        Answer answer = http.post(VENDOR, OF_VENDOR, "{\"pin\": \"%s\"}".formatted(pin));

        assertProblem(answer, 422, "pin_too_common");
        assertThat(answer.body().toString()).doesNotContain(pin);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                   | pin",
                "{'pin': null}                        | pin",
                "{'pin': ''}                          | pin",
                "{'pin': '471'}                       | pin",
                "{'pin': '47190'}                     | pin",
                "{'pin': '47a9'}                      | pin",
                "{'pin': ' 4719'}                     | pin",
                "{'pin': '4719\\n'}                   | pin",
                "{'pin': '٤٧١٩'}                      | pin",
                "{'pin': '4719', 'old_pin': '47'}     | old_pin",
                "{'pin': 'x', 'old_pin': 'y'}         | old_pin,pin",
            })
    void namesTheFieldsThatAreNotFourDigits(String body, String faulty) {
        Answer answer = http.post(VENDOR, OF_VENDOR, body.replace('\'', '"'));

        assertProblem(answer, 400, "validation_failed");
        assertThat(String.join(",", fields(answer))).isEqualTo(faulty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pin\": 4719}",
                "{\"pin\": \"4719\", \"old_pin\": 4719}",
                "{\"pin\": true}",
                "{\"pin\": [\"4719\"]}",
                "{\"pin\": \"4719\", \"user\": \"techstore\"}",
                "[\"4719\"]",
                "4719",
                ""
            })
    void doesNotReadAnythingElse(String body) {
        assertProblem(http.post(VENDOR, OF_VENDOR, body), 400, "malformed_request");
    }

    @Test
    void isForPeopleOfTheRole() {
        String body = """
                {"pin": "4719"}""";

        assertProblem(http.post(null, OF_VENDOR, body), 401, "unauthorized");
        assertProblem(http.post(CUSTOMER, OF_VENDOR, body), 403, "forbidden");
        assertProblem(http.post(VENDOR, OF_CUSTOMER, body), 403, "forbidden");
        assertProblem(http.post("operator1", RESET, """
                {"reason": "Asked for it."}"""), 403, "forbidden");
        assertProblem(http.get(VENDOR, OF_VENDOR), 405, "method_not_allowed");
        // At the end: for some seconds after a wrong password the engine refuses the right one.
        assertProblem(
                http.post(null, OF_VENDOR, body, "Authorization", Http.basic(VENDOR, "wrong")), 401, "unauthorized");
    }

    @Test
    void letsAnAdminResetAPinButNotChooseOne() {
        set("4719");

        Answer reset = http.post("admin1", RESET, """
                {"reason": "Identity checked by phone."}""");

        assertThat(reset.status()).isEqualTo(200);
        assertThat(reset.body().get("success").asBoolean()).isTrue();
        assertThat(jdbc.sql("""
                                SELECT actor || ': ' || reason FROM audit_event
                                WHERE action = 'payment_pin.reset' AND subject_id = ? ORDER BY id DESC LIMIT 1
                                """).param(VENDOR).query(String.class).single())
                .isEqualTo("admin1: Identity checked by phone.");
        set("5793");
    }

    @Test
    void resetsOnlyWithAReasonAndOnlyWhatIsThere() {
        assertProblem(http.post("admin1", RESET, "{}"), 400, "validation_failed");
        assertProblem(http.post("admin1", RESET, """
                {"reason": "  "}"""), 400, "validation_failed");
        assertProblem(http.post("admin1", RESET, """
                {"reason": "Mistyped.", "pin": "5793"}"""), 400, "malformed_request");
        assertProblem(http.post("admin1", RESET, """
                {"reason": "Mistyped."}"""), 409, "pin_not_set");
    }

    @Test
    void keepsPinsOutOfWhatCouldBeLogged() {
        assertThat(new PinController.NewPin("4719", "5793").toString()).doesNotContain("4719", "5793");
    }

    private void set(String pin) {
        assertThat(http.post(VENDOR, OF_VENDOR, "{\"pin\": \"%s\"}".formatted(pin))
                        .status())
                .isEqualTo(200);
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
        assertThat(answer.body().get("success").asBoolean()).isFalse();
    }

    private static List<String> fields(Answer answer) {
        return answer.body().get("errors").findValues("field").stream()
                .map(JsonNode::asText)
                .toList();
    }
}
