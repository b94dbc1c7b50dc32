package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.person.Persons;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * What people of operations do about payouts: transfers by hand, and what they find out where no provider says it. Each step is
 * of the current user, in the transaction of the task that it completes.
 */
@Component
public class Tellers {

    private final WithdrawalRepository withdrawals;
    private final Payouts payouts;
    private final LateResults late;
    private final WithdrawalNotices notices;
    private final WithdrawalTrail trail;
    private final CurrentStaff staff;
    private final Persons persons;
    private final Clock clock;

    Tellers(
            WithdrawalRepository withdrawals,
            Payouts payouts,
            LateResults late,
            WithdrawalNotices notices,
            WithdrawalTrail trail,
            CurrentStaff staff,
            Persons persons,
            Clock clock) {
        this.withdrawals = withdrawals;
        this.payouts = payouts;
        this.late = late;
        this.notices = notices;
        this.trail = trail;
        this.staff = staff;
        this.persons = persons;
        this.clock = clock;
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

    /** Operations could not transfer it, for the current user; a second person confirms that the money goes back. */
    public void couldNotTransfer(String reference, String reason) {
        proposeRefund(reference, reason, "Say why it could not be transferred.", "payout.not_transferred");
    }

    /** A second person of operations looked at the bank's side of what was recorded, for the current user. */
    public void confirmBankTransfer(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        PayoutAttempt attempt = requireSecondTeller(withdrawal);
        if (confirmed && attempt.bankReference() == null) {
            payouts.recordUnpaid(attempt.reference(), attempt.message());
            withdrawal.unpaid("Our staff could not make the payment: " + attempt.message(), clock.instant());
            trail.record("payout.refund_confirmed", withdrawal, reason);
        } else if (confirmed) {
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

    /**
     * Operations found proof that the money went out, for the current user.
     *
     * @param byTwo whether it counts only when a second person confirmed it
     */
    public void foundPaid(String reference, String bankReference, String reason, boolean byTwo) {
        Withdrawal withdrawal = late.lock(reference);
        String finder = late.teller(withdrawal);
        String how = required(reason, "Say how you know.");
        String proof = required(bankReference, "Give the bank's reference of the transfer.");
        if (byTwo) {
            payouts.propose(payoutOf(withdrawal), finder, how, proof);
            notices.confirmationWanted(withdrawal, "transfer");
        } else {
            payouts.recordPaid(payoutOf(withdrawal), null, proof);
        }
        trail.record("payout.found_paid", withdrawal, reason);
    }

    /** Operations found that the money did not go out, for the current user; a second person confirms it. */
    public void foundUnpaid(String reference, String reason) {
        proposeRefund(reference, reason, "Say how you know.", "payout.found_unpaid");
    }

    private void proposeRefund(String reference, String reason, String otherwise, String event) {
        Withdrawal withdrawal = late.lock(reference);
        String finder = late.teller(withdrawal);
        payouts.propose(payoutOf(withdrawal), finder, required(reason, otherwise), null);
        notices.confirmationWanted(withdrawal, "refund");
        trail.record(event, withdrawal, reason);
    }

    /** A second person of operations agrees with what was found, or not; for the current user. */
    public void confirmRefund(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        PayoutAttempt attempt = requireSecondTeller(withdrawal);
        if (confirmed && attempt.bankReference() != null) {
            payouts.recordPaid(attempt.reference(), null, attempt.bankReference());
            trail.record("payout.found_paid_confirmed", withdrawal, reason);
        } else if (confirmed) {
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
}
