package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.Crash;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The desk dies at each point between a commit and a call, and goes on after a restart: by the provider's books, nothing is amiss. */
@DeskTest
class CrashedPayoutsTest {

    private static final String RECIPIENT = "POST .*/transferrecipient";

    @Autowired
    Given given;

    @Autowired
    Bankers bankers;

    @Autowired
    Course course;

    @Autowired
    Crash crash;

    @Autowired
    Interruption interruption;

    @Autowired
    TestClock clock;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    /** Where it dies. */
    enum Point {
        BEFORE_THE_BALANCE,
        AFTER_THE_BALANCE,
        BEFORE_THE_RECIPIENT,
        AFTER_THE_RECIPIENT,
        BEFORE_THE_TRANSFER,
        AFTER_THE_TRANSFER,
        BEFORE_THE_CHECK,
        AFTER_THE_CHECK,
        START_OF_SENDING("serviceTask_sendPayout", "start"),
        END_OF_SENDING("serviceTask_sendPayout", "end"),
        START_OF_WAITING("eventBasedGateway_payoutAwaited", "start"),
        START_OF_CHECKING("serviceTask_checkPayout", "start"),
        END_OF_CHECKING("serviceTask_checkPayout", "end"),
        START_OF_SETTLING("serviceTask_settleWithdrawal", "start"),
        END_OF_SETTLING("serviceTask_settleWithdrawal", "end"),
        END_OF_NOTIFYING("serviceTask_notifyCompleted", "end"),
        START_OF_REFUNDING("serviceTask_refundWallet", "start"),
        END_OF_REFUNDING("serviceTask_refundWallet", "end");

        private final String activity;
        private final String event;

        Point() {
            this(null, null);
        }

        Point(String activity, String event) {
            this.activity = activity;
            this.event = event;
        }
    }

    private static final Set<Point> OF_THE_RECIPIENT = Set.of(Point.BEFORE_THE_RECIPIENT, Point.AFTER_THE_RECIPIENT);
    private static final Set<Point> OF_THE_REFUND = Set.of(Point.START_OF_REFUNDING, Point.END_OF_REFUNDING);
    private static final List<Point> OF_SENDING_AGAIN = List.of(
            Point.START_OF_CHECKING,
            Point.BEFORE_THE_CHECK,
            Point.AFTER_THE_CHECK,
            Point.BEFORE_THE_RECIPIENT,
            Point.AFTER_THE_RECIPIENT,
            Point.BEFORE_THE_TRANSFER,
            Point.AFTER_THE_TRANSFER,
            Point.END_OF_CHECKING,
            Point.START_OF_WAITING);
    private static final List<Point> OF_THE_LAST_CHECK = List.of(
            Point.START_OF_CHECKING,
            Point.BEFORE_THE_CHECK,
            Point.AFTER_THE_CHECK,
            Point.END_OF_CHECKING,
            Point.START_OF_REFUNDING,
            Point.END_OF_REFUNDING);

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    @AfterEach
    void everythingAddsUp() {
        interruption.forget();
        crash.forget();
        bankers.reset();
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    static Stream<Arguments> ordinary() {
        return pointsOf(Arrays.stream(Point.values())
                .filter(point -> !OF_THE_REFUND.contains(point))
                .toList());
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("ordinary")
    void paysOnce(Point point, Payer payer) {
        String account = FakeProvider.freshAccount();
        Withdrawal withdrawal = approved(payer, account);

        dieAt(point, payer);
        course.untilConclusive(withdrawal);

        assertJudgement(withdrawal, payer, account, Stage.COMPLETED, 1);
    }

    static Stream<Arguments> sendingAgain() {
        return pointsOf(OF_SENDING_AGAIN);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("sendingAgain")
    void sendsAgainOnce(Point point, Payer payer) {
        // Given a payout that the provider did not get and has not known for so long that it is about to be sent again
        String account = FakeProvider.freshAccount();
        payer.fake.script(account).onSend(Fault.CUT_BEFORE);
        Withdrawal withdrawal = approved(payer, account);
        given.runDueJobs(withdrawal);
        while (of(withdrawal, "not_found") < 6) {
            course.next(withdrawal);
        }
        assertThat(of(withdrawal, "sends")).isOne();

        dieAt(point, payer);
        course.untilConclusive(withdrawal);

        assertJudgement(withdrawal, payer, account, Stage.COMPLETED, 2);
        assertThat(of(withdrawal, "sends")).isGreaterThan(1);
    }

    static Stream<Arguments> lastCheck() {
        return pointsOf(OF_THE_LAST_CHECK);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("lastCheck")
    void refundsOnce(Point point, Payer payer) {
        // Given a payout that is held, because the provider says that it failed
        String account = FakeProvider.freshAccount();
        payer.fake.script(account).statuses(payer.pending, payer.failed);
        Withdrawal withdrawal = approved(payer, account);
        given.runDueJobs(withdrawal);
        course.next(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.HELD);

        dieAt(point, payer);
        course.untilConclusive(withdrawal);

        assertJudgement(withdrawal, payer, account, Stage.FAILED, 1);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("50000.00");
    }

    private static Stream<Arguments> pointsOf(List<Point> points) {
        return points.stream().flatMap(point -> Arrays.stream(Payer.values())
                .filter(payer -> payer == Payer.PAYSTACK || !OF_THE_RECIPIENT.contains(point))
                .map(payer -> Arguments.of(point, payer)));
    }

    private Withdrawal approved(Payer payer, String account) {
        bankers.use(payer.provider());
        return given.approved(given.bareVendor("50000.00"), "50000.00", Given.account("058", account));
    }

    private void dieAt(Point point, Payer payer) {
        switch (point) {
            case BEFORE_THE_BALANCE -> crash.before(payer.balance);
            case AFTER_THE_BALANCE -> crash.after(payer.balance);
            case BEFORE_THE_RECIPIENT -> crash.before(RECIPIENT);
            case AFTER_THE_RECIPIENT -> crash.after(RECIPIENT);
            case BEFORE_THE_TRANSFER -> crash.before(payer.sending);
            case AFTER_THE_TRANSFER -> crash.after(payer.sending);
            case BEFORE_THE_CHECK -> crash.before(payer.checking);
            case AFTER_THE_CHECK -> crash.after(payer.checking);
            default -> interruption.at(point.activity, point.event, crash::now);
        }
    }

    private void assertJudgement(Withdrawal withdrawal, Payer payer, String account, Stage end, int asked) {
        assertThat(crash.forget() || interruption.forget()).as("still to die").isFalse();
        assertThat(given.now(withdrawal).stage()).isEqualTo(end);
        assertThat(payer.fake.asked(account)).as("times asked to pay").isEqualTo(asked);
        var judge = new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE);
        assertThat(judge.violations(List.of(withdrawal.reference()))).isEmpty();
        assertThat(judge.strangers(Set.of(account))).isEmpty();
        assertThat(course.told(withdrawal))
                .containsExactly(
                        "withdrawal.approved", end == Stage.COMPLETED ? "withdrawal.completed" : "withdrawal.failed");
    }

    private int of(Withdrawal withdrawal, String column) {
        return jdbc.sql("SELECT " + column + " FROM payout_attempt WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .query(Integer.class)
                .single();
    }
}
