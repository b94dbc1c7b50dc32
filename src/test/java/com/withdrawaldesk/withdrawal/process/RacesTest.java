package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.ALREADY_CANCELLED;
import static com.withdrawaldesk.base.refusal.Code.ALREADY_DECIDED;
import static com.withdrawaldesk.base.refusal.Code.INSUFFICIENT_BALANCE;
import static com.withdrawaldesk.base.refusal.Code.NOT_CANCELLABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Rounds;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens when several want the same at the same moment: one gets it, the others are told, and nothing hangs. */
@DeskTest
class RacesTest {

    private static final Verdict APPROVE = new Verdict(true, null, null);
    private static final Verdict REJECT = new Verdict(false, "Not known here", null);

    @Autowired
    Given given;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    Interruption interruption;

    @Autowired
    PayoutHints hints;

    @Autowired
    ManagementService management;

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

    @Rounds(5)
    void oneOfTwoAdminsDecidesAndTheOtherIsToldWho() {
        Withdrawal withdrawal = given.requested(given.bareVendor("50000.00"), "50000.00");

        List<Throwable> failures = Together.run(
                () -> given.decide("admin1", withdrawal, APPROVE), () -> given.decide("admin2", withdrawal, REJECT));

        String winner = failures.get(0) == null ? "admin1" : "admin2";
        assertThat(onlyFailure(failures)).hasMessageContaining("already decided by " + winner);
        assertThat(Refused.codeOf(onlyFailure(failures))).isEqualTo(ALREADY_DECIDED);
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo(winner);
    }

    @Rounds(5)
    void eitherTheAdminDecidesOrTheRequesterCancels() {
        String vendor = given.bareVendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");

        List<Throwable> failures =
                Together.run(() -> given.decide("admin1", withdrawal, APPROVE), () -> given.cancel(withdrawal));

        boolean approved = failures.get(0) == null;
        assertThat(Refused.codeOf(onlyFailure(failures))).isEqualTo(approved ? NOT_CANCELLABLE : ALREADY_CANCELLED);
        assertThat(given.now(withdrawal).stage()).isEqualTo(approved ? Stage.QUEUED : Stage.CANCELLED);
        assertThat(given.balance(vendor)).isEqualTo(approved ? "0.00" : "50000.00");
    }

    @Rounds(5)
    void aDoubleClickInTasklistDecidesOnce() {
        Withdrawal withdrawal = given.requested(given.bareVendor("50000.00"), "50000.00");
        Task task = tasklist.taskOf(withdrawal);
        Runnable click = () -> tasklist.complete("admin1", task, Map.of("decision", "approve"));

        List<Throwable> failures = Together.run(click, click);

        assertThat(onlyFailure(failures)).isNotNull();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
        assertThat(jdbc.sql("SELECT count(*) FROM payout_attempt WHERE withdrawal_id = ?")
                        .param(withdrawal.id())
                        .query(Long.class)
                        .single())
                .isOne();
    }

    @Rounds(5)
    void oneOfTwoAdminsDecidesInTasklistThoughBothHaveTheFormOpen() {
        String vendor = given.bareVendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        Task task = tasklist.taskOf(withdrawal);

        List<Throwable> failures = Together.run(
                () -> tasklist.complete("admin1", task, Map.of("decision", "approve")),
                () -> tasklist.complete("admin2", task, Map.of("decision", "reject", "reason", "Not known here")));

        assertThat(onlyFailure(failures)).isNotNull();
        boolean approved = failures.get(0) == null;
        assertThat(given.now(withdrawal).stage()).isEqualTo(approved ? Stage.QUEUED : Stage.REJECTED);
        assertThat(given.balance(vendor)).isEqualTo(approved ? "0.00" : "50000.00");
    }

    @Rounds(5)
    void aHintWhileThePayoutIsSentIsNotLost() {
        Withdrawal withdrawal = given.approved(given.bareVendor("50000.00"), "50000.00");
        String payout = given.payoutOf(withdrawal);

        List<Throwable> failures =
                Together.run(() -> given.runDueJobs(withdrawal), () -> hints.heard(payout, Result.PAID));

        // Whoever came first: the withdrawal waits for its result or for the time to ask, and comes to its end.
        assertThat(failures).containsOnlyNulls();
        given.later(Duration.ofSeconds(10), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @Test
    void aHintJustBeforeTheProcessWaitsForItFindsItWaiting() {
        // Given a process that has sent the payout, is about to wait, and has not committed yet
        Withdrawal withdrawal = given.approved(given.bareVendor("50000.00"), "50000.00");
        String payout = given.payoutOf(withdrawal);
        var hint = new CompletableFuture<Void>();
        interruption.at("eventBasedGateway_payoutAwaited", "start", () -> {
            // When the hint comes at this moment, it is held up by the lock on the payout until the process has
            // committed.
            hint.completeAsync(() -> {
                hints.heard(payout, Result.PAID);
                return null;
            });
            await().until(this::somebodyWaitsForALock);
        });

        given.runNextJob(withdrawal);
        hint.join();

        // Then it was heard: the next step is to ask the bank, not to wait.
        assertThat(management
                        .createJobQuery()
                        .processInstanceId(withdrawal.processInstanceId())
                        .activityId("serviceTask_checkPayout")
                        .count())
                .isOne();
    }

    @Rounds(5)
    void aHintAtTheMomentOfACheckDoesNotStopTheProcess() {
        Withdrawal withdrawal = given.approved(given.bareVendor("50000.00"), "50000.00");
        String payout = given.payoutOf(withdrawal);
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(10));

        // Both want to move the same token; the engine lets one of them, and the other is repeated.
        Together.run(() -> given.runNextJob(withdrawal), () -> hints.heard(payout, Result.PAID));

        given.later(Duration.ofSeconds(10), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @Test
    void thirtyRequestsFromAWalletThatCoversTenTakeTen() {
        String vendor = given.bareVendor("50000.00");
        Runnable request = () -> given.requested(vendor, "5000.00");

        List<Throwable> failures = Together.run(Collections.nCopies(30, request));

        assertThat(failures).filteredOn(Objects::isNull).hasSize(10);
        assertThat(failures)
                .filteredOn(Objects::nonNull)
                .extracting(Refused::codeOf)
                .containsOnly(INSUFFICIENT_BALANCE);
        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    private static Throwable onlyFailure(List<Throwable> failures) {
        assertThat(failures).filteredOn(Objects::nonNull).hasSize(1);
        return failures.stream().filter(Objects::nonNull).findFirst().orElseThrow();
    }

    private boolean somebodyWaitsForALock() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                .query(Boolean.class)
                .single();
    }
}
