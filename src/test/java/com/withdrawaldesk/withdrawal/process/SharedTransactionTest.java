package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.support.Interruption.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Interruption.Injected;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine, the ledger and our tables are one transaction: what fails leaves nothing behind, whatever it was. */
@DeskTest
class SharedTransactionTest {

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    Interruption interruption;

    @Autowired
    PayoutHints hints;

    @Autowired
    PaymentPins pins;

    @Autowired
    HistoryService history;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        interruption.forget();
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void leavesNothingOfARequestThatTheBalanceDoesNotCover() {
        refuses(given.vendor("80000.00"), "80000.01", "insufficient_balance");
    }

    @Test
    void leavesNothingOfARequestBelowTheMinimum() {
        refuses(given.vendor("80000.00"), "99.99", "below_minimum");
    }

    @Test
    void leavesNothingOfARequestAboveTheMaximum() {
        refuses(given.vendor("30000000.00"), "20000000.01", "above_limit");
    }

    @Test
    void leavesNothingOfARequestFromAFrozenWallet() {
        String vendor = given.vendor("80000.00");
        jdbc.sql("UPDATE wallet SET status = 'frozen' WHERE owner_id = ?")
                .param(vendor)
                .update();
        refuses(vendor, "50000.00", "wallet_frozen");
    }

    @Test
    void leavesNothingOfARequestWithoutAWallet() {
        String nobody = "nobody" + Long.toString(System.nanoTime(), 36);
        people.add(nobody, Groups.VENDORS);
        pins.set(nobody, Given.PIN, null);
        jdbc.sql("INSERT INTO payment_settings SELECT ?, 'GTBank', '058', '0123456789', 'Nobody Ltd'")
                .param(nobody)
                .update();
        refuses(nobody, "50000.00", "wallet_not_found");
    }

    @Test
    void leavesNothingOfARequestWithoutABankAccount() {
        String vendor = given.bareVendor("80000.00");
        pins.set(vendor, Given.PIN, null);
        refuses(vendor, "50000.00", "payment_settings_missing");
    }

    private void refuses(String vendor, String amount, String code) {
        Footprint before = Footprint.of(jdbc);

        Http.Answer answer = http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": \"%s\", \"pin\": \"%s\"}".formatted(amount, Given.PIN),
                "Idempotency-Key",
                "key-of-" + vendor);

        assertThat(answer.body().path("code").asText()).isEqualTo(code);
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** Something that somebody does, or the engine, in one transaction. */
    private interface Step {
        void take(Journey journey);
    }

    /** What happens to a withdrawal, one transaction after the other. */
    private record Walk(String name, String amount, Stage end, List<Step> steps) {}

    /** One withdrawal on its way. */
    private static final class Journey {
        private String vendor;
        private Withdrawal withdrawal;
    }

    /**
     * Stands for a crash between any two steps: for each activity of each walk, both when it is entered and when it is left.
     * What the failed transaction did is undone, everything adds up, and the same step taken again leads to the same end.
     */
    @TestFactory
    Stream<DynamicTest> continuesFromTheLastSavePointWhereverItFails() {
        Set<String> tried = new HashSet<>();
        return walks().stream()
                .flatMap(walk -> activities(walk).stream().filter(tried::add).flatMap(activity -> EVENTS.stream()
                        .map(event -> dynamicTest(
                                walk.name() + ": " + event + " of " + activity,
                                () -> failsAndContinues(walk, activity, event)))));
    }

    private void failsAndContinues(Walk walk, String activity, String event) {
        Journey journey = journey(walk);
        interruption.failAt(activity, event);
        boolean failed = false;
        for (Step step : walk.steps()) {
            Footprint before = footprint();
            try {
                step.take(journey);
            } catch (RuntimeException injected) {
                assertThat(injected).hasStackTraceContaining(Injected.class.getName());
                assertThat(footprint()).isEqualTo(before);
                assertThat(invariants.violations()).isEmpty();
                failed = true;
                // A failed job waits for 5 seconds.
                clock.advance(Duration.ofSeconds(5));
                step.take(journey);
            }
        }
        assertThat(failed).as("the fault came").isTrue();
        ended(journey, walk);
    }

    private void ended(Journey journey, Walk walk) {
        clock.reset();
        Withdrawal withdrawal = given.now(journey.withdrawal);
        assertThat(withdrawal.stage()).isEqualTo(walk.end());
        assertThat(given.balance(journey.vendor)).isEqualTo(walk.end() == Stage.COMPLETED ? "0.00" : walk.amount());
        assertThat(invariants.violations()).isEmpty();
    }

    /** Everything but that a call was tried: that is committed before the call, and the failed job is told to try again, and why. */
    private Footprint footprint() {
        return Footprint.of(jdbc)
                .without("withdrawal", "payout_attempt", "act_ru_job", "act_hi_job_log", "act_ge_bytearray");
    }

    private List<String> activities(Walk walk) {
        Journey journey = journey(walk);
        walk.steps().forEach(step -> step.take(journey));
        ended(journey, walk);
        return history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(journey.withdrawal.processInstanceId())
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .distinct()
                .toList();
    }

    private Journey journey(Walk walk) {
        var journey = new Journey();
        journey.vendor = given.bareVendor(walk.amount());
        return journey;
    }

    private List<Walk> walks() {
        var approve = new Verdict(true, null, null);
        var reject = new Verdict(false, "Not known here", null);
        Step approved = journey -> given.decide("admin1", journey.withdrawal, approve);
        Step confirmed = journey -> given.decide("admin2", journey.withdrawal, approve);
        Step rejected = journey -> given.decide("admin1", journey.withdrawal, reject);
        Step cancelled = journey -> given.cancel(journey.withdrawal);
        // Nothing is due any more when a repeated call has found the payout paid already.
        Step worked = journey -> given.runNextJob(journey.withdrawal);
        Step told = journey -> {
            clock.advance(Duration.ofSeconds(3));
            hints.heard(given.payoutOf(journey.withdrawal), Result.PAID);
        };
        Step waited = journey -> {
            clock.advance(Duration.ofSeconds(10));
            worked.take(journey);
        };
        Step forgotten = journey -> {
            clock.advance(Duration.ofHours(24));
            worked.take(journey);
        };
        Step held = journey -> {
            clock.advance(Duration.ofMinutes(15));
            worked.take(journey);
        };
        // A crash between the refusal and its commit leaves a payout that may exist, until the bank has not known it
        // for long.
        Step inTheEnd = journey -> {
            for (int hours = 0; hours < 10; hours++) {
                given.later(Duration.ofHours(1), journey.withdrawal);
            }
        };
        Step confirmedByAnother =
                journey -> tasklist.complete("operator2", journey.withdrawal, Map.of("resolution", "confirmed"));
        people.add("operator2", Groups.OPERATIONS);
        Step claimed = journey -> tasklist.claim("operator1", journey.withdrawal);
        Step transferred = journey -> tasklist.complete(
                "operator1", journey.withdrawal, Map.of("bank_reference", "GTB-" + journey.withdrawal.reference()));
        return List.of(
                walk("paid", "50000.00", Stage.COMPLETED, approved, worked, told, worked),
                walk("not paid", "50000.01", Stage.FAILED, approved, worked, waited, worked, held, worked),
                walk(
                        "waited for the balance",
                        "50000.04",
                        Stage.COMPLETED,
                        approved,
                        worked,
                        held,
                        worked,
                        told,
                        worked,
                        inTheEnd),
                walk("rejected", "50000.00", Stage.REJECTED, rejected),
                // A reminder and the escalation are due after a day.
                walk("rejected late", "50000.00", Stage.REJECTED, forgotten, worked, rejected),
                walk("cancelled", "50000.00", Stage.CANCELLED, cancelled),
                walk("cancelled after one approval", "6000000.00", Stage.CANCELLED, approved, cancelled),
                walk("paid by hand", "9500000.00", Stage.COMPLETED, approved, confirmed, claimed, transferred),
                walk(
                        "paid by hand and confirmed",
                        "12500000.00",
                        Stage.COMPLETED,
                        approved,
                        confirmed,
                        claimed,
                        transferred,
                        confirmedByAnother));
    }

    private Walk walk(String name, String amount, Stage end, Step... steps) {
        Step requested = journey -> journey.withdrawal = given.requested(journey.vendor, amount);
        return new Walk(
                name,
                amount,
                end,
                Stream.concat(Stream.of(requested), Arrays.stream(steps)).toList());
    }
}
