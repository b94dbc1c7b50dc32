package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** No money moves without the owner's PIN. */
@DeskTest
class WithdrawalPINVerificationTests {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    TestClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void acceptsTheRightPin() {
        String vendor = given.vendor("50000.00");

        assertStatus(request(vendor, "4719"), 201);
        assertThat(given.balance(vendor)).isEqualTo("49000.00");
    }

    @Test
    void refusesAWrongPinAndMovesNothing() {
        String vendor = given.vendor("50000.00");

        Answer answer = request(vendor, "9174");

        assertProblem(answer, 403, "pin_incorrect");
        assertThat(answer.body().get("attempts_left").asInt()).isEqualTo(2);
        assertThat(given.balance(vendor)).isEqualTo("50000.00");
    }

    @Test
    void refusesWhoeverHasNotSetAPinEvenWithTheDefault() {
        String vendor = given.bareVendor("50000.00");

        assertProblem(request(vendor, "0000"), 409, "pin_not_set");
    }

    @Test
    void locksAfterThreeWrongPinsForAMinuteEvenForTheRightOne() {
        clock.stopAt(Instant.parse("2026-03-01T10:00:00Z"));
        String vendor = given.vendor("50000.00");
        for (int i = 0; i < 3; i++) {
            assertProblem(request(vendor, "9174"), 403, "pin_incorrect");
        }

        Answer locked = request(vendor, "4719");
        assertProblem(locked, 423, "pin_locked");
        assertThat(locked.header("Retry-After")).isEqualTo("60");

        clock.advance(Duration.ofSeconds(60));
        assertStatus(request(vendor, "4719"), 201);
    }

    private Answer request(String vendor, String pin) {
        return http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": 1000.00, \"pin\": \"%s\"}".formatted(pin));
    }
}
