package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Groups;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.destination.BankAccount;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.payout.Attempts;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutCalls;
import com.withdrawaldesk.payout.PayoutLanes;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutOrders;
import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.wallet.Wallets;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of a withdrawal from its approval to the bank. Like {@link Withdrawals}, they are
 * called by the process; calls to a provider are made before its transaction, see {@link PayoutCalls}.
 */
@Component
public class WithdrawalPayouts implements PayoutOrders {

    private final WithdrawalRepository withdrawals;
    private final Wallets wallets;
    private final Payouts payouts;
    private final PayoutCalls calls;
    private final PayoutLanes lanes;
    private final Fees fees;
    private final WithdrawalNotices notices;
    private final WithdrawalTrail trail;
    private final WithdrawalMetrics metrics;
    private final LateResults late;
    private final CurrentStaff staff;
    private final Persons persons;
    private final Clock clock;
    private final TransactionTemplate committed;

    WithdrawalPayouts(
            WithdrawalRepository withdrawals,
            Wallets wallets,
            Payouts payouts,
            PayoutCalls calls,
            PayoutLanes lanes,
            Fees fees,
            WithdrawalNotices notices,
            WithdrawalTrail trail,
            WithdrawalMetrics metrics,
            LateResults late,
            CurrentStaff staff,
            Persons persons,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.withdrawals = withdrawals;
        this.wallets = wallets;
        this.payouts = payouts;
        this.calls = calls;
        this.lanes = lanes;
        this.fees = fees;
        this.notices = notices;
        this.trail = trail;
        this.metrics = metrics;
        this.late = late;
        this.staff = staff;
        this.persons = persons;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Who is called next about it.
     *
     * @return see {@link PayoutLanes}
     */
    public String lane(String reference) {
        return committed.execute(tx -> {
            Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
            return lanes.of(
                    payouts.all(withdrawal.id()),
                    withdrawal.payoutAmount(),
                    withdrawal.account().bankCode());
        });
    }

    /**
     * Sends the payout, see {@link PayoutCalls#send}, outside any transaction.
     *
     * @return stores the stage, in the process's transaction
     */
    public Runnable send(String reference) {
        PayoutOrder order = committed.execute(tx -> {
            Withdrawal withdrawal = withdrawals.lock(reference);
            withdrawal.underWay(Stage.SENDING, clock.instant());
            return order(withdrawal);
        });
        calls.send(order);
        return () -> follow(reference, "payout.sent");
    }

    /**
     * Asks what became of the payout, outside any transaction.
     *
     * @return stores the stage, in the process's transaction
     */
    public Runnable check(String reference) {
        PayoutOrder order =
                committed.execute(tx -> order(withdrawals.find(reference).orElseThrow()));
        calls.check(order);
        return () -> follow(reference, "payout.checked");
    }

    @Override
    public PayoutOrder of(PayoutAttempt attempt) {
        return order(withdrawals.find(attempt.withdrawalId()).orElseThrow(), attempt);
    }

    private PayoutOrder order(Withdrawal withdrawal) {
        return order(withdrawal, payouts.of(withdrawal.id()));
    }

    static PayoutOrder order(Withdrawal withdrawal, PayoutAttempt attempt) {
        BankAccount account = withdrawal.account();
        return new PayoutOrder(
                attempt.reference(),
                withdrawal.payoutAmount(),
                account.bankName(),
                account.bankCode(),
                account.accountNumber(),
                account.accountName());
    }

    private void follow(String reference, String action) {
        UUID id = withdrawals.find(reference).orElseThrow().id();
        // In the order in which hints take them, so that one that comes now waits until the process waits.
        PayoutAttempt attempt = payouts.lockAll(id).last();
        Withdrawal withdrawal = withdrawals.lock(reference);
        switch (payouts.verdict(id)) {
            case UNSENT -> withdrawal.underWay(Stage.QUEUED, clock.instant());
            case OPEN -> withdrawal.underWay(stageOf(attempt), clock.instant());
            case FAILED -> failed(withdrawal, attempt);
            case PAID -> {
                // Settled by the next step.
            }
        }
        if (payouts.isAlarming(attempt)) {
            notices.payoutOverdue(withdrawal);
        }
        trail.record(
                action,
                withdrawal,
                Map.of("payout", attempt.reference(), "state", attempt.state().value()),
                attempt.message());
    }

    private static Stage stageOf(PayoutAttempt attempt) {
        return switch (attempt.state()) {
            case SENT -> Stage.SENT;
            case HELD -> Stage.HELD;
            case PREPARED, QUEUED -> Stage.QUEUED;
            default -> Stage.UNKNOWN;
        };
    }

    /** Where another provider is left, it is tried under a reference of its own; otherwise the money goes back. */
    private void failed(Withdrawal withdrawal, PayoutAttempt attempt) {
        if (payouts.canFailOver(
                attempt, withdrawal.payoutAmount(), withdrawal.account().bankCode())) {
            payouts.prepareAgain(attempt);
            withdrawal.underWay(Stage.QUEUED, clock.instant());
        } else {
            String said = attempt.state() == PayoutState.REVERSED
                    ? "The bank sent the payment back: "
                    : "The bank did not take the payment: ";
            withdrawal.unpaid(said + attempt.cause(), clock.instant());
        }
    }

    /** The last check brought no result: operations look into it. */
    public void investigate(String reference) {
        Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
        withdrawal.underWay(Stage.INVESTIGATING, clock.instant());
        notices.investigationWanted(withdrawal);
        trail.record("payout.investigation_started", withdrawal);
    }

    /** Operations transferred the money by hand, for the current user; a second person confirms a large one. */
    public void recordBankTransfer(String reference, String bankReference, String notes) {
        Withdrawal withdrawal = late.lock(reference);
        String teller = late.teller(withdrawal);
        String proof = required(bankReference, "Give the bank's reference of the transfer.");
        requireNotStopped(withdrawal, notes);
        if (payouts.needsSecondTeller(withdrawal.payoutAmount())) {
            payouts.propose(payoutOf(withdrawal), teller, null, proof);
            notices.confirmationWanted(withdrawal, "transfer");
        } else {
            payouts.recordPaid(payoutOf(withdrawal), null, proof);
        }
        trail.record("payout.recorded", withdrawal, notes);
    }

    /** Books must say what left, so what left before the stop is still recorded, with a word about it. */
    private void requireNotStopped(Withdrawal withdrawal, String notes) {
        payouts.stopOf(payouts.of(withdrawal.id()))
                .filter(stop -> notes == null || notes.isBlank())
                .ifPresent(stop -> {
                    throw stop.refusal("Do not transfer it. If it had left before, say so in the notes.");
                });
    }

    /** A second person of operations looked at the bank's side of the transfer, for the current user. */
    public void confirmBankTransfer(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        PayoutAttempt attempt = requireSecondTeller(withdrawal);
        if (confirmed) {
            payouts.recordPaid(attempt.reference(), null, attempt.bankReference());
            trail.record("payout.record_confirmed", withdrawal, reason);
        } else {
            required(reason, "Say what is wrong with the transfer.");
            payouts.withdrawProposal(attempt.reference());
            notices.transferWanted(withdrawal);
            trail.record("payout.record_not_confirmed", withdrawal, reason);
        }
    }

    /** Operations want the provider to be asked once more. */
    public void checkAgain(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        staff.memberOf(Groups.OPERATIONS);
        trail.record("payout.check_wanted", withdrawal);
    }

    /** Operations found proof that the money went out, for the current user. */
    public void foundPaid(String reference, String bankReference, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        late.teller(withdrawal);
        required(reason, "Say how you know.");
        String proof = required(bankReference, "Give the bank's reference of the transfer.");
        payouts.recordPaid(payoutOf(withdrawal), null, proof);
        trail.record("payout.found_paid", withdrawal, reason);
    }

    /** Operations found that the money did not go out, for the current user; a second person confirms it. */
    public void foundUnpaid(String reference, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        String finder = late.teller(withdrawal);
        payouts.propose(payoutOf(withdrawal), finder, required(reason, "Say how you know."), null);
        notices.confirmationWanted(withdrawal, "refund");
        trail.record("payout.found_unpaid", withdrawal, reason);
    }

    /** A second person of operations agrees that it was not paid and the money goes back, or not; for the current user. */
    public void confirmRefund(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        PayoutAttempt attempt = requireSecondTeller(withdrawal);
        if (confirmed) {
            payouts.recordUnpaid(attempt.reference(), attempt.message());
            withdrawal.unpaid("Our staff confirmed with the bank that the payment was not made.", clock.instant());
            trail.record("payout.refund_confirmed", withdrawal, reason);
        } else {
            required(reason, "Say why the money must not go back yet.");
            payouts.withdrawProposal(attempt.reference());
            trail.record("payout.refund_not_confirmed", withdrawal, reason);
        }
    }

    private String payoutOf(Withdrawal withdrawal) {
        return payouts.of(withdrawal.id()).reference();
    }

    /** @throws Refusal {@code reason_required} */
    static String required(String text, String otherwise) {
        if (text == null || text.isBlank()) {
            throw new Refusal(Code.REASON_REQUIRED, otherwise);
        }
        return text.strip();
    }

    private PayoutAttempt requireSecondTeller(Withdrawal withdrawal) {
        PayoutAttempt attempt = payouts.of(withdrawal.id());
        if (persons.same(late.teller(withdrawal), attempt.proposedBy())) {
            throw new Refusal(Code.SECOND_PERSON_REQUIRED, "You recorded it, so somebody else has to confirm it.");
        }
        return attempt;
    }

    /** The money has left. Where it left twice, the second time is owed by the requester, and people are told. */
    public void settle(String reference) {
        Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
        Attempts attempts = payouts.all(withdrawal.id());
        PayoutAttempt paid = attempts.paid().orElseThrow();
        wallets.settle(withdrawal.movement(), fees.settle(withdrawal.id(), paid.fee()));
        withdrawal.paid(paid.bankReference(), clock.instant());
        metrics.ended(withdrawal, clock.instant());
        trail.record("withdrawal.completed", withdrawal);
        for (long time = 1; time < attempts.timesPaid(); time++) {
            late.bookReceivable(reference);
            late.alarmStaff(reference);
        }
    }

    public void notifyCompleted(String reference) {
        notices.completed(withdrawals.find(reference).orElseThrow());
    }
}
