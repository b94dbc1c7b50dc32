package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.withdrawal.LateResults;
import com.withdrawaldesk.withdrawal.OwedMoney;
import com.withdrawaldesk.withdrawal.PayoutFindings;
import com.withdrawaldesk.withdrawal.PayoutFindings.About;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** What the diagram asks about the payout. Public, because expressions can only call what is public. */
@Component
public class PayoutFacts {

    private final Withdrawals withdrawals;
    private final Payouts payouts;
    private final LateResults late;
    private final PayoutFindings findings;
    private final OwedMoney owed;

    PayoutFacts(Withdrawals withdrawals, Payouts payouts, LateResults late, PayoutFindings findings, OwedMoney owed) {
        this.late = late;
        this.findings = findings;
        this.owed = owed;
        this.withdrawals = withdrawals;
        this.payouts = payouts;
    }

    public boolean byHand(DelegateExecution execution) {
        return withdrawal(execution).stage() == Stage.AWAITING_TRANSFER;
    }

    /**
     * {@code paid}, {@code failed}, {@code unsent} while it waits to be sent, at this or at another provider,
     * or, while nothing is conclusive, {@code open}.
     */
    public String result(DelegateExecution execution) {
        return payouts.verdict(withdrawal(execution).id()).name().toLowerCase(Locale.ROOT);
    }

    /** Whether a hand transfer was recorded that a second person has to confirm. */
    public boolean confirmationRequired(DelegateExecution execution) {
        return attempt(execution).state() == PayoutState.PREPARED;
    }

    /**
     * What became known after the end: {@code sent_back}, {@code paid_after_all}, {@code owed_came_back}, {@code contradicted}
     * or, when all is as we knew it, {@code known}.
     */
    public String lateResult(DelegateExecution execution) {
        return late.result(execution.getProcessBusinessKey()).name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody said where the money of a payout is, which a second person has to confirm. */
    public boolean findingMade(DelegateExecution execution) {
        return findings.open(withdrawal(execution).id(), About.PAYOUT).isPresent();
    }

    /** Whether something of what the requester was paid too much is still owed. */
    public boolean owed(DelegateExecution execution) {
        return owed.isOwed(execution.getProcessBusinessKey());
    }

    public boolean triesLeft(DelegateExecution execution) {
        return payouts.nextTry(withdrawal(execution).id()).isPresent();
    }

    /** An ISO 8601 duration. */
    public String nextTry(DelegateExecution execution) {
        return payouts.nextTry(withdrawal(execution).id()).orElseThrow().toString();
    }

    private Withdrawal withdrawal(DelegateExecution execution) {
        return withdrawals.get(execution.getProcessBusinessKey());
    }

    private PayoutAttempt attempt(DelegateExecution execution) {
        return payouts.of(withdrawal(execution).id());
    }
}
