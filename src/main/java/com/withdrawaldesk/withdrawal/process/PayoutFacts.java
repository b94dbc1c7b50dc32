package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutState;
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
     * {@code paid}, {@code failed}, {@code reversed} or, while nothing is conclusive, {@code open}. What came back before it
     * was settled here has failed; it is reversed only after that.
     */
    public String result(DelegateExecution execution) {
        PayoutState state = attempt(execution).state();
        return switch (state) {
            case PAID, FAILED -> state.value();
            case REVERSED -> withdrawal(execution).stage() == Stage.COMPLETED ? "reversed" : "failed";
            default -> "open";
        };
    }

    public boolean checksLeft(DelegateExecution execution) {
        return payouts.nextCheck(attempt(execution)).isPresent();
    }

    /** An ISO 8601 duration. */
    public String nextCheck(DelegateExecution execution) {
        return payouts.nextCheck(attempt(execution)).orElseThrow().toString();
    }

    private Withdrawal withdrawal(DelegateExecution execution) {
        return withdrawals.get(execution.getProcessBusinessKey());
    }

    private PayoutAttempt attempt(DelegateExecution execution) {
        return payouts.of(withdrawal(execution).id());
    }
}
