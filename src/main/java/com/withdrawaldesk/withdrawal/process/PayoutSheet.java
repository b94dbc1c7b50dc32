package com.withdrawaldesk.withdrawal.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** The facts in the payout forms, read anew each time it is opened. Public, because expressions can only call what is public. */
@Component
public class PayoutSheet {

    private final Sheets sheets;

    PayoutSheet(Sheets sheets) {
        this.sheets = sheets;
    }

    /** Markdown. */
    public String of(DelegateExecution execution) {
        return sheets.payout(execution.getProcessBusinessKey(), true);
    }

    /** As {@link #of}; the account only for whoever has claimed the task, so that nobody else can transfer it meanwhile. */
    public String toTransfer(DelegateExecution execution) {
        return sheets.toTransfer(execution.getProcessBusinessKey(), execution.getId());
    }
}
