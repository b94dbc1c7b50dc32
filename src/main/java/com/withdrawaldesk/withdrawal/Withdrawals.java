package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.fee.Quote;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/**
 * The steps of a withdrawal from its request to the decision, and its refund; what lies between approval and bank is in
 * {@link WithdrawalPayouts}. The process calls them by reference, inside its own transaction; a step that cannot be taken
 * throws, which rolls back everything since the last wait.
 */
@Component
public class Withdrawals {

    private final WithdrawalRepository withdrawals;
    private final Wallets wallets;
    private final Payouts payouts;
    private final Fees fees;
    private final WithdrawalNotices notices;
    private final WithdrawalProperties properties;
    private final Amounts amounts;
    private final WithdrawalTrail trail;
    private final WithdrawalMetrics metrics;
    private final CurrentStaff staff;
    private final Wording wording;
    private final Approvals approvals;
    private final Clock clock;

    Withdrawals(
            WithdrawalRepository withdrawals,
            Wallets wallets,
            Payouts payouts,
            Fees fees,
            WithdrawalNotices notices,
            WithdrawalProperties properties,
            Amounts amounts,
            WithdrawalTrail trail,
            WithdrawalMetrics metrics,
            CurrentStaff staff,
            Wording wording,
            Approvals approvals,
            Clock clock) {
        this.withdrawals = withdrawals;
        this.wallets = wallets;
        this.payouts = payouts;
        this.fees = fees;
        this.notices = notices;
        this.properties = properties;
        this.amounts = amounts;
        this.trail = trail;
        this.metrics = metrics;
        this.staff = staff;
        this.wording = wording;
        this.approvals = approvals;
        this.clock = clock;
    }

    /** @throws java.util.NoSuchElementException when there is no such withdrawal */
    public Withdrawal get(String reference) {
        return withdrawals.find(reference).orElseThrow();
    }

    /** Checks the request against the rules; the balance is checked again, and for good, by the debit. */
    public void validate(String reference, String processInstanceId) {
        Withdrawal withdrawal = get(reference);
        if (withdrawal.processInstanceId() != null) {
            throw new IllegalStateException(reference + " has a process already");
        }
        withdrawal.runsAs(processInstanceId);
        Wallet wallet = wallets.of(withdrawal.walletId());
        Money amount = withdrawal.amount();
        if (wallet.frozen()) {
            throw frozen();
        }
        if (wallet.closed() && !withdrawal.startedForRequester()) {
            throw new Refusal(Code.WALLET_CLOSED, wording.in(Locale.ENGLISH).say("wallet.closed"));
        }
        if (wallet.balance().isNegative()) {
            throw owes(wallet.balance());
        }
        if (payouts.isPaused(withdrawal.payoutAmount(), wallet.pausedPayouts())) {
            throw new Refusal(
                    Code.PAYOUTS_PAUSED,
                    "Withdrawals are paused at the moment. Your money is safe; please ask again later.");
        }
        boolean theRest = withdrawal.startedForRequester() && amount.isEqual(wallet.balance());
        requireAllowed(amount, withdrawal.payoutAmount(), theRest);
        if (wallet.balance().isLessThan(amount)) {
            throw tooLittle(wallet.balance());
        }
    }

    /**
     * What a withdrawal of this amount would cost if it were requested now.
     *
     * @throws Refusal when the amount could not be requested, whatever the balance
     */
    public Quote quote(OwnerType requester, Money amount) {
        Quote quote = fees.quote(requester, amount);
        requireAllowed(amount, quote.payout(), false);
        return quote;
    }

    /** @param theRest whether staff pay out all that is left, so that no balance is too small to leave */
    private void requireAllowed(Money amount, Money payout, boolean theRest) {
        Money minimum = amounts.of(properties.minimum());
        if (!theRest && amount.isLessThan(minimum)) {
            throw new Refusal(Code.BELOW_MINIMUM, "The smallest withdrawal is " + Amounts.spoken(minimum) + ".")
                    .with("minimum", Amounts.plain(minimum));
        }
        if (properties.maximum() != null) {
            Money maximum = amounts.of(properties.maximum());
            if (amount.isGreaterThan(maximum)) {
                throw new Refusal(Code.ABOVE_LIMIT, "The largest withdrawal is " + Amounts.spoken(maximum) + ".")
                        .with("maximum", Amounts.plain(maximum));
            }
        }
        if (payout.isLessThan(amount) && payout.isLessThan(fees.minimumPayout())) {
            Money deducted = amount.minus(payout);
            throw new Refusal(
                            Code.FEES_LEAVE_TOO_LITTLE,
                            "The fees for this amount are " + Amounts.spoken(deducted) + ". At least "
                                    + Amounts.spoken(fees.minimumPayout()) + " must remain after them.")
                    .with("total_fees", Amounts.plain(deducted))
                    .with("minimum_payout", Amounts.plain(fees.minimumPayout()));
        }
    }

    /** Takes the money out of the wallet; the ledger needs the withdrawal to be written before. */
    public void debit(String reference) {
        Withdrawal withdrawal = get(reference);
        withdrawals.write();
        wallets.debit(withdrawal.movement())
                .orElseThrow(() -> wallets.isFrozen(withdrawal.walletId())
                        ? frozen()
                        : tooLittle(wallets.available(withdrawal.walletId())));
    }

    /** What is owed is made up for by what comes in. */
    public static Refusal owes(Money balance) {
        Money owed = balance.negated();
        return new Refusal(
                        Code.OWES,
                        "The wallet owes " + Amounts.spoken(owed) + ", which what comes in goes against first.")
                .with("owes", Amounts.plain(owed));
    }

    private Refusal frozen() {
        return new Refusal(Code.WALLET_FROZEN, wording.in(Locale.ENGLISH).say("wallet.frozen"));
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
        trail.record("review.reminded", get(reference));
    }

    public void escalate(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        withdrawal.assessed("high");
        notices.overdue(withdrawal);
        trail.record("review.escalated", withdrawal);
    }

    /**
     * Decides, for the current user, who must be a business admin and have asked for none of it.
     *
     * @param confirming whether this is the second approval
     */
    public void decide(String reference, Verdict verdict, boolean confirming) {
        WithdrawalRepository.Held held =
                withdrawals.lockToDecide(reference, Origin.current().user());
        Withdrawal withdrawal = held.withdrawal();
        String by = staff.memberOf(Groups.BUSINESS_ADMINS);
        Set<String> dismissed = Set.of();
        if (verdict.approve()) {
            withdrawal.requireDecidableBy(by);
            dismissed = approvals.require(held, verdict.notes());
        }
        if (!verdict.approve()) {
            if (verdict.reason() == null || verdict.reason().isBlank()) {
                throw new Refusal(Code.REASON_REQUIRED, "Say why you reject; the requester will read it.");
            }
            withdrawal.rejected(by, verdict.reason().strip(), clock.instant());
            metrics.decided(withdrawal, "reject", clock.instant());
            trail.record("withdrawal.rejected", withdrawal, verdict.reason().strip());
        } else if (!confirming && needsSecondApproval(withdrawal)) {
            withdrawal.approvedOnce(by, verdict.notes(), clock.instant());
            trail.recordApproved("withdrawal.first_approved", withdrawal, dismissed, verdict.notes());
        } else {
            withdrawal.approved(by, verdict.notes(), payouts.byHand(withdrawal.payoutAmount()), clock.instant());
            payouts.prepare(withdrawal.id(), withdrawal.payoutAmount(), withdrawal.ofRun());
            metrics.decided(withdrawal, "approve", clock.instant());
            trail.recordApproved("withdrawal.approved", withdrawal, dismissed, verdict.notes());
        }
    }

    /**
     * Passes only for a withdrawal of which nothing serious is found, in the caller's transaction.
     *
     * @throws Refusal {@code evidence_open}
     */
    public void requireNothingSerious(String reference) {
        approvals.requireNothingSerious(withdrawals.lockToDecide(reference, ""));
    }

    /**
     * The review of a withdrawal as it stands for the current user.
     *
     * @param dueAt when it becomes overdue; null when nothing is left to decide
     * @param overdue whether that has passed
     * @param refusal why this user cannot decide; null when they can
     */
    public record Review(Instant dueAt, boolean overdue, Refusal refusal) {}

    /** @throws java.util.NoSuchElementException when there is no such withdrawal */
    public Review review(UUID id) {
        Withdrawal withdrawal = withdrawals.find(id).orElseThrow();
        Instant due =
                withdrawal.stage().underReview() ? withdrawal.reviewedSince().plus(properties.overdueAfter()) : null;
        return new Review(due, due != null && due.isBefore(clock.instant()), refusalToDecide(withdrawal));
    }

    private static Refusal refusalToDecide(Withdrawal withdrawal) {
        try {
            withdrawal.requireDecidableBy(CurrentStaff.seenAs(Groups.BUSINESS_ADMINS));
            return null;
        } catch (Refusal refusal) {
            return refusal;
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

    /** The requester takes the request back; the caller holds the row. */
    public void cancel(Withdrawal withdrawal) {
        withdrawal.cancelled(clock.instant());
        trail.record("withdrawal.cancelled", withdrawal);
    }

    /**
     * Decides that the money goes back in an emergency; the caller holds the row and knows that nobody was paid.
     *
     * @param by who confirms it, having had no part in the withdrawal
     * @param because what that was concluded from, for staff
     * @param reason the requester reads it
     * @throws Refusal when this person had a part in it
     */
    public void refundInEmergency(Withdrawal withdrawal, String proposer, String by, String because, String reason) {
        withdrawal.requireUninvolved(by);
        String before = withdrawal.stage().value();
        withdrawal.refunded(reason, clock.instant());
        trail.record(
                "withdrawal.emergency_refund",
                withdrawal,
                Map.of("stage_before", before, "proposed_by", proposer, "confirmed_by", by, "because", because),
                reason);
    }

    /** The money goes back into the wallet, because it was rejected, cancelled or not paid. */
    public void refund(String reference) {
        Withdrawal withdrawal = get(reference);
        Money after = wallets.refund(withdrawal.movement());
        metrics.ended(withdrawal, clock.instant());
        trail.recordMoneyBack("withdrawal.refunded", withdrawal, after, null);
    }

    public void notifyRefunded(String reference) {
        notices.refunded(get(reference));
    }
}
