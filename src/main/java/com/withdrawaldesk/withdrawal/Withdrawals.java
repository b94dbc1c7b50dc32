package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Groups;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Clock;
import java.util.Map;
import org.joda.money.Money;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps in a withdrawal's life, in their order. The process calls them by reference, inside its own transaction; a step
 * that cannot be taken throws, which rolls back everything since the last wait.
 */
@Component
public class Withdrawals {

    private final WithdrawalRepository withdrawals;
    private final Wallets wallets;
    private final Payouts payouts;
    private final WithdrawalNotices notices;
    private final WithdrawalProperties properties;
    private final Amounts amounts;
    private final Audit audit;
    private final WithdrawalMetrics metrics;
    private final Clock clock;
    private final TransactionTemplate committed;

    Withdrawals(
            WithdrawalRepository withdrawals,
            Wallets wallets,
            Payouts payouts,
            WithdrawalNotices notices,
            WithdrawalProperties properties,
            Amounts amounts,
            Audit audit,
            WithdrawalMetrics metrics,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.withdrawals = withdrawals;
        this.wallets = wallets;
        this.payouts = payouts;
        this.notices = notices;
        this.properties = properties;
        this.amounts = amounts;
        this.audit = audit;
        this.metrics = metrics;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** @throws java.util.NoSuchElementException when there is no such withdrawal */
    public Withdrawal get(String reference) {
        return withdrawals.find(reference).orElseThrow();
    }

    /** Checks the request against the rules; the balance is checked again, and for good, by the debit. */
    public void validate(String reference, String processInstanceId) {
        Withdrawal withdrawal = get(reference);
        withdrawal.runsAs(processInstanceId);
        Wallet wallet = wallets.of(withdrawal.walletId());
        Money amount = withdrawal.amount();
        if (wallet.frozen()) {
            throw new Refusal(Code.WALLET_FROZEN, "Your wallet is frozen. Please contact us.");
        }
        Money minimum = amounts.parse(properties.minimum().toPlainString());
        if (amount.isLessThan(minimum)) {
            throw new Refusal(Code.BELOW_MINIMUM, "The smallest withdrawal is " + Amounts.spoken(minimum) + ".")
                    .with("minimum", Amounts.plain(minimum));
        }
        if (properties.maximum() != null) {
            Money maximum = amounts.parse(properties.maximum().toPlainString());
            if (amount.isGreaterThan(maximum)) {
                throw new Refusal(Code.ABOVE_LIMIT, "The largest withdrawal is " + Amounts.spoken(maximum) + ".")
                        .with("maximum", Amounts.plain(maximum));
            }
        }
        if (wallet.balance().isLessThan(amount)) {
            throw tooLittle(wallet.balance());
        }
    }

    /** Takes the money out of the wallet; the ledger needs the withdrawal to be written before. */
    public void debit(String reference) {
        Withdrawal withdrawal = get(reference);
        withdrawals.write();
        wallets.debit(withdrawal.movement()).orElseThrow(() -> tooLittle(wallets.available(withdrawal.walletId())));
    }

    private static Refusal tooLittle(Money available) {
        return new Refusal(
                        Code.INSUFFICIENT_BALANCE,
                        "Your balance is too low. You can withdraw up to " + Amounts.spoken(available) + ".")
                .with("available", Amounts.plain(available));
    }

    /** Keeps how urgent the review is and tells the admins. */
    public void announce(String reference, String priority) {
        Withdrawal withdrawal = get(reference);
        withdrawal.assessed(priority);
        metrics.requested(withdrawal);
        notices.requested(withdrawal);
    }

    public void remind(String reference) {
        notices.reminder(get(reference));
        record("review.reminded", get(reference));
    }

    public void escalate(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        withdrawal.assessed("high");
        notices.overdue(withdrawal);
        record("review.escalated", withdrawal);
    }

    /**
     * Decides, for the current user, who must be a business admin and have asked for none of it.
     *
     * @param confirming whether this is the second approval
     */
    public void decide(String reference, Verdict verdict, boolean confirming) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        String by = Origin.current().user();
        requireGroup(Groups.BUSINESS_ADMINS);
        metrics.decided(withdrawal, verdict.approve() ? "approve" : "reject", clock.instant());
        if (!verdict.approve()) {
            if (verdict.reason() == null || verdict.reason().isBlank()) {
                throw new Refusal(Code.REASON_REQUIRED, "Say why you reject; the requester will read it.");
            }
            withdrawal.rejected(by, verdict.reason().strip(), clock.instant());
            record("withdrawal.rejected", withdrawal, verdict.reason().strip());
        } else if (!confirming && needsSecondApproval(withdrawal)) {
            withdrawal.approvedOnce(by, verdict.notes(), clock.instant());
            record("withdrawal.first_approved", withdrawal, verdict.notes());
        } else {
            withdrawal.approved(by, verdict.notes(), payouts.byHand(withdrawal.amount()), clock.instant());
            payouts.prepare(withdrawal.id(), withdrawal.amount());
            record("withdrawal.approved", withdrawal, verdict.notes());
        }
    }

    private boolean needsSecondApproval(Withdrawal withdrawal) {
        return properties.secondApprovalAbove() != null
                && withdrawal.amount().getAmount().compareTo(properties.secondApprovalAbove()) > 0;
    }

    public void notifyApproved(String reference) {
        Withdrawal withdrawal = get(reference);
        notices.approved(withdrawal);
        if (withdrawal.stage() == Stage.AWAITING_TRANSFER) {
            notices.transferWanted(withdrawal);
        }
    }

    /** The requester takes his request back; the caller holds the row. */
    public void cancel(Withdrawal withdrawal) {
        withdrawal.cancelled(clock.instant());
        record("withdrawal.cancelled", withdrawal);
    }

    /** Sends the payout; outcome and stage are stored in the process's transaction, see {@link Payouts#send}. */
    public void sendPayout(String reference) {
        PayoutOrder order = committed.execute(tx -> {
            Withdrawal withdrawal = withdrawals.lock(reference);
            withdrawal.underWay(Stage.SENDING, clock.instant());
            return order(withdrawal);
        });
        PayoutAttempt attempt = payouts.send(order);
        follow(withdrawals.lock(reference), attempt, "payout.sent");
    }

    /** Asks what became of the payout. */
    public void checkPayout(String reference) {
        PayoutOrder order =
                committed.execute(tx -> order(withdrawals.find(reference).orElseThrow()));
        PayoutAttempt attempt = payouts.check(order);
        follow(withdrawals.lock(reference), attempt, "payout.checked");
    }

    private PayoutOrder order(Withdrawal withdrawal) {
        BankAccount account = withdrawal.account();
        return new PayoutOrder(
                payouts.of(withdrawal.id()).reference(),
                withdrawal.amount(),
                account.bankName(),
                account.bankCode(),
                account.accountNumber(),
                account.accountName());
    }

    private void follow(Withdrawal withdrawal, PayoutAttempt attempt, String action) {
        switch (attempt.state()) {
            case SENT -> withdrawal.underWay(Stage.SENT, clock.instant());
            case UNKNOWN -> withdrawal.underWay(Stage.UNKNOWN, clock.instant());
            case FAILED, REVERSED ->
                withdrawal.unpaid("The bank did not take the payment: " + attempt.message(), clock.instant());
            default -> {
                // Paid: settled by the next step.
            }
        }
        audit.record(event(action, withdrawal)
                .changed(
                        null,
                        Map.of(
                                "payout",
                                attempt.reference(),
                                "state",
                                attempt.state().value()))
                .because(attempt.message()));
    }

    /** The last check brought no result: operations look into it. */
    public void investigate(String reference) {
        Withdrawal withdrawal = get(reference);
        withdrawal.underWay(Stage.INVESTIGATING, clock.instant());
        notices.investigationWanted(withdrawal);
        record("payout.investigation_started", withdrawal);
    }

    /** Operations transferred the money by hand, for the current user. */
    public void recordBankTransfer(String reference, String bankReference, String notes) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        requireTeller(withdrawal);
        payouts.record(order(withdrawal).reference(), paid(bankReference));
        record("payout.recorded", withdrawal, notes);
    }

    /** Operations want the provider to be asked once more. */
    public void checkAgain(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        requireGroup(Groups.OPERATIONS);
        record("payout.check_wanted", withdrawal);
    }

    /** Operations found proof that the money went out, or that it did not, for the current user. */
    public void concludeInvestigation(String reference, boolean paid, String bankReference, String reason) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        requireTeller(withdrawal);
        if (reason == null || reason.isBlank()) {
            throw new Refusal(Code.REASON_REQUIRED, "Say how you know.");
        }
        if (paid) {
            payouts.record(order(withdrawal).reference(), paid(bankReference));
        } else {
            payouts.record(order(withdrawal).reference(), Outcome.of(PayoutState.FAILED, reason.strip()));
            withdrawal.unpaid("Our staff confirmed with the bank that the payment was not made.", clock.instant());
        }
        record(paid ? "payout.found_paid" : "payout.found_unpaid", withdrawal, reason);
    }

    private static Outcome paid(String bankReference) {
        if (bankReference == null || bankReference.isBlank()) {
            throw new Refusal(Code.REASON_REQUIRED, "Give the bank's reference of the transfer.");
        }
        return new Outcome(PayoutState.PAID, null, bankReference.strip());
    }

    private static void requireTeller(Withdrawal withdrawal) {
        requireGroup(Groups.OPERATIONS);
        withdrawal.requireUninvolved(Origin.current().user());
    }

    private static void requireGroup(String group) {
        if (!Origin.current().roles().contains(group)) {
            throw new Refusal(Code.FORBIDDEN, "Only members of " + group + " may do this.");
        }
    }

    /** The money has left. */
    public void settle(String reference) {
        Withdrawal withdrawal = get(reference);
        wallets.settle(withdrawal.movement());
        withdrawal.paid(payouts.of(withdrawal.id()).bankReference(), clock.instant());
        metrics.ended(withdrawal, clock.instant());
        record("withdrawal.completed", withdrawal);
    }

    public void notifyCompleted(String reference) {
        notices.completed(get(reference));
    }

    /** The money goes back into the wallet, because it was rejected, cancelled or not paid. */
    public void refund(String reference) {
        Withdrawal withdrawal = get(reference);
        Money after = wallets.refund(withdrawal.movement());
        metrics.ended(withdrawal, clock.instant());
        audit.record(event("withdrawal.refunded", withdrawal)
                .changed(
                        Map.of("balance", Amounts.plain(after.minus(withdrawal.amount()))),
                        Map.of("balance", Amounts.plain(after))));
    }

    public void notifyRefunded(String reference) {
        notices.refunded(get(reference));
    }

    /** Asks the provider whether a paid payout really came back. */
    public void confirmReversal(String reference) {
        PayoutOrder order =
                committed.execute(tx -> order(withdrawals.find(reference).orElseThrow()));
        payouts.check(order);
        withdrawals.lock(reference);
    }

    /** The bank sent the money back: it goes into the wallet, once. */
    public void reverse(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        String reason =
                "The bank sent the payment back: " + payouts.of(withdrawal.id()).message();
        withdrawal.sentBack(reason, clock.instant());
        Money after = wallets.reverse(withdrawal.movement());
        audit.record(event("withdrawal.reversed", withdrawal)
                .changed(
                        Map.of("balance", Amounts.plain(after.minus(withdrawal.amount()))),
                        Map.of("balance", Amounts.plain(after)))
                .because(reason));
    }

    public void notifyReversed(String reference) {
        notices.reversed(get(reference));
    }

    private void record(String action, Withdrawal withdrawal) {
        audit.record(event(action, withdrawal));
    }

    private void record(String action, Withdrawal withdrawal, String reason) {
        audit.record(event(action, withdrawal).because(reason));
    }

    private static Audit.Event event(String action, Withdrawal withdrawal) {
        return Audit.Event.of(action, "withdrawal", withdrawal.id().toString())
                .changed(null, Map.of("status", withdrawal.stage().status().value()))
                .inProcess(withdrawal.processInstanceId());
    }
}
