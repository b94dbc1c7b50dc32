package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.DECISION_INVALID;
import static com.withdrawaldesk.base.refusal.Code.FORBIDDEN;
import static com.withdrawaldesk.base.refusal.Code.NOT_CANCELLABLE;
import static com.withdrawaldesk.base.refusal.Code.NOT_CLAIMED;
import static com.withdrawaldesk.base.refusal.Code.OWN_REQUEST;
import static com.withdrawaldesk.base.refusal.Code.REASON_REQUIRED;
import static com.withdrawaldesk.base.refusal.Code.SECOND_PERSON_REQUIRED;
import static com.withdrawaldesk.withdrawal.process.Refused.refusedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.processInstanceQuery;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.emergency.EmergencyRefunds;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Walks the diagram of a withdrawal, path by path. */
@DeskTest
@TakesEveryFlow(of = "withdrawal")
class WithdrawalProcessTest {

    private static final Verdict APPROVE = new Verdict(true, null, null);
    private static final Verdict REJECT = new Verdict(false, "The name does not match the account", null);
    /** In tests, two admins approve what is above 5,000,000, and people transfer what is above 9,000,000. */
    private static final String LARGE = "6000000.00";

    private static final String VERY_LARGE = "9500000.00";

    private static final String REVIEW = "userTask_reviewWithdrawal";
    private static final String CONFIRM = "userTask_confirmWithdrawal";
    private static final String CONFIRM_REFUND = "userTask_confirmRefund";
    private static final String INVESTIGATE = "userTask_investigatePayout";
    private static final String AWAITING_RESULT = "eventBasedGateway_payoutAwaited";

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProcessEngine engine;

    @Autowired
    EmergencyRefunds emergency;

    @Autowired
    TransactionTemplate transaction;

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
    void paysOutWhatAnAdminApproved() {
        String vendor = given.vendor("80000.00");

        // When a vendor requests money, the token waits at the review, and the money has left the wallet.
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        ProcessInstance process = processOf(withdrawal);
        assertThat(process)
                .hasPassedInOrder(
                        "startEvent_withdrawalRequested",
                        "serviceTask_validateWithdrawal",
                        "serviceTask_debitWallet",
                        "businessRuleTask_assessWithdrawal",
                        "serviceTask_notifyAdmins")
                .isWaitingAt(REVIEW);
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        // When an admin approves, the token waits before the call to the bank.
        given.decide("admin1", withdrawal, APPROVE);
        assertThat(process).isWaitingAt("serviceTask_sendPayout");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);

        // When the bank has accepted it, the token waits for the result or the time to ask.
        given.runDueJobs(withdrawal);
        assertThat(process).isWaitingAt(AWAITING_RESULT);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);

        // When the bank has paid and says so, it is asked, and the token comes to its end.
        clock.advance(Duration.ofSeconds(3));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        assertThat(process).isWaitingAt("serviceTask_checkPayout");
        given.runDueJobs(withdrawal);
        assertThat(process)
                .hasPassed("serviceTask_settleWithdrawal", "serviceTask_notifyCompleted")
                .isEnded();
        assertThat(process).hasPassed("endEvent_withdrawalCompleted");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin1");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");
    }

    @Test
    void asksTheBankWhenItSaysNothing() {
        // Given a payout that the bank has accepted
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");
        ProcessInstance process = processOf(withdrawal);
        given.runDueJobs(withdrawal);

        // When the first check is due, the bank says that it has paid.
        given.later(Duration.ofSeconds(10), withdrawal);

        assertThat(process)
                .hasPassed("intermediateCatchEvent_checkDue", "endEvent_withdrawalCompleted")
                .isEnded();
    }

    @Test
    void settlesAtOnceWhatWasPaidBeforeTheBankWasAskedAgain() {
        // Given a payout that reached the bank just before the desk crashed, so that the step is repeated
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");
        ProcessInstance process = processOf(withdrawal);
        jdbc.sql("UPDATE payout_attempt SET state = 'sending' WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .update();
        jdbc.sql(
                        "INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, 5000000, now() - interval '1 h')")
                .param(given.payoutOf(withdrawal))
                .update();

        given.runDueJobs(withdrawal);

        // The bank was asked first, and nothing was sent again.
        assertThat(process)
                .hasNotPassed(AWAITING_RESULT)
                .hasPassed("endEvent_withdrawalCompleted")
                .isEnded();
    }

    @Test
    void refundsWhatAnAdminRejected() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        ProcessInstance process = processOf(withdrawal);

        given.decide("admin1", withdrawal, REJECT);

        assertThat(process)
                .hasPassedInOrder(
                        "serviceTask_refundWallet", "serviceTask_notifyRefunded", "endEvent_withdrawalRejected")
                .isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REJECTED);
        assertThat(given.now(withdrawal).failureCode()).isEqualTo("rejected");
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void rejectsNothingWithoutAReason() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");
        Footprint before = Footprint.of(jdbc);

        assertThatThrownBy(() -> given.decide("admin1", withdrawal, new Verdict(false, "  ", null)))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete("admin1", withdrawal, Map.of("decision", "reject")))
                .satisfies(refusedWith(REASON_REQUIRED));

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void completesNoReviewWithoutADecision() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");
        Footprint before = Footprint.of(jdbc);

        assertThatThrownBy(() -> tasklist.complete("admin1", withdrawal, Map.of()))
                .satisfies(refusedWith(DECISION_INVALID));
        assertThatThrownBy(() -> tasklist.complete("admin1", withdrawal, Map.of("decision", "maybe")))
                .satisfies(refusedWith(DECISION_INVALID));
        // The gateway knows neither of them, so they must not pass the listener either.
        assertThatThrownBy(() -> tasklist.complete("admin1", withdrawal, Map.of("decision", " approve ")))
                .satisfies(refusedWith(DECISION_INVALID));

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void letsNobodyDecideOnARequestOfTheirOwn() {
        // Given a vendor who is also an admin
        String vendor = given.vendor("80000.00");
        people.add(vendor, Groups.BUSINESS_ADMINS);
        Withdrawal withdrawal = given.requested(vendor, "50000.00");

        assertThatThrownBy(() -> given.decide(vendor, withdrawal, APPROVE)).satisfies(refusedWith(OWN_REQUEST));
        assertThatThrownBy(() -> given.decide(vendor, withdrawal, REJECT)).satisfies(refusedWith(OWN_REQUEST));

        assertThat(processOf(withdrawal)).isWaitingAt(REVIEW);
    }

    @Test
    void paysLargeAmountsOnlyAfterASecondApproval() {
        // Given a large amount, which is reviewed before others
        Withdrawal withdrawal = given.requested(given.vendor(LARGE), LARGE);
        ProcessInstance process = processOf(withdrawal);
        assertThat(tasklist.taskOf(withdrawal).getPriority()).isEqualTo(75);

        // When one admin approves, the token waits for another, and the first decision is forgotten.
        given.decide("admin1", withdrawal, APPROVE);
        assertThat(process).isWaitingAt(CONFIRM).variables().doesNotContainKey("decision");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SECOND_REVIEW);

        // When the same admin approves again, it does not count, nor does an empty form.
        assertThatThrownBy(() -> given.decide("admin1", withdrawal, APPROVE))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete("admin2", withdrawal, Map.of()))
                .satisfies(refusedWith(DECISION_INVALID));
        assertThat(process).isWaitingAt(CONFIRM);

        // When another admin confirms, the payout is sent.
        given.decide("admin2", withdrawal, APPROVE);
        assertThat(process).isWaitingAt("serviceTask_sendPayout");
        assertThat(given.now(withdrawal).firstApprovedBy()).isEqualTo("admin1");
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin2");
    }

    @Test
    void refundsALargeAmountThatTheSecondAdminRejects() {
        String vendor = given.vendor(LARGE);
        Withdrawal withdrawal = given.approved(vendor, LARGE);
        ProcessInstance process = processOf(withdrawal);

        given.decide("admin2", withdrawal, REJECT);

        assertThat(process).hasPassed("endEvent_withdrawalRejected").isEnded();
        assertThat(given.balance(vendor)).isEqualTo(LARGE);
    }

    @Test
    void refundsWhatItsRequesterCancels() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        ProcessInstance process = processOf(withdrawal);

        given.cancel(withdrawal);

        assertThat(process)
                .hasPassed("boundaryEvent_reviewCancelled", "serviceTask_refundWallet", "endEvent_withdrawalCancelled")
                .isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.CANCELLED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void refundsWhatItsRequesterCancelsBetweenTheTwoApprovals() {
        String vendor = given.vendor(LARGE);
        Withdrawal withdrawal = given.approved(vendor, LARGE);
        ProcessInstance process = processOf(withdrawal);

        given.cancel(withdrawal);

        assertThat(process)
                .hasPassed("boundaryEvent_confirmationCancelled", "endEvent_withdrawalCancelled")
                .isEnded();
        assertThat(given.balance(vendor)).isEqualTo(LARGE);
    }

    @Test
    void cancelsNothingThatIsApproved() {
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");

        assertThatThrownBy(() -> given.cancel(withdrawal)).satisfies(refusedWith(NOT_CANCELLABLE));

        assertThat(processOf(withdrawal)).isWaitingAt("serviceTask_sendPayout");
    }

    @Test
    void remindsThreeTimesAndThenEscalatesOnce() {
        Withdrawal withdrawal = given.requested(given.vendor("80000.00"), "50000.00");
        ProcessInstance process = processOf(withdrawal);
        assertThat(tasklist.taskOf(withdrawal).getPriority()).isEqualTo(50);

        // When nobody decides, the admins are reminded every 4 hours, three times.
        for (int reminders = 1; reminders <= 3; reminders++) {
            given.later(Duration.ofHours(4), withdrawal);
            assertThat(process).hasPassed("serviceTask_remindAdmins").isWaitingAt(REVIEW);
            assertThat(timesPassed(process, "serviceTask_remindAdmins")).isEqualTo(reminders);
        }

        // When a day has passed, the review goes before all others and there is no further reminder.
        given.later(Duration.ofHours(12), withdrawal);
        assertThat(timesPassed(process, "serviceTask_remindAdmins")).isEqualTo(3);
        assertThat(process).hasPassed("serviceTask_escalateReview").isWaitingAt(REVIEW);
        assertThat(tasklist.taskOf(withdrawal).getPriority()).isEqualTo(100);
        assertThat(given.now(withdrawal).priority()).isEqualTo("high");

        // It can still be decided.
        given.decide("admin1", withdrawal, REJECT);
        assertThat(process).isEnded();
    }

    @Test
    void letsOperationsTransferByHandWhatTheProviderDoesNotTake() {
        // Given an amount above the limit of the provider, and both its approvals
        Withdrawal withdrawal = given.approved(given.vendor(VERY_LARGE), VERY_LARGE);
        ProcessInstance process = processOf(withdrawal);
        given.decide("admin2", withdrawal, APPROVE);

        // Then the token waits for somebody who makes the transfer, and no provider was called.
        assertThat(process).isWaitingAt("userTask_recordBankTransfer").task().hasCandidateGroup(Groups.OPERATIONS);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);
        assertThat(provider(withdrawal)).isEqualTo("manual");

        // When nobody gives the bank's reference, or an admin tries, nothing is recorded.
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of("bank_reference", " ")))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThatThrownBy(() -> given.as("admin1", Groups.BUSINESS_ADMINS, () -> engine.getTaskService()
                        .complete(tasklist.taskOf(withdrawal).getId(), Map.of("bank_reference", "GTB-1"))))
                .satisfies(refusedWith(FORBIDDEN));
        assertThat(process).isWaitingAt("userTask_recordBankTransfer");

        // When operations record the transfer, the token comes to its end.
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "GTB-7781", "notes", "Sent at noon"));
        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
        assertThat(given.now(withdrawal).bankReference()).isEqualTo("GTB-7781");
    }

    @Test
    void givesBackWhatATellerCouldNotTransfer() {
        String vendor = given.vendor(VERY_LARGE);
        Withdrawal withdrawal = given.approved(vendor, VERY_LARGE);
        ProcessInstance process = processOf(withdrawal);
        given.decide("admin2", withdrawal, APPROVE);
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of("resolution", "not_paid")))
                .satisfies(refusedWith(REASON_REQUIRED));
        Map<String, Object> impossible = Map.of("resolution", "not_paid", "reason", "The account is closed");
        tasklist.complete("operator1", withdrawal, impossible);

        // Then a second person confirms it, or has it recorded again.
        assertThat(process).isWaitingAt("userTask_confirmBankTransfer");
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of("resolution", "confirmed")))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        people.add("operator2", Groups.OPERATIONS);
        tasklist.complete("operator2", withdrawal, Map.of("resolution", "not_confirmed", "reason", "It is open"));
        assertThat(process).isWaitingAt("userTask_recordBankTransfer");
        tasklist.complete("operator1", withdrawal, impossible);
        tasklist.complete("operator2", withdrawal, Map.of("resolution", "confirmed"));

        assertThat(process)
                .hasPassed("gateway_transferFound", "endEvent_withdrawalFailed")
                .isEnded();
        assertThat(given.balance(vendor)).isEqualTo(VERY_LARGE);
        assertThat(given.now(withdrawal).failureReason()).contains("The account is closed");
    }

    /** Two who transfer the same at once would pay twice, and the slower one would be told afterwards. */
    @Test
    void takesNoRecordOfATransferFromWhoeverHasNotClaimedIt() {
        Withdrawal withdrawal = given.approved(given.vendor(VERY_LARGE), VERY_LARGE);
        given.decide("admin2", withdrawal, APPROVE);
        people.add("operator2", Groups.OPERATIONS);
        String task = tasklist.taskOf(withdrawal).getId();
        for (String claimedBy : new String[] {null, "operator2"}) {
            engine.getTaskService().setAssignee(task, claimedBy);
            assertThatThrownBy(() -> tasklist.as(
                            "operator1", tasks -> tasks.complete(task, Map.of("bank_reference", "GTB-77001"))))
                    .satisfies(refusedWith(NOT_CLAIMED));
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);
    }

    @Test
    void letsNobodyRecordTheTransferOfWhatTheyApprovedOrRequested() {
        // Given people who are operations besides being the requester, the first and the second admin
        String vendor = given.vendor(VERY_LARGE);
        people.add(vendor, Groups.OPERATIONS);
        people.add("bothFirst", Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        people.add("bothSecond", Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        Withdrawal withdrawal = given.requested(vendor, VERY_LARGE);
        given.decide("bothFirst", withdrawal, APPROVE);
        given.decide("bothSecond", withdrawal, APPROVE);

        Map<String, Object> transfer = Map.of("bank_reference", "GTB-7782");
        assertThatThrownBy(() -> tasklist.complete("bothFirst", withdrawal, transfer))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete("bothSecond", withdrawal, transfer))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete(vendor, withdrawal, transfer))
                .satisfies(refusedWith(OWN_REQUEST));

        assertThat(processOf(withdrawal)).isWaitingAt("userTask_recordBankTransfer");
    }

    @Test
    void refundsWhatTheBankDoesNotPay() {
        // Given a payout that the bank has accepted and will not make
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.01");
        ProcessInstance process = processOf(withdrawal);
        given.runDueJobs(withdrawal);

        // When the bank says that it failed, it is held, however often the bank repeats it.
        given.later(Duration.ofSeconds(10), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.HELD);
        hints.heard(given.payoutOf(withdrawal), Result.FAILED);
        given.later(Duration.ofMinutes(14), withdrawal);
        assertThat(process).isWaitingAt(AWAITING_RESULT).hasNotPassed("serviceTask_refundWallet");
        assertThat(given.balance(vendor)).isEqualTo("29999.99");

        // When it still says so at the end of the hold, the money goes back.
        given.later(Duration.ofMinutes(1), withdrawal);

        assertThat(process)
                .hasPassed("serviceTask_refundWallet", "endEvent_withdrawalFailed")
                .isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);
        assertThat(given.now(withdrawal).failureCode()).isEqualTo("payout_failed");
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void neverTakesSilenceForFailure() {
        // Given a payout that the bank says nothing of for a minute
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.02");
        ProcessInstance process = processOf(withdrawal);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.UNKNOWN);

        // When it is asked after 10 and 30 seconds, the token goes on waiting, and nothing is refunded.
        given.later(Duration.ofSeconds(10), withdrawal);
        given.later(Duration.ofSeconds(30), withdrawal);
        assertThat(process).isWaitingAt(AWAITING_RESULT).hasNotPassed("serviceTask_refundWallet");
        assertThat(given.balance(vendor)).isEqualTo("29999.98");

        // When it is asked after another minute, it has paid.
        given.later(Duration.ofMinutes(1), withdrawal);
        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
    }

    @Test
    void tellsOperationsOnceThatAResultIsMissingForADay() {
        Withdrawal withdrawal = toBeInvestigated(given.vendor("80000.00"));

        assertThat(jdbc.sql(
                                "SELECT count(*) FROM notification WHERE event = 'payout.overdue' AND metadata ->> 'reference' = ?")
                        .param(withdrawal.reference())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void letsOperationsFindOutThatThePayoutWasMade() {
        Withdrawal withdrawal = toBeInvestigated(given.vendor("80000.00"));
        ProcessInstance process = processOf(withdrawal);
        assertThat(process).isWaitingAt(INVESTIGATE).task().hasCandidateGroup(Groups.OPERATIONS);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.INVESTIGATING);

        // When they say so without proof, it is refused.
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of()))
                .satisfies(refusedWith(DECISION_INVALID));
        assertThatThrownBy(() ->
                        tasklist.complete("operator1", withdrawal, Map.of("resolution", "paid", "reason", "I saw it")))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete(
                        "operator1", withdrawal, Map.of("resolution", "paid", "bank_reference", "GTB-9")))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThat(process).isWaitingAt(INVESTIGATE);

        // When they prove it, a second person confirms it, as "not paid", and what he submits besides leads nowhere
        // else.
        Map<String, Object> finding =
                Map.of("resolution", "paid", "bank_reference", "GTB-9", "reason", "Seen on the statement");
        tasklist.complete("operator1", withdrawal, finding);
        assertThat(process).isWaitingAt(CONFIRM_REFUND);
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of("confirmation", "confirmed")))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        people.add("operator2", Groups.OPERATIONS);
        tasklist.complete(
                "operator2", withdrawal, Map.of("confirmation", "not_confirmed", "reason", "Another payment"));
        assertThat(process).isWaitingAt(INVESTIGATE);
        tasklist.complete("operator1", withdrawal, finding);
        tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed", "resolution", "not_paid"));
        assertThat(process)
                .hasPassed("gateway_investigated", "endEvent_withdrawalCompleted")
                .isEnded();
        assertThat(given.now(withdrawal).bankReference()).isEqualTo("GTB-9");
    }

    @Test
    void letsOperationsFindOutThatThePayoutWasNotMade() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = toBeInvestigated(vendor);
        ProcessInstance process = processOf(withdrawal);
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, Map.of("resolution", "not_paid")))
                .satisfies(refusedWith(REASON_REQUIRED));
        // The gateway would not take this for "not paid", so the listener must not either.
        assertThatThrownBy(() -> tasklist.complete(
                        "operator1", withdrawal, Map.of("resolution", " not_paid ", "reason", "No record")))
                .satisfies(refusedWith(DECISION_INVALID));

        Map<String, Object> finding = Map.of("resolution", "not_paid", "reason", "The bank has no record");
        tasklist.complete("operator1", withdrawal, finding);

        // When whoever found it confirms it himself, or somebody says nothing, no money moves.
        assertThat(process).isWaitingAt(CONFIRM_REFUND).task().hasCandidateGroup(Groups.OPERATIONS);
        Map<String, Object> yes = Map.of("confirmation", "confirmed");
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, yes))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        people.add("operator2", Groups.OPERATIONS);
        assertThatThrownBy(() -> tasklist.complete("operator2", withdrawal, Map.of()))
                .satisfies(refusedWith(DECISION_INVALID));
        assertThatThrownBy(() -> tasklist.complete("operator2", withdrawal, Map.of("confirmation", "not_confirmed")))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        // When a second person objects, it is looked into again; when he agrees after that, the money goes back.
        tasklist.complete("operator2", withdrawal, Map.of("confirmation", "not_confirmed", "reason", "Ask the bank"));
        assertThat(process).isWaitingAt(INVESTIGATE);
        tasklist.complete("operator1", withdrawal, finding);
        String confirmation = tasklist.taskOf(withdrawal).getId();
        tasklist.as("operator2", tasks -> tasks.claim(confirmation, "operator2"));
        tasklist.complete("operator2", withdrawal, yes);
        assertThat(process)
                .hasPassed("serviceTask_refundWallet", "endEvent_withdrawalFailed")
                .isEnded();
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    /** Of earlier attempts, too, nobody may be left who knows; and the last hint may be one that no answer explained. */
    @ParameterizedTest
    @ValueSource(strings = {"paid", "not_paid"})
    void endsWithWhatTwoPersonsFoundWhateverElseIsUnknown(String found) {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = toBeInvestigated(vendor);
        jdbc.sql("UPDATE payout_attempt SET state = 'failed', last_result = 'misconfigured' WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        jdbc.sql("""
                        INSERT INTO payout_attempt (withdrawal_id, attempt, provider, reference, amount_minor, state, last_result,
                            sends, handed_over, hints, created_at, sent_at, updated_at)
                        SELECT id, 2, 'bygone', replace(lower(reference), '-', '_') || '_2', payout_minor, 'unknown', 'unknown',
                            1, true, 1, now(), now(), now()
                        FROM withdrawal WHERE reference = ?
                        """).param(withdrawal.reference()).update();
        people.add("operator2", Groups.OPERATIONS);
        ProcessInstance process = processOf(withdrawal);

        tasklist.complete(
                "operator1",
                withdrawal,
                Map.of("resolution", found, "bank_reference", "GTB-" + withdrawal.reference(), "reason", "Asked both"));
        tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));

        assertThat(process).isEnded();
        assertThat(given.now(withdrawal).stage()).isEqualTo(found.equals("paid") ? Stage.COMPLETED : Stage.FAILED);
        assertThat(given.balance(vendor)).isEqualTo(found.equals("paid") ? "30000.00" : "80000.00");
    }

    @Test
    void dropsTheRefundWhenTheBankSaysMeanwhileThatItPaid() {
        // Given a refund that only waits for its confirmation
        Withdrawal withdrawal = toBeInvestigated(given.vendor("80000.00"));
        ProcessInstance process = processOf(withdrawal);
        tasklist.complete("operator1", withdrawal, Map.of("resolution", "not_paid", "reason", "No record"));
        assertThat(process).isWaitingAt(CONFIRM_REFUND);

        // When the bank says that it paid after all
        jdbc.sql("INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, 5000000, now())")
                .param(given.payoutOf(withdrawal))
                .update();
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);

        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
        assertThat(tasklist.taskOf(withdrawal)).isNull();
    }

    @Test
    void countsALargeHandTransferOnlyWhenASecondPersonConfirmedIt() {
        // Given a recorded transfer above the limit
        Withdrawal withdrawal = given.approved(given.vendor("13000000.00"), "13000000.00");
        ProcessInstance process = processOf(withdrawal);
        given.decide("admin2", withdrawal, APPROVE);
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "GTB-1"));
        assertThat(process).isWaitingAt("userTask_confirmBankTransfer");
        String sheet = engine.getFormService()
                .getTaskFormVariables(tasklist.taskOf(withdrawal).getId())
                .get("sheet")
                .toString();
        assertThat(sheet).contains("GTB\\-1", "operator1");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);

        // When whoever recorded it confirms it, it is refused; when a second person finds it wrong, it is recorded
        // again.
        Map<String, Object> yes = Map.of("resolution", "confirmed");
        assertThatThrownBy(() -> tasklist.complete("operator1", withdrawal, yes))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        people.add("operator2", Groups.OPERATIONS);
        tasklist.complete("operator2", withdrawal, Map.of("resolution", "not_confirmed", "reason", "Another account"));
        assertThat(process).isWaitingAt("userTask_recordBankTransfer");

        // When the second one is right, the withdrawal is completed.
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "GTB-2"));
        tasklist.complete("operator2", withdrawal, yes);
        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
        assertThat(given.now(withdrawal).bankReference()).isEqualTo("GTB-2");
    }

    @Test
    void waitsForTheBalanceInsteadOfFailing() {
        // Given a payout that the provider's balance does not cover for a minute
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.04");
        ProcessInstance process = processOf(withdrawal);
        given.runDueJobs(withdrawal);
        assertThat(process).isWaitingAt("eventBasedGateway_sendingAwaited");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);

        // When it is released too early, it waits again.
        hints.released(given.payoutOf(withdrawal));
        given.runDueJobs(withdrawal);
        assertThat(process).isWaitingAt("eventBasedGateway_sendingAwaited");

        // When the balance covers it, it goes its way, and nobody approved it again.
        clock.advance(Duration.ofSeconds(61));
        hints.released(given.payoutOf(withdrawal));
        given.runDueJobs(withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);
        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
    }

    @Test
    void triesAgainByItselfWhenNobodyReleasesIt() {
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.04");
        ProcessInstance process = processOf(withdrawal);
        given.runDueJobs(withdrawal);

        given.later(Duration.ofMinutes(5), withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);

        assertThat(process)
                .hasPassed("intermediateCatchEvent_tryDue", "endEvent_withdrawalCompleted")
                .isEnded();
    }

    @Test
    void letsOperationsAskTheBankOnceMore() {
        Withdrawal withdrawal = toBeInvestigated(given.vendor("80000.00"));
        ProcessInstance process = processOf(withdrawal);

        // When the bank still knows nothing, the token comes back, and the earlier finding is forgotten.
        tasklist.complete("operator1", withdrawal, Map.of("resolution", "check_again"));
        given.runDueJobs(withdrawal);
        assertThat(process).isWaitingAt(INVESTIGATE).variables().doesNotContainKey("resolution");

        // When it knows of the payment at last, the token comes to its end.
        jdbc.sql("INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, 5000000, now())")
                .param(given.payoutOf(withdrawal))
                .update();
        tasklist.complete("operator1", withdrawal, Map.of("resolution", "check_again"));
        given.runDueJobs(withdrawal);
        assertThat(process).hasPassed("endEvent_withdrawalCompleted").isEnded();
    }

    @Test
    void givesBackInAnEmergencyWhatWasNotSent() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.approved(vendor, "50000.00");
        ProcessInstance process = processOf(withdrawal);
        assertThat(process).isWaitingAt("serviceTask_sendPayout");

        given.as(
                "admin2",
                Groups.BUSINESS_ADMINS,
                () -> transaction.executeWithoutResult(tx ->
                        emergency.refund(emergency.look(withdrawal.id(), "admin3"), "admin3", "The provider is down")));

        assertThat(process)
                .hasPassedInOrder(
                        "startEvent_emergencyRefundOrdered",
                        "serviceTask_refundInEmergency",
                        "serviceTask_notifyOfEmergencyRefund",
                        "endEvent_refundedInEmergency")
                .isEnded();
        assertThat(given.runDueJobs(withdrawal)).isZero();
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void letsNobodyConcludeAnInvestigationWhoIsNotFitTo() {
        // Given an approver and a requester who are operations, too
        String vendor = given.vendor("80000.00");
        people.add(vendor, Groups.OPERATIONS);
        people.add("bothFirst", Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        given.decide("bothFirst", withdrawal, APPROVE);
        untilChecksAreExhausted(withdrawal);

        Map<String, Object> finding = Map.of("resolution", "not_paid", "reason", "I need it back");
        assertThatThrownBy(() -> tasklist.complete("bothFirst", withdrawal, finding))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        assertThatThrownBy(() -> tasklist.complete(vendor, withdrawal, finding)).satisfies(refusedWith(OWN_REQUEST));
        // The engine itself keeps out who is not of operations; so does the listener, whoever else may reach the task.
        assertThatThrownBy(() -> given.as("admin2", Groups.BUSINESS_ADMINS, () -> engine.getTaskService()
                        .complete(tasklist.taskOf(withdrawal).getId(), finding)))
                .satisfies(refusedWith(FORBIDDEN));

        assertThat(processOf(withdrawal)).isWaitingAt(INVESTIGATE);
    }

    private Withdrawal toBeInvestigated(String vendor) {
        Withdrawal withdrawal = given.approved(vendor, "50000.00");
        untilChecksAreExhausted(withdrawal);
        return withdrawal;
    }

    /** The bank took the payout and forgot it, and was asked as often as it is ever asked. */
    private void untilChecksAreExhausted(Withdrawal withdrawal) {
        given.runDueJobs(withdrawal);
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        for (int days = 0; days < 3; days++) {
            given.later(Duration.ofSeconds(10), withdrawal);
            assertThat(given.now(withdrawal).stage()).isIn(Stage.SENT, Stage.UNKNOWN);
            given.later(Duration.ofHours(24), withdrawal);
        }
    }

    private long timesPassed(ProcessInstance process, String activity) {
        return engine.getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(process.getId())
                .activityId(activity)
                .finished()
                .count();
    }

    private String provider(Withdrawal withdrawal) {
        return jdbc.sql("SELECT provider FROM payout_attempt WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .query(String.class)
                .single();
    }

    private static ProcessInstance processOf(Withdrawal withdrawal) {
        return processInstanceQuery()
                .processInstanceBusinessKey(withdrawal.reference(), CamundaFlow.WITHDRAWAL)
                .singleResult();
    }
}
