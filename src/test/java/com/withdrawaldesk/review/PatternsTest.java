package com.withdrawaldesk.review;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each pattern at its edges: what is one, and what is just none. */
@DeskTest
class PatternsTest {

    private static final String PATH = "/api/admin/finance/patterns/?pattern=";
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** In Lagos it is the first of the month at one in the night, in UTC the last of the month before. */
    private static final Instant EARLY = Instant.parse("2033-03-01T00:00:00Z");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    PaymentSettingsService settings;

    @Autowired
    PaymentPins pins;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    private String vendor;

    /** On a day of its own, where nobody else's are. */
    @BeforeEach
    void anotherDay() {
        clock.stopAt(EARLY.plus(Duration.ofDays(NEXT.incrementAndGet())));
        vendor = given.vendor("90000000.00");
    }

    @AfterEach
    void today() {
        clock.reset();
    }

    @ParameterizedTest(name = "{0} owners: {1}")
    @CsvSource({"1, 0", "2, 2", "3, 3"})
    void anAccountOfSeveralOwners(int owners, int count) {
        BankAccount shared = Given.account("058", "77%08d".formatted(Math.floorMod(System.nanoTime(), 100_000_000L)));
        ask("300.00", shared);
        for (int n = 1; n < owners; n++) {
            given.requested(given.vendor("1000.00"), "300.00", shared);
        }
        if (owners == 1) {
            ask("300.00", shared);
        }
        expect("shared_account", count, count == 0 ? null : 300 * count + ".00");
    }

    @ParameterizedTest(name = "{0} a day: {1}")
    @CsvSource({"4, 0", "5, 5"})
    void manyRequestsADay(int requests, int count) {
        // The day is that of the installation: what came an hour before belongs to the day before.
        ask("300.00", -Duration.ofHours(1).toMinutes() - 1);
        for (int n = 0; n < requests; n++) {
            ask("300.00", n);
        }
        expect("many_requests", count, count == 0 ? null : "1500.00");
    }

    /** A second admin is asked above 5,000,000. */
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "2500000.00, 2500000.00, 0",
        "2500000.00, 2500000.01, 2",
        "5000000.00, 100.00, 2",
        "5000000.01, 100.00, 0",
        "6000000.00, 6000000.00, 0"
    })
    void amountsSplitBelowTheSecondApproval(String one, String other, int count) {
        ask(one, 0);
        ask(other, 60);
        expect("split_amounts", count, count == 0 ? null : one.startsWith("5") ? "5000100.00" : "5000000.01");
    }

    @Test
    void noAmountsOfTwoDaysAndNoneThatWereTakenBackAreSplit() {
        ask("3000000.00", -61);
        Withdrawal cancelled = ask("3000000.00", 0);
        given.cancel(cancelled);
        ask("3000000.00", 1);
        expect("split_amounts", 0, null);

        // Rejected ones were an attempt.
        given.decide("admin1", ask("2500000.00", 2), new Verdict(false, "No", null));
        expect("split_amounts", 2, "5500000.00");
    }

    /** Nine tenths of a balance of 1,100.00 are 1,000.00 and leave 100.00. */
    @ParameterizedTest(name = "{0}, {1} microseconds after: {2}")
    @CsvSource({
        "1000.00, 0, 1",
        "999.99, 0, 0",
        "1100.00, 0, 1",
        "1100.00, -1, 0",
        "1100.00, 259200000000, 1",
        "1100.00, 259200000001, 0"
    })
    void anotherAccountAndAnEmptiedWallet(String amount, long later, int count) {
        String small = given.vendor("1100.00");
        settings.save(small, Given.account("058", "9876543210"));
        clock.stopAt(changed(small).plus(later, ChronoUnit.MICROS));
        given.requested(small, amount);
        expect(small, "changed_and_emptied", count, amount);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        // They look the same in the audit trail, and are not.
        "GTBank, 058, 9999996789, 1",
        "GTBank, 057, 0123456789, 1",
        // The same one in other words.
        "Guaranty Trust Bank, 058, 0123456789, 0"
    })
    void anotherAccountIsAnotherPlace(String name, String bank, String number, int count) {
        String small = given.vendor("1100.00");
        var account = new BankAccount(name, bank, number, "Tech Store Ltd");
        settings.save(small, account);
        clock.stopAt(changed(small));
        Withdrawal emptied = given.requested(small, "1100.00", account);
        expect(small, "changed_and_emptied", count, "1100.00");

        JsonNode detail = assertStatus(
                        http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + emptied.id()), 200)
                .body();
        assertThat(detail.path("flags").findValuesAsText("code").contains("account_changed") ? 1 : 0)
                .isEqualTo(count);
    }

    /** The first account is no other one, and the same owner's wallet as a customer has none. */
    @Test
    void emptiedInPartsAndByWhomItConcerns() {
        String small = given.vendor("1000.00");
        clock.stopAt(Instant.now());
        given.requested(small, "1000.00");
        expect(small, "changed_and_emptied", 0, null);

        String twice = given.vendor("1000.00");
        settings.save(twice, Given.account("058", "9876543210"));
        settings.save(twice, Given.account("058", "9876543211"));
        clock.stopAt(changed(twice));
        given.requested(twice, "500.00");
        given.requested(twice, "450.00");
        expect(twice, "changed_and_emptied", 2, "950.00");
        assertThat(given.balance(twice, OwnerType.VENDOR)).isEqualTo("50.00");
    }

    @ParameterizedTest(name = "{0} wrong: {1}")
    @CsvSource({"2, 0", "3, 0", "4, 2", "5, 3"})
    void pinsThatWereLockedTwice(int wrong, int count) {
        clock.stopAt(Instant.now());
        for (int n = 0; n < wrong; n++) {
            assertThat(catchThrowable(() -> pins.verify(vendor, "8264"))).isNotNull();
            clock.advance(Duration.ofHours(1));
        }
        clock.stopAt(Instant.now());
        expect("pin_guessing", count, null);

        // After 30 days it is forgotten.
        if (count > 0) {
            Instant last = last("payment_pin.locked", vendor);
            clock.stopAt(last.plus(Duration.ofDays(30)));
            expect("pin_guessing", 0, null);
        }
    }

    @ParameterizedTest(name = "{0} rejected: {1}")
    @CsvSource({"2, 0", "3, 3"})
    void oftenRejected(int rejected, int count) {
        for (int n = 0; n < rejected; n++) {
            given.decide("admin1", ask("300.00", n), new Verdict(false, "No", null));
        }
        ask("300.00", 9);
        expect("often_rejected", count, "900.00");
    }

    @Test
    void knowsNoOther() {
        assertProblem(http.get("admin1", PATH + "none"), 400, "validation_failed", "pattern");
    }

    private Withdrawal ask(String amount, BankAccount account) {
        return given.requested(vendor, amount, account);
    }

    /** To an account of nobody else's, so many minutes after the day's first hour. */
    private Withdrawal ask(String amount, long minutes) {
        Instant now = clock.instant();
        clock.stopAt(now.plus(Duration.ofMinutes(minutes)));
        try {
            return given.requested(vendor, amount);
        } finally {
            clock.stopAt(now);
        }
    }

    /** When it was, by the clock of the database. */
    private Instant changed(String owner) {
        return last("payment_settings.changed", owner);
    }

    private Instant last(String action, String owner) {
        return jdbc.sql("SELECT max(at) FROM audit_event WHERE action = ? AND subject_id = ?")
                .params(action, owner)
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    private void expect(String pattern, int count, String amount) {
        expect(vendor, pattern, count, amount);
    }

    /** What is found of this owner now: nothing, or these together. */
    private void expect(String owner, String pattern, int count, String amount) {
        Instant now = clock.instant();
        clock.advance(Duration.ofHours(3));
        JsonNode results =
                assertStatus(http.get("admin1", PATH + pattern), 200).body().get("results");
        clock.stopAt(now);
        List<JsonNode> found = StreamSupport.stream(results.spliterator(), false)
                .filter(one -> one.get("owners").toString().contains('"' + owner + '"'))
                .toList();
        if (count == 0) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.get("pattern").asText()).isEqualTo(pattern);
            assertThat(one.get("count").asInt()).isEqualTo(count);
            assertThat(one.path("amount").asText(null)).isEqualTo(amount);
        });
    }
}
