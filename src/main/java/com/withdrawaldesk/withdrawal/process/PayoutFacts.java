package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.Withdrawals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** What the diagram asks about the payout. Public, because expressions can only call what is public. */
@Component
public class PayoutFacts {

    private final Withdrawals withdrawals;
    private final Payouts payouts;

    PayoutFacts(Withdrawals withdrawals, Payouts payouts) {
        this.withdrawals = withdrawals;
        this.payouts = payouts;
    }

    public boolean byHand(DelegateExecution execution) {
        return withdrawal(execution).stage() == Stage.AWAITING_TRANSFER;
    }

    /**
     * {@code paid}, {@code failed}, {@code reversed}, {@code unsent} while it waits to be sent, at this or at another provider,
     * or, while nothing is conclusive, {@code open}.
     */
    public String result(DelegateExecution execution) {
        return switch (attempt(execution).state()) {
            case PAID -> "paid";
            case FAILED -> "failed";
            case REVERSED -> "reversed";
            case PREPARED, QUEUED -> "unsent";
            default -> "open";
        };
    }

    public boolean triesLeft(DelegateExecution execution) {
        return payouts.nextTry(attempt(execution)).isPresent();
    }

    /** An ISO 8601 duration. */
    public String nextTry(DelegateExecution execution) {
        return payouts.nextTry(attempt(execution)).orElseThrow().toString();
    }

    private Withdrawal withdrawal(DelegateExecution execution) {
        return withdrawals.get(execution.getProcessBusinessKey());
    }

    private PayoutAttempt attempt(DelegateExecution execution) {
        return payouts.of(withdrawal(execution).id());
    }
}
