package com.withdrawaldesk.run.process;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.inParallel;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.Bearer;
import com.withdrawaldesk.fee.FeeProperties.Bearers;
import com.withdrawaldesk.fee.TestFees;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.run.PayoutRuns;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Interruption.Injected;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.process.TakesEveryFlow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Walks the diagram of a payout run. Each test has a day of its own, none next to another; three vendors are one step. */
@DeskTest
@TakesEveryFlow(of = "payout-run")
class PayoutRunTest {

    private static final ZoneId LAGOS = ZoneId.of("Africa/Lagos");
    private static final LocalTime SIX = LocalTime.of(6, 0);
    private static final String RUNS = "/api/admin/finance/payout-runs/";

    @Autowired
    Given given;

    @Autowired
    TestFees fees;

    @Autowired
    Http http;

    @Autowired
    TestClock clock;

    @Autowired
    Interruption interruption;

    @Autowired
    PayoutRuns runs;

    @Autowired
    Invariants invariants;

    @Autowired
    WithdrawalRepository withdrawals;

    @Autowired
    Wallets wallets;

    @Autowired
    Amounts amounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ManagementService management;

    @Autowired
    RuntimeService runtime;

    @Autowired
    HistoryService history;

    @Autowired
    PlatformTransactionManager transactions;

    @BeforeEach
    void nobodyIsDue() {
        jdbc.sql("DELETE FROM payout_schedule").update();
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        fees.reset();
        jdbc.sql("DELETE FROM payout_schedule").update();
        assertThat(interruption.forget()).as("the fault came").isFalse();
        assertThat(invariants.violations()).isEmpty();
        assertThat(jdbc.sql("""
                                SELECT i.vendor_id FROM payout_run_item i JOIN withdrawal w ON w.id = i.withdrawal_id
                                WHERE i.vendor_id <> w.requester_id OR w.initiated_by <> 'payout-run'
                                """).query(String.class).list()).isEmpty();
    }

    @Test
    void paysThoseWhoseDayItIs() {
        // Given vendors of all kinds, on a Friday that is the last day of its month
        String daily = vendor("1000.00", "daily");
        String friday = vendor("2000.00", "weekly", "weekday", "friday");
        String monday = vendor("2000.00", "weekly", "weekday", "monday");
        String last = vendor("3000.00", "monthly", "day_of_month", "last");
        String thirtieth = vendor("3000.00", "monthly", "day_of_month", "28");
        String reached = vendor("4000.00", "threshold", "threshold_minor", 400000);
        String notReached = vendor("3999.99", "threshold", "threshold_minor", 400000);
        String off = vendor("5000.00", "off");
        String rich = vendor("20000000.01", "daily");

        // When the hour strikes at six
        at("2027-04-30", SIX);
        String run = finish(strike());

        // Then each of them has a withdrawal of the whole balance, or of as much as one may be, and nobody else.
        assertThat(outcomes(run))
                .containsOnly(
                        Map.entry(daily, "1000.00"),
                        Map.entry(friday, "2000.00"),
                        Map.entry(last, "3000.00"),
                        Map.entry(reached, "4000.00"),
                        Map.entry(rich, "20000000.00"));
        assertThat(List.of(given.balance(daily), given.balance(rich))).containsExactly("0.00", "0.01");
        assertThat(List.of(monday, thirtieth, notReached, off))
                .extracting(given::balance)
                .containsExactly("2000.00", "3000.00", "3999.99", "5000.00");
        assertThat(passed(run)).containsOnlyOnce("endEvent_runReported").doesNotContain("endEvent_nothingDue");
        JsonNode report = assertStatus(http.get("admin1", RUNS), 200)
                .body()
                .path("results")
                .get(0);
        assertThat(report.path("withdrawals").asInt()).isEqualTo(5);
        assertThat(report.path("skipped").asInt()).isZero();
        assertThat(report.path("total").asText()).isEqualTo("20010000.00");
        assertThat(report.path("started_by").asText()).isEqualTo("system");
        assertThat(jdbc.sql("SELECT message FROM notification WHERE title = 'Payout run of 2027-04-30'")
                        .query(String.class)
                        .list())
                .containsExactly("Withdrawals to review: 5, ₦20,010,000.00 in all. Vendors skipped: 0.");
        // Then the admins have this one notice, with its link, and none for each withdrawal.
        assertThat(jdbc.sql("SELECT action_url FROM notification WHERE title = 'Payout run of 2027-04-30'")
                        .query(String.class)
                        .list())
                .containsExactly("/admin/payout-runs/" + id(run));
        assertThat(count(
                        "SELECT count(*) FROM notification WHERE audience_kind = 'group' AND metadata ->> 'reference' = ?",
                        of(daily).reference()))
                .isZero();
    }

    @Test
    void createsWithdrawalsLikeAnyOther() {
        String vendor = vendor("1000.00", "daily");
        at("2028-01-01", SIX);

        finish(strike());

        Withdrawal withdrawal = of(vendor);
        assertThat(withdrawal.stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(jdbc.sql("SELECT actor FROM audit_event WHERE action = 'withdrawal.requested' AND subject_id = ?")
                        .param(withdrawal.id().toString())
                        .query(String.class)
                        .single())
                .isEqualTo("payout-run");
        given.decide("admin1", withdrawal, new Verdict(false, "Not known here", null));
        assertThat(given.balance(vendor)).isEqualTo("1000.00");
    }

    @Test
    void remindsOfARunAndNotOfEachOfItsWithdrawals() {
        String vendor = vendor("1000.00", "daily");
        String other = vendor("2000.00", "daily");
        at("2028-02-09", SIX);
        finish(strike());
        String title = "Payout run of 2028-02-09 waits for review";

        clock.advance(Duration.ofHours(4).minusSeconds(1));
        runs.remind();
        assertThat(messages(title)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        runs.remind();
        runs.remind();
        assertThat(messages(title)).containsExactly("Withdrawals that wait: 2, ₦3,000.00 in all.");

        // When one is decided and a day passes, there are two more about the other one, and none of its own.
        given.decide("admin1", of(other), new Verdict(true, null, null));
        given.later(Duration.ofHours(24), of(vendor));
        for (int n = 0; n < 4; n++) {
            runs.remind();
        }
        assertThat(messages(title).subList(1, 3)).containsOnly("Withdrawals that wait: 1, ₦1,000.00 in all.");
        assertThat(messages(title)).hasSize(3);
        assertThat(count(
                        "SELECT count(*) FROM audit_event WHERE action = 'review.escalated' AND subject_id = ?",
                        of(vendor).id().toString()))
                .isOne();
        assertThat(count(
                        "SELECT count(*) FROM notification WHERE audience_kind = 'group' AND metadata ->> 'reference' = ?",
                        of(vendor).reference()))
                .isZero();
    }

    private List<String> messages(String title) {
        return jdbc.sql("SELECT message FROM notification WHERE title = ? ORDER BY id")
                .param(title)
                .query(String.class)
                .list();
    }

    @Test
    void opensOneRunForADayHoweverOftenItIsStarted() {
        vendor("1000.00", "daily");
        at("2028-01-03", SIX);
        String first = strike();

        // When the hour strikes again while the run is under way, and after it, and somebody starts it by hand
        String second = strike();
        finish(first);
        String third = strike();
        Http.Answer byHand = assertProblem(http.post("admin1", RUNS, null), 409, "run_exists");

        assertThat(passed(second)).contains("endEvent_nothingDue");
        assertThat(passed(third)).contains("endEvent_nothingDue");
        assertThat(byHand.body().path("period").asText()).isEqualTo("2028-01-03");
        assertThat(byHand.body().path("run_status").asText()).isEqualTo("reported");
        assertThat(byHand.body().path("run_id").asLong()).isEqualTo(id(first));
        assertThat(outcomes(first)).hasSize(1);
    }

    @Test
    void claimsTheDayOnlyWhenItCreatedSomething() {
        String vendor = vendor("0.00", "daily");
        freeze(vendor("500.00", "daily"));
        at("2028-05-03", SIX);
        String first = finish(strike());
        long run = id(first);
        assertThat(passed(strike())).as("nobody can be paid now").contains("endEvent_nothingDue");
        String byHand = assertStatus(http.post("admin1", RUNS, null), 202)
                .body()
                .path("id")
                .asText();
        assertThat(byHand).isEqualTo(String.valueOf(run));
        finish(started("2028-05-03"));

        credit(vendor, "1000.00");
        String again = finish(strike());

        assertThat(id(again)).isEqualTo(run);
        assertThat(outcomes(again))
                .containsEntry(vendor, "1000.00")
                .containsValue("wallet_frozen")
                .hasSize(2);
        assertThat(count(
                        "SELECT count(*) FROM notification WHERE event = 'payout_run.reported' AND action_url = ?",
                        "/admin/payout-runs/" + run))
                .as("not told each time that nothing was done")
                .isEqualTo(2);
        credit(vendor, "1000.00");
        assertThat(passed(strike())).contains("endEvent_nothingDue");
        assertProblem(http.post("admin1", RUNS, null), 409, "run_exists");
    }

    @Test
    void takesWhoWasSkippedForAPassingReasonTheNextDayWhateverTheFrequency() {
        String cooling = vendor("1000.00", "weekly", "weekday", "friday");
        String frozen = vendor("1000.00", "monthly", "day_of_month", "5");
        String empty = vendor("0.00", "weekly", "weekday", "friday");
        jdbc.sql("UPDATE payment_settings SET withdrawals_from = '2028-05-08T04:00:00Z' WHERE vendor_id = ?")
                .param(cooling)
                .update();
        freeze(frozen);
        at("2028-05-05", SIX);
        assertThat(outcomes(finish(strike())))
                .isEqualTo(new TreeMap<>(
                        Map.of(cooling, "cooling_off", frozen, "wallet_frozen", empty, "nothing_to_pay")));
        assertThat(told(cooling)).as("it may pass").isEmpty();
        credit(empty, "1000.00");

        at("2028-05-06", SIX);
        assertThat(outcomes(finish(strike()))).containsOnlyKeys(cooling, frozen);
        assertThat(told(cooling)).as("it lasts").hasSize(1);
        strikeAgain();
        at("2028-05-07", SIX);
        finish(strike());
        assertThat(told(cooling)).hasSize(1);
        jdbc.sql("UPDATE wallet SET status = 'active' WHERE owner_id = ?")
                .param(frozen)
                .update();
        at("2028-05-08", SIX);
        assertThat(outcomes(finish(strike()))).isEqualTo(new TreeMap<>(Map.of(cooling, "1000.00", frozen, "1000.00")));
        credit(cooling, "1000.00");
        at("2028-05-09", SIX);
        assertThat(outcomes(finish(strike()))).as("all is as usual again").isEmpty();
    }

    private void strikeAgain() {
        String run = strike();
        finish(run);
    }

    private void credit(String vendor, String amount) {
        new TransactionTemplate(transactions)
                .executeWithoutResult(tx -> wallets.credit(
                        wallets.of(vendor, OwnerType.VENDOR).id(),
                        amounts.parse(amount),
                        amounts.ofMinor(0),
                        "more",
                        "More"));
    }

    /** With more than the maximum in the wallet the balance does not stop a second withdrawal. */
    @Test
    void paysNobodyTwiceAboveTheMaximum() {
        String vendor = vendor("70000000.00", "daily");
        at("2028-05-11", SIX);
        String run = strike();

        assertThat(Together.run(
                        () -> runs.createWithdrawals(run),
                        () -> runs.createWithdrawals(run),
                        () -> runs.createWithdrawals(run)))
                .containsOnlyNulls();
        finish(run);

        assertThat(count("SELECT count(*) FROM withdrawal WHERE requester_id = ?", vendor))
                .isOne();
    }

    @Test
    void isStartedByOneOfManyWhoTryAtTheSameMoment() throws Exception {
        String vendor = vendor("1000.00", "daily");
        at("2028-01-05", SIX);

        List<Http.Answer> answers = inParallel(6, () -> http.post("admin1", RUNS, null));

        assertThat(answers)
                .extracting(Http.Answer::status)
                .containsOnlyOnce(202)
                .contains(409);
        String run = started("2028-01-05");
        assertThat(answers)
                .extracting(answer -> answer.body()
                        .path(answer.status() == 202 ? "id" : "run_id")
                        .asLong())
                .containsOnly(id(run));
        finish(run);
        assertThat(outcomes(run)).containsOnlyKeys(vendor);
        assertThat(http.get("admin1", RUNS)
                        .body()
                        .path("results")
                        .get(0)
                        .path("started_by")
                        .asText())
                .isEqualTo("admin1");
    }

    @Test
    void answersARepetitionOfTheSameStartTheSame() {
        at("2028-01-07", SIX);

        var first = assertStatus(http.post("admin1", RUNS, null, "Idempotency-Key", "a-run-started-once"), 202);
        var second = assertStatus(http.post("admin1", RUNS, null, "Idempotency-Key", "a-run-started-once"), 202);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        finish(started("2028-01-07"));
    }

    @Test
    void beginsAtItsTimeOfDay() {
        String vendor = vendor("1000.00", "daily");
        yesterdayWas("2028-01-08");

        clock.stopAt(
                LocalDate.parse("2028-01-09").atTime(5, 59, 59).atZone(LAGOS).toInstant());
        assertThat(passed(strike())).contains("endEvent_nothingDue");
        assertThat(given.balance(vendor)).isEqualTo("1000.00");

        clock.stopAt(LocalDate.parse("2028-01-09").atTime(SIX).atZone(LAGOS).toInstant());
        assertThat(outcomes(finish(strike()))).containsOnlyKeys(vendor);
    }

    @Test
    void makesUpForDaysOnWhichTheDeskWasDown() {
        // Given a desk that had its last run on a Thursday and starts again on a Monday, at night
        String friday = vendor("1000.00", "weekly", "weekday", "friday");
        String thursday = vendor("1000.00", "weekly", "weekday", "thursday");
        String last = vendor("1000.00", "monthly", "day_of_month", "last");
        yesterdayWas("2027-05-27");
        clock.stopAt(Instant.parse("2027-05-31T21:30:00Z"));

        String run = finish(strike());

        assertThat(outcomes(run)).containsOnlyKeys(friday, last);
        assertThat(given.balance(thursday)).isEqualTo("1000.00");
        assertThat(http.get("admin1", RUNS + id(run)).body().path("since").asText())
                .isEqualTo("2027-05-28");
    }

    @Test
    void hasOneTimerThatGoesOn() {
        assertThat(timers()).hasSize(1);
        at("2028-01-11", SIX);

        finish(strike());

        assertThat(timers()).singleElement().satisfies(next -> assertThat(next.getDuedate())
                .isAfter(new Date())
                .hasMinute(0)
                .hasSecond(0));
    }

    @Test
    void goesOnStrikingWhenOneStrikeFails() {
        at("2028-02-07", SIX);
        interruption.failAt("serviceTask_openRun", "start");
        assertThatThrownBy(this::strike).hasStackTraceContaining(Injected.class.getName());

        // Then the failed one is repeated, and the next one comes whatever becomes of it.
        assertThat(timers()).hasSize(2);
        finish(strike());
        assertThat(timers()).hasSize(1);
        assertThat(jdbc.sql("SELECT count(*) FROM payout_run WHERE period = '2028-02-07'")
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Test
    void leavesTheDayUnclaimedWhenOpeningFails() {
        String vendor = vendor("1000.00", "daily");
        at("2028-01-13", SIX);
        interruption.failAt("serviceTask_openRun", "end");

        assertThatThrownBy(this::strike).hasStackTraceContaining(Injected.class.getName());
        assertThat(jdbc.sql("SELECT count(*) FROM payout_run WHERE period = '2028-01-13'")
                        .query(Long.class)
                        .single())
                .isZero();

        assertThat(outcomes(finish(strike()))).containsOnlyKeys(vendor);
    }

    @Test
    void goesOnWhereItWasInterrupted() {
        List<String> vendors = vendors(5);
        at("2028-01-15", SIX);
        String run = strike();

        // When the step fails just before its end, what it has done is done: three of five.
        interruption.failAt("serviceTask_createWithdrawals", "end");
        assertThatThrownBy(() -> step(run)).hasStackTraceContaining(Injected.class.getName());
        assertThat(outcomes(run)).containsOnlyKeys(vendors.subList(0, 3));
        assertThat(invariants.violations()).isEmpty();

        // When it is repeated, the other two are dealt with and nobody twice.
        finish(run);
        assertThat(outcomes(run)).containsOnlyKeys(vendors);
        assertThat(vendors).allSatisfy(vendor -> {
            assertThat(given.balance(vendor)).isEqualTo("0.00");
            assertThat(count("SELECT count(*) FROM withdrawal WHERE requester_id = ?", vendor))
                    .isOne();
        });
    }

    @Test
    void reportsOnceWhenReportingIsInterrupted() {
        String vendor = vendor("1000.00", "daily");
        at("2028-01-17", SIX);
        String run = strike();
        interruption.failAt("serviceTask_reportRun", "end");

        assertThatThrownBy(() -> step(run)).hasStackTraceContaining(Injected.class.getName());
        finish(run);

        assertThat(outcomes(run)).containsOnlyKeys(vendor);
        assertThat(count("SELECT count(*) FROM notification WHERE title = ?", "Payout run of 2028-01-17"))
                .isOne();
    }

    @Test
    void isNotStoppedByOneThatFails() {
        List<String> vendors = vendors(5);
        at("2028-01-19", SIX);
        String run = strike();
        // The second of them, in the middle of its withdrawal.
        interruption.at("serviceTask_debitWallet", "end", () -> interruption.failAt("serviceTask_debitWallet", "end"));

        finish(run);

        String unlucky = vendors.get(1);
        assertThat(outcomes(run)).hasSize(5).containsEntry(unlucky, "internal_error");
        assertThat(given.balance(unlucky)).isEqualTo("1000.00");
        assertThat(count("SELECT count(*) FROM withdrawal WHERE requester_id = ?", unlucky))
                .isZero();
        assertThat(vendors)
                .filteredOn(vendor -> !vendor.equals(unlucky))
                .extracting(given::balance)
                .containsOnly("0.00");
    }

    @Test
    void paysNobodyTwiceWhenTwoNodesTakeTheSameStep() {
        List<String> vendors = vendors(3);
        at("2028-01-21", SIX);
        String run = strike();

        List<Throwable> failures = Together.run(
                () -> runs.createWithdrawals(run),
                () -> runs.createWithdrawals(run),
                () -> runs.createWithdrawals(run));

        assertThat(failures).containsOnlyNulls();
        finish(run);
        assertThat(outcomes(run)).containsOnlyKeys(vendors).values().containsOnly("1000.00");
        assertThat(vendors).allSatisfy(vendor -> assertThat(
                        count("SELECT count(*) FROM withdrawal WHERE requester_id = ?", vendor))
                .isOne());
    }

    @Test
    void saysWhyItSkipsSomebody() {
        String homeless = vendor("1000.00", "daily");
        jdbc.sql("DELETE FROM payment_settings WHERE vendor_id = ?")
                .param(homeless)
                .update();
        String frozen = vendor("1000.00", "daily");
        freeze(frozen);
        String empty = vendor("0.00", "daily");
        String poor = vendor("99.99", "daily");
        String modest = vendor("4999.99", "daily", "minimum_minor", 500000);
        String content = vendor("5000.00", "daily", "minimum_minor", 500000);
        String walletless = "nobody" + Long.toString(System.nanoTime(), 36);
        schedule(walletless, "daily");
        at("2028-01-23", SIX);

        String run = finish(strike());

        assertThat(outcomes(run))
                .containsOnly(
                        Map.entry(homeless, "payment_settings_missing"),
                        Map.entry(frozen, "wallet_frozen"),
                        Map.entry(empty, "nothing_to_pay"),
                        Map.entry(poor, "below_minimum"),
                        Map.entry(modest, "below_minimum"),
                        Map.entry(walletless, "wallet_not_found"),
                        Map.entry(content, "5000.00"));
        // Then the vendor reads the reason, and is told of what only he can change.
        assertThat(results(http.get(modest, "/api/vendor/payout-runs/"), "reason"))
                .containsExactly("Your balance of ₦4,999.99 was below the minimum of ₦5,000.00.");
        assertThat(told(homeless, frozen, empty, poor, modest, content)).containsOnly(homeless, frozen);
        JsonNode report = http.get("admin1", RUNS + id(run)).body();
        assertThat(report.path("withdrawals").asInt()).isOne();
        assertThat(report.path("skipped").asInt()).isEqualTo(6);
        assertThat(results(http.get("admin1", RUNS + id(run) + "/?outcome=withdrawal"), "vendor"))
                .containsExactly(content);
    }

    @Test
    void keepsTheRefusalOfARule() {
        String vendor = vendor("1000.00", "daily");
        String other = vendor("1000.00", "daily");
        at("2028-01-25", SIX);
        String run = strike();
        // Given a wallet that is frozen when it was already looked at
        var meanwhile = new TransactionTemplate(transactions);
        meanwhile.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        String first = sorted(List.of(vendor, other)).get(0);
        interruption.at("serviceTask_debitWallet", "start", () -> meanwhile.executeWithoutResult(tx -> freeze(first)));

        finish(run);

        assertThat(outcomes(run))
                .hasSize(2)
                .containsEntry(first, "wallet_frozen")
                .containsValue("1000.00");
        assertThat(given.balance(first)).isEqualTo("1000.00");
    }

    @Test
    void doesNotTellOfTheSameObstacleEveryDay() {
        String vendor = vendor("1000.00", "daily");
        freeze(vendor);

        at("2028-01-27", SIX);
        finish(strike());
        at("2028-01-28", SIX);
        finish(strike());
        assertThat(told(vendor)).containsExactly(vendor);

        // When there is another, the vendor is told of that one.
        jdbc.sql("UPDATE wallet SET status = 'active' WHERE owner_id = ?")
                .param(vendor)
                .update();
        jdbc.sql("DELETE FROM payment_settings WHERE vendor_id = ?")
                .param(vendor)
                .update();
        at("2028-01-29", SIX);
        finish(strike());
        assertThat(told(vendor)).containsExactly(vendor, vendor);
    }

    @Test
    void showsAVendorNothingOfOthers() {
        String vendor = vendor("1000.00", "daily");
        String other = vendor("2000.00", "daily");
        at("2028-01-31", SIX);
        String run = finish(strike());

        JsonNode own =
                assertStatus(http.get(vendor, "/api/vendor/payout-runs/"), 200).body();

        assertThat(own.path("results")).hasSize(1);
        JsonNode item = own.path("results").get(0);
        assertThat(item.path("vendor").asText()).isEqualTo(vendor);
        assertThat(item.path("period").asText()).isEqualTo("2028-01-31");
        assertThat(item.path("amount").asText()).isEqualTo("1000.00");
        assertThat(item.path("reference").asText()).isEqualTo(of(vendor).reference());
        assertThat(own.toString()).doesNotContain(other);
        assertProblem(http.get(vendor, RUNS + id(run)), 403, "forbidden");
        assertThat(results(http.get(vendor, "/api/vendor/payout-runs/?outcome=skipped"), "vendor"))
                .isEmpty();
    }

    @Test
    void listsRunsAndItemsInPages() {
        List<String> vendors = vendors(3);
        at("2028-02-02", SIX);
        String run = finish(strike());

        var seen = new ArrayList<String>();
        for (String page = RUNS + id(run) + "/?limit=2"; page != null; ) {
            var answer = http.get("admin1", page);
            seen.addAll(results(answer, "vendor"));
            page = answer.body().path("next").asText(null);
        }
        assertThat(seen)
                .containsExactlyElementsOf(sorted(vendors).stream()
                        .sorted(Comparator.reverseOrder())
                        .toList());

        assertThat(results(http.get("admin1", RUNS + "?limit=1"), "period")).containsExactly("2028-02-02");
        assertProblem(http.get("admin1", RUNS + "?period=2028-02-02"), 400, "validation_failed", "period");
        assertProblem(http.get("admin1", RUNS + "999999999"), 404, "not_found");
    }

    @Test
    void forecastsNeedsOfTheProviders() {
        vendor("1000.00", "daily");
        vendor("9500000.00", "daily"); // By hand, so no provider needs it.
        at("2028-02-04", SIX);

        JsonNode forecast = forecast();

        assertThat(forecast.path("period").asText()).isEqualTo("2028-02-04");
        assertThat(forecast.path("count").asInt()).isEqualTo(2);
        assertThat(forecast.path("total").asText()).isEqualTo("9501000.00");
        assertThat(forecast.path("fees").asText()).isEqualTo("0.00");
        assertThat(forecast.path("providers").findValuesAsText("provider"))
                .containsExactlyInAnyOrder("sandbox", "paystack", "flutterwave");
        for (JsonNode provider : forecast.path("providers")) {
            assertThat(new BigDecimal(provider.path("float_needed").asText()))
                    .isEqualTo(new BigDecimal(provider.path("provider_fees").asText()).add(new BigDecimal("1000.00")));
            assertThat(provider.path("enough").asBoolean()).isTrue();
        }

        // Once the day's run is there, it is about the next one.
        finish(strike());
        assertThat(forecast().path("period").asText()).isEqualTo("2028-02-05");
    }

    @Test
    void doesWhatTheDryRunSaid() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PayoutRunTest.doesWhatTheDryRunSaid: seed " + seed);
        var random = new Random(seed);
        var day = LocalDate.parse("2028-03-01");
        List<String> vendors =
                IntStream.range(0, 12).mapToObj(n -> given.vendor("0.00")).toList();
        for (int round = 0; round < 8; round++, day = day.plusDays(1 + random.nextInt(3))) {
            for (String vendor : vendors) {
                change(vendor, random);
            }
            if (round % 2 == 1) {
                fees.are("100.00", "1.5", "10.75", new Bearers(Bearer.REQUESTER, Bearer.REQUESTER, Bearer.REQUESTER));
            } else {
                fees.reset();
            }
            at(day.toString(), SIX);
            Footprint before = Footprint.of(jdbc);
            long items = count("SELECT count(*) FROM payout_run_item WHERE vendor_id <> ?", "");

            JsonNode forecast = forecast();

            assertThat(Footprint.of(jdbc)).isEqualTo(before);
            assertThat(count("SELECT count(*) FROM payout_run_item WHERE vendor_id <> ?", ""))
                    .isEqualTo(items);
            var foreseen = new TreeMap<String, String>();
            forecast.path("items")
                    .forEach(item -> foreseen.put(
                            item.path("vendor").asText(), item.path("amount").asText()));
            var charged = new TreeMap<String, List<BigDecimal>>();
            forecast.path("items")
                    .forEach(item -> charged.put(
                            item.path("vendor").asText(),
                            List.of(
                                    new BigDecimal(item.path("fee").asText()),
                                    new BigDecimal(item.path("you_receive").asText()))));
            forecast.path("skipped")
                    .forEach(item -> foreseen.put(
                            item.path("vendor").asText(),
                            item.path("reason_code").asText()));
            String run = finish(strike());
            assertThat(outcomes(run)).as("seed %d, round %d", seed, round).isEqualTo(foreseen);
            // Then what is kept with the withdrawals is what was foreseen, and so are its sums.
            var kept = new TreeMap<String, List<BigDecimal>>();
            jdbc.sql("""
                            SELECT w.requester_id, coalesce(sum(f.quoted_minor) FILTER (WHERE f.bearer = 'requester'), 0) AS fee,
                                   w.payout_minor
                            FROM payout_run_item i JOIN withdrawal w ON w.id = i.withdrawal_id
                            LEFT JOIN withdrawal_fee f ON f.withdrawal_id = w.id WHERE i.run_id = ? GROUP BY w.id
                            """)
                    .param(id(run))
                    .query((row, n) -> kept.put(
                            row.getString(1),
                            List.of(BigDecimal.valueOf(row.getLong(2), 2), BigDecimal.valueOf(row.getLong(3), 2))))
                    .list();
            assertThat(kept).as("seed %d, round %d", seed, round).isEqualTo(charged);
            BigDecimal sent = sum(kept, 1);
            BigDecimal providersFees =
                    kept.values().stream().map(item -> price(item.get(1))).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(new BigDecimal(forecast.path("fees").asText())).isEqualByComparingTo(sum(kept, 0));
            JsonNode paystack = StreamSupport.stream(forecast.path("providers").spliterator(), false)
                    .filter(provider -> provider.path("provider").asText().equals("paystack"))
                    .findFirst()
                    .orElseThrow();
            assertThat(new BigDecimal(paystack.path("provider_fees").asText())).isEqualByComparingTo(providersFees);
            assertThat(new BigDecimal(paystack.path("float_needed").asText()))
                    .isEqualByComparingTo(sent.add(providersFees));
            JsonNode report = http.get("admin1", RUNS + id(run)).body();
            assertThat(report.path("total").asText())
                    .isEqualTo(forecast.path("total").asText());
            assertThat(report.path("withdrawals").asInt())
                    .isEqualTo(forecast.path("count").asInt());
            assertThat(report.path("period").asText())
                    .isEqualTo(forecast.path("period").asText());
        }
    }

    private static BigDecimal sum(Map<String, List<BigDecimal>> items, int part) {
        return items.values().stream().map(item -> item.get(part)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What Paystack charges for a transfer, VAT included. */
    private static BigDecimal price(BigDecimal amount) {
        int band = amount.compareTo(new BigDecimal(5_000)) <= 0
                ? 0
                : amount.compareTo(new BigDecimal(50_000)) <= 0 ? 1 : 2;
        return new BigDecimal(List.of("10.75", "26.88", "53.75").get(band));
    }

    private void change(String vendor, Random random) {
        jdbc.sql("DELETE FROM payout_schedule WHERE vendor_id = ?")
                .param(vendor)
                .update();
        String[] weekdays = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
        switch (random.nextInt(6)) {
            case 0 -> schedule(vendor, "daily", "minimum_minor", 1 + random.nextInt(3_000_000));
            case 1 -> schedule(vendor, "weekly", "weekday", weekdays[random.nextInt(7)]);
            case 2 -> schedule(vendor, "monthly", "day_of_month", String.valueOf(1 + random.nextInt(28)));
            case 3 -> schedule(vendor, "threshold", "threshold_minor", 1 + random.nextInt(3_000_000));
            case 4 -> schedule(vendor, "daily");
            default -> schedule(vendor, "off");
        }
        jdbc.sql(random.nextInt(8) == 0 ? "DELETE FROM payment_settings WHERE vendor_id = ?" : """
                                INSERT INTO payment_settings (vendor_id, bank_name, bank_code, account_number, account_name)
                                VALUES (?, 'GTBank', '058', '0123456789', 'Tech Store Ltd') ON CONFLICT DO NOTHING""")
                .param(vendor)
                .update();
        jdbc.sql("UPDATE wallet SET status = ? WHERE owner_id = ?")
                .params(random.nextInt(8) == 0 ? "frozen" : "active", vendor)
                .update();
        if (random.nextBoolean()) {
            String amount = random.nextInt(4) == 0
                    ? "0.0" + (1 + random.nextInt(9))
                    : (random.nextInt(30_000) + 1) + "." + (10 + random.nextInt(90));
            assertStatus(
                    http.post(
                            "marketplace",
                            "/api/platform/wallets/" + vendor + "/credit/",
                            "{\"amount\": %s, \"description\": \"Sale\"}".formatted(amount),
                            "Idempotency-Key",
                            "sale-" + Long.toString(System.nanoTime(), 36)),
                    201);
        }
    }

    private JsonNode forecast() {
        return assertStatus(http.post("admin1", RUNS + "dry-run/", null), 200).body();
    }

    /** It is this time of this day, and there was a run the day before. */
    private void at(String day, LocalTime time) {
        yesterdayWas(LocalDate.parse(day).minusDays(1).toString());
        clock.stopAt(LocalDate.parse(day).atTime(time).atZone(LAGOS).toInstant());
    }

    private void yesterdayWas(String day) {
        jdbc.sql("""
                        INSERT INTO payout_run (period, since, started_by, process_instance_id, opened_at, reported_at,
                                                withdrawals, skipped, total_minor)
                        VALUES (:day::date, :day::date, 'test', 'none of ' || :day, now(), now(), 1, 0, 0)
                        ON CONFLICT (period) DO NOTHING
                        """).param("day", day).update();
    }

    private String vendor(String balance, String frequency, Object... detail) {
        String vendor = given.vendor(balance);
        schedule(vendor, frequency, detail);
        return vendor;
    }

    private void schedule(String vendor, String frequency, Object... detail) {
        String column = detail.length == 0 ? "weekday" : (String) detail[0];
        jdbc.sql("INSERT INTO payout_schedule (vendor_id, frequency, updated_at, " + column
                        + ") VALUES (?, ?, now(), ?)")
                .params(vendor, frequency, detail.length == 0 ? null : detail[1])
                .update();
    }

    /** So many vendors who are paid every day, in the order in which a run comes to them. */
    private List<String> vendors(int number) {
        return sorted(IntStream.range(0, number)
                .mapToObj(n -> vendor("1000.00", "daily"))
                .toList());
    }

    private List<String> sorted(List<String> vendors) {
        return jdbc.sql("SELECT v FROM unnest(?::text[]) v ORDER BY v")
                .param(vendors.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private void freeze(String vendor) {
        jdbc.sql("UPDATE wallet SET status = 'frozen' WHERE owner_id = ?")
                .param(vendor)
                .update();
    }

    /** The one that is due first: one that has failed is repeated before the next one. */
    private Job timer() {
        return timers().get(0);
    }

    private List<Job> timers() {
        return management
                .createJobQuery()
                .processDefinitionKey(CamundaRunFlow.RUN)
                .timers()
                .orderByJobDuedate()
                .asc()
                .list();
    }

    /** Lets the timer strike. Returns the process instance that it started. */
    private String strike() {
        List<String> before = instances();
        management.executeJob(timer().getId());
        List<String> started = new ArrayList<>(instances());
        started.removeAll(before);
        assertThat(started).hasSize(1);
        return started.get(0);
    }

    private List<String> instances() {
        return jdbc.sql("SELECT id_ FROM act_hi_procinst WHERE proc_def_key_ = ?")
                .param(CamundaRunFlow.RUN)
                .query(String.class)
                .list();
    }

    private String started(String day) {
        return jdbc.sql("SELECT process_instance_id FROM payout_run WHERE period = ?::date")
                .param(day)
                .query(String.class)
                .single();
    }

    private void step(String run) {
        management.executeJob(management
                .createJobQuery()
                .processInstanceId(run)
                .singleResult()
                .getId());
    }

    private String finish(String run) {
        while (runtime.createProcessInstanceQuery().processInstanceId(run).count() > 0) {
            step(run);
        }
        return run;
    }

    private List<String> passed(String run) {
        return history.createHistoricActivityInstanceQuery().processInstanceId(run).list().stream()
                .map(activity -> activity.getActivityId())
                .toList();
    }

    private long id(String run) {
        return jdbc.sql("SELECT id FROM payout_run WHERE process_instance_id = ?")
                .param(run)
                .query(Long.class)
                .single();
    }

    /** For each vendor the amount, or the reason why there is none. */
    private Map<String, String> outcomes(String run) {
        var outcomes = new TreeMap<String, String>();
        StreamSupport.stream(
                        assertStatus(http.get("admin1", RUNS + id(run) + "/?limit=200"), 200)
                                .body()
                                .path("results")
                                .spliterator(),
                        false)
                .forEach(item -> outcomes.put(
                        item.path("vendor").asText(),
                        item.path("amount").asText(item.path("reason_code").asText())));
        return outcomes;
    }

    private Withdrawal of(String vendor) {
        return new TransactionTemplate(transactions).execute(tx -> withdrawals
                .find(jdbc.sql("SELECT reference FROM withdrawal WHERE requester_id = ?")
                        .param(vendor)
                        .query(String.class)
                        .single())
                .orElseThrow());
    }

    private List<String> told(String... vendors) {
        return jdbc.sql(
                        "SELECT audience_id FROM notification WHERE event = 'payout_run.skipped' AND audience_id IN (:v)")
                .param("v", List.of(vendors))
                .query(String.class)
                .list();
    }

    private long count(String sql, String value) {
        return jdbc.sql(sql).param(value).query(Long.class).single();
    }
}
