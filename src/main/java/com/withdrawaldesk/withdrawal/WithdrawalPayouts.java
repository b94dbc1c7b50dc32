package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.payout.Attempts;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutCalls;
import com.withdrawaldesk.payout.PayoutLanes;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutOrders;
import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Payouts;
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

    /** What is to be paid by this attempt. */
    public static PayoutOrder order(Withdrawal withdrawal, PayoutAttempt attempt) {
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
