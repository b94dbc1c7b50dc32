package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Transfer;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever a provider does to a payout, it is paid once or given back once, or people look at it. */
@DeskTest
class PayoutFaultsTest {

    private static final FaultTable TABLE = new FaultTable();
    private static final FakeProvider PAYSTACK = TestServers.PAYSTACK;
    private static final FakeProvider FLUTTERWAVE = TestServers.FLUTTERWAVE;

    @Autowired
    Given given;

    @Autowired
    Bankers bankers;

    @Autowired
    Course course;

    @Autowired
    Tasklist tasklist;

    @Autowired
    People people;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    List<PayoutProvider> providers;

    @Autowired
    RecurringTask<Void> releaseByFloat;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private final Set<String> accounts = new HashSet<>();
    private final Set<String> references = new HashSet<>();
    private long noticesBefore;

    @BeforeEach
    void stopTheClock() {
        // The engine counts in milliseconds.
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        noticesBefore = lastNotice();
        bankers.forgetAlarms();
        bankers.forgetUnsent();
    }

    @AfterEach
    void everythingAddsUp() {
        Judge judge = judge();
        bankers.reset();
        clock.reset();
        assertThat(judge.violations(references)).isEmpty();
        assertThat(judge.strangers(accounts)).isEmpty();
        assertThat(invariants.violations()).isEmpty();
    }

    @AfterAll
    static void report() {
        System.out.println(TABLE);
    }

    static Stream<Arguments> faults() {
        return Arrays.stream(PayoutFault.values()).flatMap(fault -> Arrays.stream(Payer.values())
                .filter(fault::happensAt)
                .map(payer -> Arguments.of(fault, payer)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("faults")
    void endsAsItShould(PayoutFault fault, Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        fault.to(account, payer);
        String vendor = given.bareVendor("80000.00");

        Withdrawal withdrawal = approved(vendor, "50000.00", account);
        Instant begun = clock.instant();
        Stage end = course.untilConclusive(withdrawal).stage();

        assertThat(end).isEqualTo(fault.end);
        if (end == Stage.INVESTIGATING) {
            // At once, which is with the first check at the latest.
            assertThat(clock.instant()).isBeforeOrEqualTo(begun.plusSeconds(10));
        }
        assertThat(payer.fake.asked(account)).as("times asked to pay").isEqualTo(fault.asked);
        assertThat(course.told(withdrawal))
                .isEqualTo(
                        switch (end) {
                            case COMPLETED -> List.of("withdrawal.approved", "withdrawal.completed");
                            case FAILED -> List.of("withdrawal.approved", "withdrawal.failed");
                            default -> List.of("withdrawal.approved");
                        });
        assertThat(given.balance(vendor)).isEqualTo(end == Stage.FAILED ? "80000.00" : "30000.00");
        TABLE.add(fault, payer, judge().finding(withdrawal.reference()));
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void waitsAsLongAsTheProviderWants(Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        payer.fake.script(account).onSend(Fault.TOO_MANY).retryAfter("90");
        Withdrawal withdrawal = approved(given.bareVendor("500.00"), "500.00", account);
        Instant begun = clock.instant();

        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
        course.next(withdrawal);

        assertThat(clock.instant()).isEqualTo(begun.plusSeconds(90));
        assertThat(payer.fake.asked(account)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void sendsAgainOnlyWhatWasUnknownForHalfAnHour(Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        payer.fake.script(account).onSend(Fault.CUT_BEFORE);
        Withdrawal withdrawal = approved(given.bareVendor("500.00"), "500.00", account);
        given.runDueJobs(withdrawal);
        course.next(withdrawal);
        Instant firstUnknown = clock.instant();

        while (payer.fake.asked(account) < 2) {
            course.next(withdrawal);
        }

        assertThat(Duration.between(firstUnknown, clock.instant())).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
        assertThat(checks(withdrawal)).isGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void holdsALargeFailureForAnHourBeforeItsRefund(Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        payer.fake.script(account).statuses(payer.failed);
        Withdrawal withdrawal = approved(given.bareVendor("1000000.01"), "1000000.01", account);
        Instant begun = clock.instant();

        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.FAILED);

        assertThat(clock.instant()).isEqualTo(begun.plus(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void asksOnceMoreWhetherARefusedPayoutExistsAndNoOtherProvider(Payer payer) {
        bankers.use(payer.provider(), other(payer).provider());
        String account = freshAccount();
        payer.fake.script(account).refuse(400, payer.noSuchAccount);

        Withdrawal withdrawal = course.untilConclusive(approved(given.bareVendor("50000.00"), "50000.00", account));

        assertThat(withdrawal.stage()).isEqualTo(Stage.FAILED);
        assertThat(checks(withdrawal)).isOne();
        assertThat(other(payer).fake.asked(account)).isZero();
        // Its first words are the cause; what only confirms them replaces nothing.
        assertThat(withdrawal.failureReason()).contains(payer.noSuchAccount).doesNotContainIgnoringCase("not found");
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void asksAnotherProviderOnlyAfterTheConclusiveFailureAndUnderAnotherReference(Payer payer) {
        bankers.use(payer.provider(), other(payer).provider());
        String account = freshAccount();
        payer.fake.script(account).statuses(payer.pending, payer.failed);
        Withdrawal withdrawal = approved(given.bareVendor("50000.00"), "50000.00", account);

        // When it is said to have failed, it is held, and nobody else is asked to pay.
        given.runDueJobs(withdrawal);
        course.next(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.HELD);
        assertThat(other(payer).fake.asked(account)).isZero();

        // When that is certain, the other one pays.
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        List<String> payouts = judge().finding(withdrawal.reference()).payouts();
        assertThat(payouts).hasSize(2).doesNotHaveDuplicates();
        assertThat(payer.fake.paid(payouts.get(0))).isZero();
        assertThat(other(payer).fake.paid(payouts.get(1))).isOne();
        assertThat(payer.fake.asked(account)).isOne();
        assertThat(course.told(withdrawal)).containsExactly("withdrawal.approved", "withdrawal.completed");
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void asksNoOtherProviderAboutWhatMayBeWithTheFirst(Payer payer) {
        bankers.use(payer.provider(), other(payer).provider());
        String account = freshAccount();
        payer.fake.script(account).onSend(Fault.CUT_AFTER).hiddenFor(8);

        Withdrawal withdrawal = course.untilConclusive(approved(given.bareVendor("50000.00"), "50000.00", account));

        assertThat(withdrawal.stage()).isEqualTo(Stage.COMPLETED);
        assertThat(other(payer).fake.asked(account)).isZero();
    }

    @Test
    void givesBackOnceWhatTheBankSendsBackAfterItPaid() {
        bankers.use("paystack");
        String vendor = given.bareVendor("80000.00");
        Withdrawal withdrawal = approved(vendor, "50000.00", freshAccount());
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        String payout = given.payoutOf(withdrawal);
        PAYSTACK.move(payout, "reversed");
        for (int times = 0; times < 3; times++) {
            hints.heard(payout, Result.REVERSED);
            course.afterwards(withdrawal);
        }

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(transfers(withdrawal, "reversal")).isOne();
        assertThat(course.told(withdrawal))
                .containsExactly("withdrawal.approved", "withdrawal.completed", "withdrawal.reversed");
    }

    /** What each provider may say of a transfer that it had called paid, besides what it documents as its return. */
    static Stream<Arguments> contradictions() {
        return Stream.of(
                Arguments.of(Payer.FLUTTERWAVE, "FAILED", true),
                Arguments.of(Payer.FLUTTERWAVE, "REVERSED", false),
                Arguments.of(Payer.FLUTTERWAVE, "PENDING", false),
                Arguments.of(Payer.PAYSTACK, "failed", true),
                Arguments.of(Payer.PAYSTACK, "pending", false),
                Arguments.of(Payer.PAYSTACK, "something new", false));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void letsTwoPersonsFindOutWhatContradictsThePayment(Payer payer, String status, boolean back) {
        bankers.use(payer.provider());
        people.add("operator2", Groups.OPERATIONS);
        String vendor = given.bareVendor("80000.00");
        Withdrawal withdrawal = approved(vendor, "50000.00", freshAccount());
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        String payout = given.payoutOf(withdrawal);
        payer.fake.move(payout, status);
        hints.heard(payout, Result.MISMATCH);
        course.afterwards(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(staffTold("payout.contradicted")).isEqualTo(2);
        tasklist.complete(
                "operator1",
                withdrawal,
                Map.of(
                        "resolution",
                        back ? "returned" : "stands",
                        "bank_reference",
                        "IN-" + payout,
                        "reason",
                        "On the statement"));
        tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));
        assertThat(given.now(withdrawal).stage()).isEqualTo(back ? Stage.REVERSED : Stage.COMPLETED);
        assertThat(given.balance(vendor)).isEqualTo(back ? "80000.00" : "30000.00");
        assertThat(course.told(withdrawal)).hasSize(back ? 3 : 2);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void booksAsOwedWhatIsPaidAfterItsRefund(Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        payer.fake.script(account).statuses(payer == Payer.PAYSTACK ? "reversed" : payer.failed);
        String vendor = given.bareVendor("80000.00");
        Withdrawal withdrawal = approved(vendor, "50000.00", account);
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);

        clock.advance(Duration.ofHours(1));
        String payout = given.payoutOf(withdrawal);
        payer.fake.move(payout, payer.paid);
        for (int times = 0; times < 3; times++) {
            hints.heard(payout, Result.PAID);
            course.afterwards(withdrawal);
        }

        // The wallet is not debited again; staff are alarmed, and the requester is not told anything new.
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(transfers(withdrawal, "paid_after_all")).isOne();
        assertThat(staffTold("payout.paid_after_all")).isEqualTo(2);
        assertThat(course.told(withdrawal)).containsExactly("withdrawal.approved", "withdrawal.failed");
    }

    @Test
    void booksAsOwedWhatTheFirstProviderPaysAfterTheSecond() {
        bankers.use("paystack", "flutterwave");
        String account = freshAccount();
        PAYSTACK.script(account).statuses("failed");
        String vendor = given.bareVendor("80000.00");
        Withdrawal withdrawal = approved(vendor, "50000.00", account);
        course.untilConclusive(withdrawal);
        String first = judge().finding(withdrawal.reference()).payouts().get(0);

        PAYSTACK.move(first, "success");
        hints.heard(first, Result.PAID);
        course.afterwards(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
        assertThat(transfers(withdrawal, "paid_after_all")).isOne();
        assertThat(staffTold("payout.paid_after_all")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void waitsInOrderForTheBalanceAndTellsStaffOnce(Payer payer) {
        // Given a balance that covers the second of two payouts and not the first
        bankers.use(payer.provider());
        payer.fake.setBalance(50_000_00);
        Withdrawal first = approved(given.bareVendor("60000.00"), "60000.00", freshAccount());
        Withdrawal second = approved(given.bareVendor("1000.00"), "1000.00", freshAccount());

        // Then neither overtakes the other, however often they try.
        for (int times = 0; times < 3; times++) {
            given.runDueJobs(first);
            given.runDueJobs(second);
            release();
        }
        course.next(second);
        assertThat(given.now(first).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(second).stage()).isEqualTo(Stage.QUEUED);
        assertThat(payer.fake.transfers()).noneMatch(transfer -> accounts.contains(transfer.accountNumber()));
        assertThat(staffTold("provider.low_float")).isEqualTo(2);

        // When there is money again, they go in their order, and nobody approves them again.
        payer.fake.setBalance(100_000_00);
        release();
        given.runDueJobs(second);
        given.runDueJobs(first);
        release();
        course.untilConclusive(second);
        course.untilConclusive(first);
        assertThat(payer.fake.transfers())
                .filteredOn(transfer -> accounts.contains(transfer.accountNumber()))
                .extracting(Transfer::amountMinor)
                .containsExactly(60_000_00L, 1_000_00L);
        for (Withdrawal each : List.of(first, second)) {
            assertThat(given.now(each).stage()).isEqualTo(Stage.COMPLETED);
            assertThat(course.told(each)).containsExactly("withdrawal.approved", "withdrawal.completed");
        }
        assertThat(staffTold("provider.low_float")).isEqualTo(2);
    }

    /** It keeps nobody else waiting, and its own payout for seconds: the balance is asked at once, and decides. */
    @ParameterizedTest
    @EnumSource(Payer.class)
    void holdsUpOnePayoutForSecondsWhenTheProviderSaysTooLittleAndShowsEnough(Payer payer) {
        bankers.use(payer.provider());
        String account = freshAccount();
        payer.fake.script(account).refuse(400, payer.noMoney);
        Withdrawal first = approved(given.bareVendor("5000.00"), "5000.00", account);
        Withdrawal second = approved(given.bareVendor("500.00"), "500.00", freshAccount());
        Instant begun = clock.instant();

        given.runDueJobs(first);
        assertThat(given.now(first).stage()).isEqualTo(Stage.QUEUED);
        given.runDueJobs(second);
        assertThat(given.now(second).stage()).isEqualTo(Stage.SENT);
        course.next(first);

        assertThat(given.now(first).stage()).isEqualTo(Stage.SENT);
        assertThat(clock.instant()).isBeforeOrEqualTo(begun.plusSeconds(10));
        assertThat(staffTold("provider.low_float")).isZero();
        course.untilConclusive(first);
        course.untilConclusive(second);
    }

    /** The smaller one's step comes first, and the balance does not do for both. */
    @ParameterizedTest
    @EnumSource(Payer.class)
    void doesNotLetASmallPayoutOvertakeALargerOneThatWasApprovedInTheSameInstant(Payer payer) {
        bankers.use(payer.provider());
        payer.fake.setBalance(5_100_00);
        Withdrawal large = approved(given.bareVendor("5000.00"), "5000.00", freshAccount());
        Withdrawal small = approved(given.bareVendor("500.00"), "500.00", freshAccount());

        given.runDueJobs(small);
        assertThat(given.now(small).stage()).isEqualTo(Stage.QUEUED);
        given.runDueJobs(large);
        assertThat(given.now(large).stage()).isEqualTo(Stage.SENT);

        payer.fake.setBalance(1_000_000_00);
        course.untilConclusive(large);
        course.untilConclusive(small);
        assertThat(payer.fake.transfers())
                .filteredOn(transfer -> accounts.contains(transfer.accountNumber()))
                .extracting(Transfer::amountMinor)
                .containsExactly(5_000_00L, 500_00L);
    }

    /** The amount alone would do: what sends, what lets go and who is chosen count the fee. */
    @ParameterizedTest
    @EnumSource(Payer.class)
    void waitsForTheFeeAsForTheAmountAndTellsStaffOnceThoughOneOfThoseThatWaitIsTaken(Payer payer) {
        bankers.use(payer.provider());
        Withdrawal first = approved(given.bareVendor("5000.00"), "5000.00", freshAccount());
        Withdrawal second = approved(given.bareVendor("5000.00"), "5000.00", freshAccount());
        long needed = 5_000_00
                + providers.stream()
                        .filter(bank -> bank.name().equals(payer.provider()))
                        .map(bank -> bank.fee(first.payoutAmount()).getAmountMinorLong())
                        .findFirst()
                        .orElseThrow();
        assertThat(needed).isGreaterThan(5_000_01);
        payer.fake.setBalance(needed - 1);
        given.runDueJobs(first);
        given.runDueJobs(second);
        release();

        assertThat(given.runDueJobs(first)).isZero();
        assertThat(given.now(first).stage()).isEqualTo(Stage.QUEUED);
        assertThat(payer.fake.transfers()).noneMatch(transfer -> accounts.contains(transfer.accountNumber()));

        // When it does for the first one, the other one goes on waiting, and is no news.
        payer.fake.setBalance(needed);
        release();
        given.runDueJobs(first);
        assertThat(given.now(first).stage()).isEqualTo(Stage.SENT);
        payer.fake.setBalance(0);
        course.next(second);
        assertThat(given.now(second).stage()).isEqualTo(Stage.QUEUED);
        assertThat(staffTold("provider.low_float")).isEqualTo(2);

        payer.fake.setBalance(1_000_000_00);
        course.untilConclusive(first);
        course.untilConclusive(second);
    }

    /** Another account of ours, or the test mode, knows nothing of what the one before was asked to pay. */
    @ParameterizedTest
    @CsvSource({"PAYSTACK,unknown,1", "PAYSTACK,queued,0", "FLUTTERWAVE,unknown,1", "FLUTTERWAVE,queued,0"})
    void sendsNothingAgainThatWasHandedOverWithAnotherAccount(Payer payer, String state, int sends) {
        bankers.use(payer.provider());
        String now = providers.stream()
                .filter(bank -> bank.name().equals(payer.provider()))
                .map(PayoutProvider::account)
                .findFirst()
                .orElseThrow();
        assertThat(now).startsWith("test:").doesNotContain("not_a_real");
        String before = now.replace("test:", "live:");
        for (String account : List.of(now, before)) {
            String number = freshAccount();
            Withdrawal withdrawal = approved(given.bareVendor("50000.00"), "50000.00", number);
            jdbc.sql("""
                            UPDATE payout_attempt SET state = ?, sends = ?, handed_over = true, account = ?, provider = ?, sent_at = ?,
                                retry_at = ?, last_result = 'unknown' WHERE withdrawal_id = ?
                            """)
                    .params(
                            state,
                            sends,
                            account,
                            payer.provider(),
                            Timestamp.from(clock.instant()),
                            Timestamp.from(clock.instant()),
                            withdrawal.id())
                    .update();

            if (account.equals(before)) {
                for (int times = 0; times < 20; times++) {
                    course.next(withdrawal);
                }
                given.later(Duration.ofHours(72), withdrawal);
            }
            Stage end = course.untilConclusive(withdrawal).stage();

            assertThat(end).isEqualTo(account.equals(now) ? Stage.COMPLETED : Stage.INVESTIGATING);
            assertThat(payer.fake.asked(number)).isEqualTo(account.equals(now) ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void tellsStaffOnceOfAProviderThatRefusesUsAndKeepsEverythingWaiting(Payer payer) {
        bankers.use(payer.provider());
        payer.fake.allRequests(Fault.UNAUTHORIZED);
        Withdrawal first = approved(given.bareVendor("500.00"), "500.00", freshAccount());
        Withdrawal second = approved(given.bareVendor("500.00"), "500.00", freshAccount());
        for (int times = 0; times < 3; times++) {
            course.next(first);
            course.next(second);
        }
        assertThat(given.now(first).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(second).stage()).isEqualTo(Stage.QUEUED);
        assertThat(staffTold("provider.misconfigured")).isEqualTo(2);

        payer.fake.reset();
        assertThat(course.untilConclusive(first).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(course.untilConclusive(second).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(staffTold("provider.misconfigured")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void sendsNothingToAProviderThatIsDownAndGoesOnWhenItIsBack(Payer payer) {
        bankers.use(payer.provider());
        payer.fake.allRequests(Fault.ERROR_BEFORE);
        String account = freshAccount();
        Withdrawal withdrawal = approved(given.bareVendor("500.00"), "500.00", account);
        given.runDueJobs(withdrawal);
        for (int tries = 0; tries < 12; tries++) {
            course.next(withdrawal);
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);

        payer.fake.reset();
        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(payer.fake.asked(account)).isOne();
    }

    @Test
    void tellsStaffOfAnOneTimePasswordThatNobodyCanGive() {
        bankers.use("paystack");
        String account = freshAccount();
        PAYSTACK.script(account).statuses("otp", "otp", "success");
        Withdrawal withdrawal = approved(given.bareVendor("500.00"), "500.00", account);

        given.runDueJobs(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        assertThat(staffTold("provider.misconfigured")).isEqualTo(2);
        course.untilConclusive(withdrawal);

        // What is sent after that without a password clears the alarm.
        course.untilConclusive(approved(given.bareVendor("500.00"), "500.00", freshAccount()));
        assertThat(jdbc.sql("SELECT count(*) FROM provider_alarm")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private Withdrawal approved(String vendor, String amount, String account) {
        accounts.add(account);
        Withdrawal withdrawal = given.approved(vendor, amount, Given.account("058", account));
        references.add(withdrawal.reference());
        return withdrawal;
    }

    private String freshAccount() {
        return FakeProvider.freshAccount();
    }

    private static Payer other(Payer payer) {
        return payer == Payer.PAYSTACK ? Payer.FLUTTERWAVE : Payer.PAYSTACK;
    }

    private Judge judge() {
        return new Judge(jdbc, PAYSTACK, FLUTTERWAVE);
    }

    private void release() {
        releaseByFloat.execute(new TaskInstance<>("payout-release", RecurringTask.INSTANCE), null);
    }

    private long lastNotice() {
        return jdbc.sql("SELECT coalesce(max(id), 0) FROM notification")
                .query(Long.class)
                .single();
    }

    private long staffTold(String event) {
        return count("SELECT count(*) FROM notification WHERE event = ? AND id > ?", event, noticesBefore);
    }

    private long transfers(Withdrawal withdrawal, String kind) {
        return count(
                "SELECT count(*) FROM ledger_transfer WHERE withdrawal_id = ? AND kind = ?", withdrawal.id(), kind);
    }

    private long checks(Withdrawal withdrawal) {
        return count("SELECT checks FROM payout_attempt WHERE withdrawal_id = ?", withdrawal.id());
    }

    private long count(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query(Long.class).single();
    }
}
