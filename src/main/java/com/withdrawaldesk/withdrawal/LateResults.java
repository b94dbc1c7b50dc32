package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.fee.Bearer;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.payout.Attempts;
import com.withdrawaldesk.payout.Attempts.Late;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutCalls;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.wallet.Receivables;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.PayoutFindings.About;
import com.withdrawaldesk.withdrawal.PayoutFindings.Finding;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of what becomes known after a withdrawal's end. A conclusive answer is booked; what contradicts what a provider said
 * before is found out by one person of operations and confirmed by another.
 */
@Component
public class LateResults {

    private final WithdrawalRepository withdrawals;
    private final Wallets wallets;
    private final Receivables receivables;
    private final Payouts payouts;
    private final PayoutCalls calls;
    private final PayoutFindings findings;
    private final Fees fees;
    private final ReturnProperties policy;
    private final Amounts amounts;
    private final WithdrawalNotices notices;
    private final WithdrawalTrail trail;
    private final WithdrawalMetrics metrics;
    private final CurrentStaff staff;
    private final Persons persons;
    private final Clock clock;
    private final TransactionTemplate committed;

    LateResults(
            WithdrawalRepository withdrawals,
            Wallets wallets,
            Receivables receivables,
            Payouts payouts,
            PayoutCalls calls,
            PayoutFindings findings,
            Fees fees,
            ReturnProperties policy,
            Amounts amounts,
            WithdrawalNotices notices,
            WithdrawalTrail trail,
            WithdrawalMetrics metrics,
            CurrentStaff staff,
            Persons persons,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.withdrawals = withdrawals;
        this.wallets = wallets;
        this.receivables = receivables;
        this.payouts = payouts;
        this.calls = calls;
        this.findings = findings;
        this.fees = fees;
        this.policy = policy;
        this.amounts = amounts;
        this.notices = notices;
        this.trail = trail;
        this.metrics = metrics;
        this.staff = staff;
        this.persons = persons;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Asks the providers what is true of an ended withdrawal's payouts, the last as well as those that failed before it. Fails,
     * to be repeated, while one gives no answer or is spoken of again: it told us once and may not do so again. Where nobody is
     * left who could answer, people find out. What they had begun to find is dropped.
     *
     * @return holds what was learned, for the decision in the process's transaction
     */
    public Runnable ask(String reference) {
        return ask(reference, false);
    }

    /** As {@link #ask}; what nobody answers now, either, is left to people, as is what a provider that is gone would know. */
    public Runnable askOnceMore(String reference) {
        return ask(reference, true);
    }

    private Runnable ask(String reference, boolean last) {
        Withdrawal withdrawal =
                committed.execute(tx -> withdrawals.find(reference).orElseThrow());
        Attempts attempts = committed.execute(tx -> payouts.all(withdrawal.id()));
        for (PayoutAttempt attempt : attempts.handedOver()) {
            boolean answers = calls.canAsk(attempt);
            if (!answers && attempt.isClear()) {
                continue; // Its end is known, and nothing speaks against it.
            }
            Outcome said = calls.askAbout(attempt, WithdrawalPayouts.order(withdrawal, attempt));
            if (said.withoutAnswer() && answers && !last) {
                throw new ProviderUnavailable(said.message(), false, null);
            }
        }
        return () -> {
            if (payouts.lockAll(withdrawal.id()).hintedSince(attempts) && !last) {
                throw new ProviderUnavailable("News came while the provider was asked.", false, null);
            }
            withdrawals.lock(reference);
            findings.open(withdrawal.id(), About.PAYOUT)
                    .ifPresent(overtaken -> findings.drop(overtaken, null, "The provider was asked again."));
        };
    }

    /** What it comes to, as far as the books do not say it yet. */
    public Late result(String reference) {
        Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
        return payouts.all(withdrawal.id())
                .late(withdrawal.stage() == Stage.COMPLETED, receivables.timesOwed(withdrawal.id()));
    }

    /** It was paid although the money went back, or twice: the requester owes it, and their wallet is not touched. */
    public void bookReceivable(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        receivables.owe(withdrawal.movement(), withdrawal.requesterId(), withdrawal.payoutAmount());
        trail.record("payout.paid_after_all", withdrawal);
    }

    public void alarmStaff(String reference) {
        notices.paidAfterAll(withdrawals.find(reference).orElseThrow());
    }

    /** The bank sent back what was owed, or what the requester had repaid of it goes back to them. */
    public void returnReceivable(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        receivables.oweNoMore(withdrawal.movement().of(withdrawal.payoutAmount()), withdrawal.requesterId());
        notices.owedCameBack(withdrawal);
        trail.record("payout.owed_came_back", withdrawal);
    }

    /** The bank sent the money back: it goes into the wallet, once, less what the bank kept where the requester bears that. */
    public void reverse(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        Optional<Finding> found = returned(withdrawal.id());
        Money kept = kept(withdrawal);
        withdrawal.sentBack(
                found.isPresent()
                        ? "The bank sent the payment back."
                        : "The bank sent the payment back: "
                                + payouts.of(withdrawal.id()).message(),
                clock.instant());
        boolean passedOn = policy.chargeBorneBy() == Bearer.REQUESTER;
        Money after = wallets.reverse(withdrawal.movement(), fees.giveBack(withdrawal.id()), kept, passedOn);
        trail.recordMoneyBack(
                "withdrawal.reversed", withdrawal, passedOn ? after.plus(kept) : after, withdrawal.failureReason());
        metrics.returned(found.isPresent() ? "people" : "provider");
        notices.returned(withdrawal, kept);
        if (result(reference) == Late.OWED_CAME_BACK) {
            returnReceivable(reference);
        }
    }

    public void notifyReversed(String reference) {
        Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
        boolean passedOn = policy.chargeBorneBy() == Bearer.REQUESTER;
        Money kept = kept(withdrawal);
        notices.reversed(withdrawal, passedOn ? kept : kept.minus(kept));
    }

    private Optional<Finding> returned(UUID withdrawal) {
        return findings.confirmed(withdrawal, About.PAYOUT)
                .filter(finding -> finding.found().equals("returned"));
    }

    /** What the bank kept of what it sent back; zero where a provider says that it came back. */
    private Money kept(Withdrawal withdrawal) {
        Money sent = withdrawal.payoutAmount();
        return returned(withdrawal.id())
                .map(finding -> sent.minus(amounts.ofMinor(finding.amountMinor())))
                .orElse(sent.minus(sent));
    }

    /** What the provider says contradicts what it said before: operations and admins hear of it. */
    public void investigate(String reference) {
        Withdrawal withdrawal = withdrawals.find(reference).orElseThrow();
        metrics.contradicted();
        notices.contradicted(withdrawal);
        trail.record("payout.contradicted", withdrawal);
    }

    /** Operations want the provider to be asked once more. */
    public void askAgain(String reference) {
        Withdrawal withdrawal = withdrawals.lock(reference);
        staff.memberOf(Groups.OPERATIONS);
        trail.record("payout.check_wanted", withdrawal);
    }

    /**
     * Operations found out, for the current user, where the money of the contradicted payout is; a second person confirms it.
     *
     * @param returned whether it is with us, and otherwise with the recipient
     * @param amount what came back, in major units (naira); null for all of it
     * @param bankReference the bank's reference of what came back
     */
    public void found(String reference, boolean returned, String amount, String bankReference, String reason) {
        Withdrawal withdrawal = lock(reference);
        PayoutAttempt attempt = payouts.all(withdrawal.id())
                .contradicted()
                .orElseThrow(() -> new Refusal(Code.CONFLICT, "Nothing is doubted any more. Look again."));
        propose(withdrawal, attempt, returned, amount, bankReference, reason);
    }

    /**
     * Operations report, for the current user, that the bank sent a completed payout back, whoever made it; a second person
     * confirms it. As {@link #found}.
     *
     * @param withdrawal as {@link #lock} gives it
     * @throws Refusal {@code conflict} when it is not completed
     */
    public void report(Withdrawal withdrawal, String amount, String bankReference, String reason) {
        Optional<PayoutAttempt> paid = payouts.all(withdrawal.id()).paid();
        if (withdrawal.stage() != Stage.COMPLETED || paid.isEmpty()) {
            throw new Refusal(
                    Code.CONFLICT,
                    "Only a completed withdrawal can come back. "
                            + withdrawal.stage().sentence());
        }
        propose(withdrawal, paid.get(), true, amount, bankReference, reason);
    }

    private void propose(
            Withdrawal withdrawal,
            PayoutAttempt attempt,
            boolean returned,
            String amount,
            String bankReference,
            String reason) {
        String by = teller(withdrawal);
        String why = Tellers.required(reason, "Say how you know.");
        String proof = null;
        Long minor = null;
        if (returned) {
            proof = Tellers.required(bankReference, "Give the bank's reference of what came back.");
            minor = Amounts.minor(part(amount, withdrawal.payoutAmount()));
            payouts.prove(attempt.reference(), proof);
        }
        findings.propose(
                withdrawal.id(),
                About.PAYOUT,
                attempt.reference(),
                returned ? "returned" : "stands",
                minor,
                proof,
                why,
                by);
        notices.confirmationWanted(withdrawal, "return");
        trail.record(returned ? "payout.found_returned" : "payout.found_standing", withdrawal, why);
    }

    /** A part of that amount, as somebody wrote it; all of it where nobody wrote anything. */
    Money part(String written, Money all) {
        if (written == null || written.isBlank()) {
            return all;
        }
        String plain = written.strip().replace(",", "");
        Money part = amounts.isDecimal(plain) ? amounts.parse(plain) : all.minus(all);
        if (!part.isPositive() || part.isGreaterThan(all)) {
            throw new Refusal(Code.VALIDATION_FAILED, "Give an amount above zero, up to " + Amounts.spoken(all) + ".");
        }
        return part;
    }

    /** A second person of operations agrees where the money is, or not; for the current user. */
    public void confirm(String reference, boolean confirmed, String reason) {
        Withdrawal withdrawal = lock(reference);
        UUID id = withdrawal.id();
        String by = teller(withdrawal);
        Finding finding = findings.open(id, About.PAYOUT)
                .orElseThrow(() -> new Refusal(Code.CONFLICT, "Nothing waits to be confirmed. Look again."));
        if (persons.same(by, finding.foundBy())) {
            throw new Refusal(Code.SECOND_PERSON_REQUIRED, "You found it, so somebody else has to confirm it.");
        }
        if (confirmed) {
            findings.confirm(finding, by, reason);
            payouts.recordFound(finding.payout(), finding.found().equals("stands"));
            // The ledger compares what it is to book with what is paid.
            withdrawals.write();
            trail.record("payout.finding_confirmed", withdrawal, reason);
        } else {
            findings.drop(finding, by, Tellers.required(reason, "Say what is wrong with it."));
            trail.record("payout.finding_not_confirmed", withdrawal, reason);
        }
    }

    /** Its payouts first: the one order in which everybody takes them, so that nobody waits for somebody who waits for them. */
    public Withdrawal lock(String reference) {
        payouts.lockAll(withdrawals
                .id(reference)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal.")));
        return withdrawals.lock(reference);
    }

    /** The current user, who is of operations and has no other part in this withdrawal. */
    String teller(Withdrawal withdrawal) {
        String by = staff.memberOf(Groups.OPERATIONS);
        withdrawal.requireUninvolved(by);
        return by;
    }
}
