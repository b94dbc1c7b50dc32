package com.withdrawaldesk.withdrawal.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** The facts in the payout form, read anew each time it is opened. Public, because expressions can only call what is public. */
@Component
public class PayoutSheet {

    private final Sheets sheets;

    PayoutSheet(Sheets sheets) {
        this.sheets = sheets;
    }

    /** Markdown. */
    public String of(DelegateExecution execution) {
        return sheets.payout(execution.getProcessBusinessKey());
    }
}
