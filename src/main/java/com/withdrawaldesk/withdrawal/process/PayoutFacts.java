package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.wallet.Wallets;
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
    private final Wallets wallets;

    PayoutFacts(Withdrawals withdrawals, Payouts payouts, Wallets wallets) {
        this.wallets = wallets;
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
     * What became known after the end: {@code sent_back}, {@code paid_after_all}, {@code contradicted} or, when all is as we knew
     * it, {@code known}.
     */
    public String lateResult(DelegateExecution execution) {
        Withdrawal withdrawal = withdrawal(execution);
        boolean settled = withdrawal.stage() == Stage.COMPLETED;
        return payouts.all(withdrawal.id())
                .late(settled, wallets.owed(withdrawal.id()))
                .name()
                .toLowerCase(Locale.ROOT);
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
