package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.wallet.Movement;
import com.withdrawaldesk.wallet.Receivables;
import com.withdrawaldesk.withdrawal.PayoutFindings.About;
import com.withdrawaldesk.withdrawal.PayoutFindings.Finding;
import java.util.Set;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** The ends of what a requester owes: one business admin says how, another confirms it; then it is booked. */
@Component
public class OwedMoney {

    private static final Set<String> WAYS = Set.of("repaid_from_wallet", "repaid_to_bank", "written_off");

    private final WithdrawalRepository withdrawals;
    private final Receivables receivables;
    private final PayoutFindings findings;
    private final LateResults late;
    private final Payouts payouts;
    private final Amounts amounts;
    private final WithdrawalNotices notices;
    private final WithdrawalTrail trail;
    private final CurrentStaff staff;
    private final Persons persons;

    OwedMoney(
            WithdrawalRepository withdrawals,
            Receivables receivables,
            PayoutFindings findings,
            LateResults late,
            Payouts payouts,
            Amounts amounts,
            WithdrawalNotices notices,
            WithdrawalTrail trail,
            CurrentStaff staff,
            Persons persons) {
        this.withdrawals = withdrawals;
        this.receivables = receivables;
        this.findings = findings;
        this.late = late;
        this.payouts = payouts;
        this.amounts = amounts;
        this.notices = notices;
        this.trail = trail;
        this.staff = staff;
        this.persons = persons;
    }

    /** Whether something of it is still owed. */
    public boolean isOwed(String reference) {
        return open(withdrawals.find(reference).orElseThrow()).isPositive();
    }

    private Money open(Withdrawal withdrawal) {
        return receivables.owed(withdrawal.movement());
    }

    /**
     * Proposes, for the current user, how it ends.
     *
     * @param how {@code repaid_from_wallet}, {@code repaid_to_bank} or {@code written_off}
     * @param amount in major units (naira); null for all that is owed
     * @param bankReference of what was repaid to the bank
     */
    public void propose(String reference, String how, String amount, String bankReference, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        String by = admin(withdrawal);
        if (!WAYS.contains(how)) {
            throw new Refusal(Code.DECISION_INVALID, "Choose repaid_from_wallet, repaid_to_bank or written_off.");
        }
        Money open = open(withdrawal);
        if (!open.isPositive()) {
            throw new Refusal(Code.CONFLICT, "Nothing is owed any more.");
        }
        String why = Tellers.required(reason, "Say why.");
        String payout = payouts.of(withdrawal.id()).reference();
        String proof = null;
        if (how.equals("repaid_to_bank")) {
            proof = Tellers.required(bankReference, "Give the bank's reference of the payment.");
            payouts.prove(payout, proof);
        }
        Long minor = Amounts.minor(late.part(amount, open));
        findings.propose(withdrawal.id(), About.RECEIVABLE, payout, how, minor, proof, why, by);
        notices.settlementWanted(withdrawal, amounts.ofMinor(minor));
        trail.record("receivable." + how, withdrawal, why);
    }

    /** A second admin agrees and it is booked, or not; for the current user. */
    public void confirm(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        String by = admin(withdrawal);
        Finding finding = findings.open(withdrawal.id(), About.RECEIVABLE)
                .orElseThrow(() -> new Refusal(Code.CONFLICT, "Nothing waits to be confirmed. Look again."));
        if (persons.same(by, finding.foundBy())) {
            throw new Refusal(Code.SECOND_PERSON_REQUIRED, "You proposed it, so somebody else has to confirm it.");
        }
        if (confirmed) {
            book(withdrawal, finding);
            findings.confirm(finding, by, reason);
            trail.record("receivable.confirmed", withdrawal, reason);
        } else {
            findings.drop(finding, by, Tellers.required(reason, "Say why not."));
            trail.record("receivable.not_confirmed", withdrawal, reason);
        }
    }

    private void book(Withdrawal withdrawal, Finding finding) {
        Movement part = withdrawal.movement().of(amounts.ofMinor(finding.amountMinor()));
        String debtor = withdrawal.requesterId();
        switch (finding.found()) {
            case "repaid_from_wallet" ->
                receivables
                        .repayFromWallet(part, debtor)
                        .orElseThrow(() ->
                                new Refusal(Code.INSUFFICIENT_BALANCE, "The wallet does not cover it, or is frozen."));
            case "repaid_to_bank" -> receivables.repaidToBank(part, debtor);
            default -> receivables.writeOff(part, debtor);
        }
    }

    private String admin(Withdrawal withdrawal) {
        String by = staff.memberOf(Groups.BUSINESS_ADMINS);
        if (withdrawal.askedForBy(by)) {
            throw new Refusal(Code.OWN_REQUEST, "You asked for this withdrawal, so somebody else has to do this.");
        }
        return by;
    }
}
