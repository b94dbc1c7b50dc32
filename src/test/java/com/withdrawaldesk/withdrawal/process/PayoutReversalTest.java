package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.REASON_REQUIRED;
import static com.withdrawaldesk.base.refusal.Code.SECOND_PERSON_REQUIRED;
import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.withdrawal.process.Refused.refusedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.execute;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.job;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.processInstanceQuery;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

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

    @Autowired
    Tasklist tasklist;

    @Autowired
    People people;

    @Autowired
    Http http;

    @Autowired
    WithdrawalFlow flow;

    @Autowired
    Wallets wallets;

    @Autowired
    TransactionTemplate transaction;

    @BeforeEach
    void useTheEngineOfTheDesk() {
        BpmnAwareTests.init(engine);
        people.add("operator2", Groups.OPERATIONS);
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
    void givesWhatContradictsThePaymentToPeople() {
        // Given a bank that has forgotten what it paid
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");
        forget(withdrawal);

        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        execute(job(reversal));

        // Then nothing is booked, two people find out, and staff were told.
        assertThat(reversal).isWaitingAt("userTask_investigateReturn");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(told("payout.contradicted", withdrawal)).containsExactlyInAnyOrder("businessAdmins", "operations");
        assertThat(sheetOf(reversal)).contains("completed", "not\\_found", "sandbox 1");

        // When the first one finds that it stands, nobody confirms it alone.
        answer("operator1", reversal, Map.of("resolution", "stands", "reason", "On the bank's statement"));
        assertThat(reversal).isWaitingAt("userTask_confirmReturn");
        assertThatThrownBy(() -> answer("operator1", reversal, Map.of("confirmation", "confirmed")))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        assertThat(sheetOf(reversal)).contains("On the bank's statement", "operator1");
        answer("operator2", reversal, Map.of("confirmation", "confirmed"));
        assertThat(reversal).hasPassed("endEvent_payoutStands").isEnded();
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        // When the bank says the same anew, it is for people again.
        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance again = reversalsOf(withdrawal).get(0);
        execute(job(again));
        answer("operator2", again, Map.of("resolution", "stands", "reason", "As before"));
        answer("operator1", again, Map.of("confirmation", "confirmed"));
        assertThat(again).hasPassed("endEvent_payoutStands").isEnded();
    }

    @Test
    void givesBackWhatTwoPeopleFoundToHaveComeBack() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");
        forget(withdrawal);
        hints.heard(given.payoutOf(withdrawal), Result.FAILED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        execute(job(reversal));

        // When the provider is asked again, says the same, and the first finding is not confirmed
        answer("operator1", reversal, Map.of("resolution", "check_again"));
        execute(job(reversal));
        assertThatThrownBy(() -> answer("operator1", reversal, Map.of("resolution", "returned", "reason", "Seen")))
                .satisfies(refusedWith(REASON_REQUIRED));
        answer("operator1", reversal, returned("50000.00", "BACK-" + withdrawal.reference()));
        answer("operator2", reversal, Map.of("confirmation", "not_confirmed", "reason", "Another transfer"));
        assertThat(reversal).isWaitingAt("userTask_investigateReturn");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        // When it is found again, with a charge that the bank kept, and confirmed
        answer("operator2", reversal, returned("49,900.00", "BACK-" + withdrawal.reference()));
        answer("operator1", reversal, Map.of("confirmation", "confirmed"));

        assertThat(reversal).hasPassed("endEvent_payoutReversed").isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(ledger(withdrawal))
                .contains("reversal platform:bank 5000000", "return_charge platform:return_charges 10000");
        assertThat(told("payout.returned", withdrawal)).containsExactlyInAnyOrder("businessAdmins", "operations");
    }

    @Test
    void letsTheRequesterBearWhatTheBankKeptWherePolicySaysSo() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");

        transaction.executeWithoutResult(tx -> {
            Money kept = Money.of(withdrawal.amount().getCurrencyUnit(), 100);
            assertThat(wallets.reverse(withdrawal.movement(), List.of(), kept, true)
                            .toString())
                    .isEqualTo("NGN 79900.00");
            assertThat(ledger(withdrawal)).anyMatch(row -> row.matches("return_charge wallet:.* 10000"));
            tx.setRollbackOnly();
        });
    }

    /** Who is not configured any more can be asked nothing: what it said counts, until somebody speaks against it. */
    @Test
    void asksNobodyWhoIsGoneAndLeavesWhatOneWouldKnowToPeople() {
        // Given an attempt that failed at a provider which the desk uses no more, and one that the bank sends back
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.03");
        String paid = given.payoutOf(withdrawal);
        String gone =
                "wd_gone_" + withdrawal.reference().toLowerCase(Locale.ROOT).replace("-", "_");
        jdbc.sql("""
                        INSERT INTO payout_attempt (withdrawal_id, attempt, provider, reference, amount_minor, state, last_result,
                            sends, handed_over, created_at, sent_at, updated_at)
                        SELECT id, 2, 'bygone', ?, payout_minor, 'failed', 'failed', 1, true, now(), now(), now()
                        FROM withdrawal WHERE reference = ?
                        """).params(gone, withdrawal.reference()).update();
        clock.advance(Duration.ofSeconds(6));
        hints.heard(paid, Result.REVERSED);
        execute(job(reversalsOf(withdrawal).get(0)));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");

        // When somebody says that the other one was paid after all, nobody can be asked, and two people find out.
        hints.heard(gone, Result.PAID);
        ProcessInstance late = reversalsOf(withdrawal).get(0);
        execute(job(late));
        assertThat(late).isWaitingAt("userTask_investigateReturn");
        answer("operator1", late, Map.of("resolution", "check_again"));
        execute(job(late));
        answer("operator1", late, returned("", "BACK-" + withdrawal.reference()));
        answer("operator2", late, Map.of("confirmation", "confirmed"));
        assertThat(late).isEnded();
        assertThat(ledger(withdrawal)).noneMatch(row -> row.startsWith("paid_after_all"));
    }

    @Test
    void dropsWhatPeopleBeganToFindWhenTheBankSpeaks() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");
        forget(withdrawal);
        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        execute(job(reversal));
        answer("operator1", reversal, returned("50000.00", "BACK-" + withdrawal.reference()));

        // When the bank remembers it and says so
        jdbc.sql("INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, 5000000, ?)")
                .params(
                        given.payoutOf(withdrawal),
                        Timestamp.from(clock.instant().minusSeconds(3600)))
                .update();
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        assertThat(reversal).isWaitingAt("serviceTask_confirmReversal");
        execute(job(reversal));

        assertThat(reversal).hasPassed("endEvent_payoutStands").isEnded();
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
    }

    @Test
    void givesBackWhatIsReportedToHaveComeBackWhoeverPaidIt() {
        // Given a completed withdrawal of which its provider says that it is paid
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");
        String path = "/api/admin/operations/withdrawals/" + withdrawal.reference() + "/report-return/";
        String body = "{\"bank_reference\": \"BACK-" + withdrawal.reference() + "\", \"reason\": \"On the statement\"}";

        assertStatus(http.post("operator1", path, body), 200);
        assertProblem(http.post("operator2", path, body), 409, "conflict");
        ProcessInstance reversal = reversalsOf(withdrawal).get(0);
        assertThat(reversal).isWaitingAt("userTask_confirmReturn");
        assertThatThrownBy(() -> answer("operator1", reversal, Map.of("confirmation", "confirmed")))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        answer("operator2", reversal, Map.of("confirmation", "confirmed"));

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertProblem(http.post("operator1", path, body), 409, "conflict");
        // When the provider says anew that it paid, nothing is booked by that, and people look again.
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        ProcessInstance again = reversalsOf(withdrawal).get(0);
        execute(job(again));
        answer("operator2", again, returned("", "BACK-" + withdrawal.reference()));
        answer("operator1", again, Map.of("confirmation", "confirmed"));
        assertThat(reversalsOf(withdrawal)).isEmpty();
        assertThat(ledger(withdrawal)).noneMatch(row -> row.startsWith("paid_after_all"));
    }

    @Test
    void givesBackATransferByHandThatTheBankReturned() {
        String vendor = given.vendor("9500000.00");
        Withdrawal withdrawal = given.approved(vendor, "9500000.00");
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "OUT-" + withdrawal.reference()));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        given.as(
                "operator1",
                Groups.OPERATIONS,
                () -> transaction.executeWithoutResult(tx -> flow.reportReturn(
                        withdrawal.reference(), "9499950.00", "IN-" + withdrawal.reference(), "On the statement")));
        answer("operator2", reversalsOf(withdrawal).get(0), Map.of("confirmation", "confirmed"));

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(vendor)).isEqualTo("9500000.00");
        assertThat(ledger(withdrawal)).contains("return_charge platform:return_charges 5000");
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
    void endsWhatIsOwedWhenTheBankSendsItBack() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = paidAfterAll(vendor);
        String payout = given.payoutOf(withdrawal);
        ProcessInstance owed = receivableOf(withdrawal);
        assertThat(owed).isWaitingAt("userTask_settleReceivable");

        // Given that a part of it was repaid and another written off
        answer("admin1", owed, settled("repaid_from_wallet", "1000.00"));
        answer("admin2", owed, Map.of("confirmation", "confirmed"));
        answer("admin1", owed, settled("written_off", "500.00"));
        answer("admin2", owed, Map.of("confirmation", "confirmed"));
        assertThat(owed).isWaitingAt("userTask_settleReceivable");
        assertThat(given.balance(vendor)).isEqualTo("79000.00");

        // When the bank sends it back
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000003 WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.REVERSED);
        ProcessInstance late = reversalsOf(withdrawal).get(0);
        execute(job(late));

        // Then nothing is owed any more, and everybody has again what was theirs.
        assertThat(late).hasPassed("endEvent_owedCameBack").isEnded();
        assertThat(owed).isEnded();
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(ledger(withdrawal))
                .contains("receivable_returned platform:bank 5000001")
                .anyMatch(row -> row.matches("repayment_returned receivable:.* 100000"))
                .anyMatch(row -> row.matches("write_off_returned receivable:.* 50000"));
    }

    @Test
    void asksPeopleAboutAnotherPayoutWhenOneWasPaidAfterAll() {
        // Given a withdrawal that failed for good, was refunded, and had an earlier attempt
        Withdrawal withdrawal = failed(given.vendor("80000.00"));
        jdbc.sql("""
                        INSERT INTO payout_attempt (withdrawal_id, attempt, provider, reference, amount_minor, state, last_result,
                                                    sends, handed_over, created_at, updated_at)
                        SELECT withdrawal_id, 2, provider, reference || 'x', amount_minor, 'failed', 'failed', 1, true, now(), now()
                        FROM payout_attempt WHERE withdrawal_id = ?
                        """).param(withdrawal.id()).update();
        String first = "wd_" + withdrawal.id().toString().replace("-", "") + "_1";
        pay(first);

        hints.heard(first, Result.PAID);
        ProcessInstance late = reversalsOf(withdrawal).get(0);
        execute(job(late));

        assertThat(late).hasPassed("serviceTask_alarmStaff").isWaitingAt("userTask_investigateReturn");
        answer("operator1", late, returned("50000.01", "BACK-" + withdrawal.reference()));
        answer("operator2", late, Map.of("confirmation", "confirmed"));
        assertThat(late).isEnded();
        answer("admin1", receivableOf(withdrawal), settled("written_off", ""));
        answer("admin2", receivableOf(withdrawal), Map.of("confirmation", "confirmed"));
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

    /** A withdrawal that failed for good and was refunded. */
    private Withdrawal failed(String vendor) {
        Withdrawal withdrawal = given.approved(vendor, "50000.01");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);
        given.later(Duration.ofMinutes(15), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);
        return withdrawal;
    }

    /** As {@link #failed}, then paid all the same. */
    private Withdrawal paidAfterAll(String vendor) {
        Withdrawal withdrawal = failed(vendor);
        String payout = given.payoutOf(withdrawal);
        pay(payout);
        hints.heard(payout, Result.PAID);
        execute(job(reversalsOf(withdrawal).get(0)));
        return withdrawal;
    }

    private void pay(String payout) {
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000000 WHERE reference = ?")
                .param(payout)
                .update();
    }

    private void forget(Withdrawal withdrawal) {
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
    }

    private static Map<String, Object> returned(String amount, String reference) {
        return Map.of(
                "resolution",
                "returned",
                "returned_amount",
                amount,
                "bank_reference",
                reference,
                "reason",
                "Statement");
    }

    private static Map<String, Object> settled(String how, String amount) {
        return Map.of("resolution", how, "repaid_amount", amount, "reason", "Agreed");
    }

    /** Claims the open task first, as Tasklist does. */
    private void answer(String user, ProcessInstance instance, Map<String, Object> answers) {
        Task task = taskOf(instance);
        if (task.getAssignee() == null) {
            tasklist.as(user, tasks -> tasks.claim(task.getId(), user));
        }
        tasklist.complete(user, task, answers);
    }

    private Task taskOf(ProcessInstance instance) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(instance.getId())
                .singleResult();
    }

    private String sheetOf(ProcessInstance instance) {
        return (String) engine.getFormService()
                .getTaskFormVariables(taskOf(instance).getId())
                .get("sheet");
    }

    private List<String> told(String event, Withdrawal withdrawal) {
        return jdbc.sql("SELECT audience_id FROM notification WHERE event = ? AND metadata ->> 'reference' = ?")
                .params(event, withdrawal.reference())
                .query(String.class)
                .list();
    }

    private List<String> ledger(Withdrawal withdrawal) {
        return jdbc.sql(
                        "SELECT kind || ' ' || debit_account || ' ' || amount_minor FROM ledger_transfer WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .query(String.class)
                .list();
    }

    private static ProcessInstance receivableOf(Withdrawal withdrawal) {
        return processInstanceQuery()
                .processInstanceBusinessKey(withdrawal.reference(), CamundaFlow.RECEIVABLE)
                .singleResult();
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
