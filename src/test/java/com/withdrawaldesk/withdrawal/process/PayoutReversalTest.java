package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.execute;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.job;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.processInstanceQuery;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.control.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Walks the diagram of a payout that the bank sends back. Amounts ending in .03 come back nine seconds after they were sent. */
@DeskTest
@TakesEveryFlow(of = "payout-reversal")
class PayoutReversalTest {

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    RecurringTask<Void> sandboxEvents;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProcessEngine engine;

    @BeforeEach
    void useTheEngineOfTheDesk() {
        BpmnAwareTests.init(engine);
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void returnsToTheWalletWhatTheBankSentBack() {
        // Given a completed withdrawal
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.03");

        // When the bank sends the money back and says so, the token waits before the bank is asked.
        clock.advance(Duration.ofSeconds(6));
        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        assertThat(reversal).isWaitingAt("serviceTask_confirmReversal");
        assertThat(given.balance(vendor)).isEqualTo("29999.97");

        // When the bank confirms it, the money is back in the wallet.
        execute(job(reversal));
        assertThat(reversal)
                .hasPassedInOrder(
                        "serviceTask_confirmReversal",
                        "serviceTask_reverseSettlement",
                        "serviceTask_notifyReversed",
                        "endEvent_payoutReversed")
                .isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.now(withdrawal).failureCode()).isEqualTo("payout_reversed");
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void returnsItOnceHoweverOftenTheBankSaysSo() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.03");
        clock.advance(Duration.ofSeconds(6));
        String payout = given.payoutOf(withdrawal);

        // When the bank says so several times at once, one process is started.
        List<Throwable> failures = Together.run(
                () -> hints.heard(payout, Result.REVERSED),
                () -> hints.heard(payout, Result.REVERSED),
                () -> hints.heard(payout, Result.REVERSED));
        assertThat(failures).containsOnlyNulls();
        assertThat(reversalsOf(withdrawal)).hasSize(1);

        // When it says so again after the money was returned, nothing happens.
        execute(job(reversalsOf(withdrawal).get(0)));
        hints.heard(payout, Result.REVERSED);
        assertThat(reversalsOf(withdrawal)).isEmpty();
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void leavesThePayoutAsItIsWhenTheBankDoesNotConfirm() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");

        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        execute(job(reversal));

        assertThat(reversal).hasPassed("endEvent_payoutStands").isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
    }

    @Test
    void leavesThePayoutAsItIsWhenTheBankGivesNoClearAnswer() {
        // Given a bank that has forgotten what it paid
        Withdrawal withdrawal = completed(given.vendor("80000.00"), "50000.00");
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();

        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        execute(job(reversal));

        // Then it is still known as paid, which is one of the things that must always hold.
        assertThat(reversal).hasPassed("endEvent_payoutStands").isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @Test
    void refundsWhatCameBackBeforeItWasSettledHere() {
        // Given a payout that is already back at the bank when the desk hears of it for the first time
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.03");
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(9));

        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        given.runDueJobs(withdrawal);

        given.later(Duration.ofMinutes(15), withdrawal);

        // Then it has never been paid, as far as the wallet is concerned, and there is nothing to reverse.
        assertThat(reversalsOf(withdrawal)).isEmpty();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void booksWhatWasPaidAfterItsRefundAsOwedAndTouchesNoWallet() {
        // Given a withdrawal that failed for good and was refunded
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.01");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);
        given.later(Duration.ofMinutes(15), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);

        // When the bank pays it after all and says so twice
        String payout = given.payoutOf(withdrawal);
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000000 WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.PAID);
        ProcessInstance late = reversalsOf(withdrawal).get(0);
        execute(job(late));
        hints.heard(payout, Result.PAID);

        // Then it is booked once under his name, staff are told, and the wallet is as it was.
        assertThat(late)
                .hasPassed("serviceTask_bookReceivable", "endEvent_paidAfterAll")
                .isEnded();
        assertThat(reversalsOf(withdrawal)).isEmpty();
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(jdbc.sql(
                                "SELECT debit_account FROM ledger_transfer WHERE withdrawal_id = ? AND kind = 'paid_after_all'")
                        .param(withdrawal.id())
                        .query(String.class)
                        .list())
                .containsExactly("receivable:" + vendor);
        assertThat(jdbc.sql(
                                "SELECT audience_id FROM notification WHERE event = 'payout.paid_after_all' AND metadata ->> 'reference' = ?")
                        .param(withdrawal.reference())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("businessAdmins", "operations");
    }

    @Test
    void hearsOfPaymentsAndReturnsFromTheSandboxItself() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.03");
        given.runDueJobs(withdrawal);

        // When the sandbox has paid, it says so.
        clock.advance(Duration.ofSeconds(3));
        sandboxSpeaks();
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        // When the money has come back, it says so, too.
        clock.advance(Duration.ofSeconds(6));
        sandboxSpeaks();
        execute(job(reversalsOf(withdrawal).get(0)));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void ignoresHintsOfPayoutsItDoesNotKnow() {
        hints.heard("wd_of_somebody_else", Result.REVERSED);
        hints.heard("wd_of_somebody_else", Result.PAID);
    }

    private Withdrawal completed(String vendor, String amount) {
        Withdrawal withdrawal = given.approved(vendor, amount);
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(3));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        return withdrawal;
    }

    private void sandboxSpeaks() {
        sandboxEvents.execute(new TaskInstance<>("sandbox-events", RecurringTask.INSTANCE), null);
    }

    private static List<ProcessInstance> reversalsOf(Withdrawal withdrawal) {
        return processInstanceQuery()
                .processInstanceBusinessKey(withdrawal.reference(), CamundaFlow.REVERSAL)
                .list();
    }
}
