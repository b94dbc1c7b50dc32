package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Answers the questions of the diagram from our tables. Public, because expressions can only call what is public. */
@Component
public class WithdrawalFacts {

    private final Withdrawals withdrawals;

    WithdrawalFacts(Withdrawals withdrawals) {
        this.withdrawals = withdrawals;
    }

    /** Whole major units (naira), rounded up, so that a threshold is passed by the smallest excess. */
    public long amount(DelegateExecution execution) {
        return Amounts.whole(of(execution).amount());
    }

    public boolean secondApprovalRequired(DelegateExecution execution) {
        return of(execution).stage() == Stage.SECOND_REVIEW;
    }

    /** {@code rejected}, {@code cancelled} or {@code failed}. */
    public String ending(DelegateExecution execution) {
        return of(execution).stage().name().toLowerCase(Locale.ROOT);
    }

    private Withdrawal of(DelegateExecution execution) {
        return withdrawals.get(execution.getProcessBusinessKey());
    }
}
