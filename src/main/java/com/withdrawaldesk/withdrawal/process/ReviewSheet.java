package com.withdrawaldesk.withdrawal.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** The facts in the review form, read anew each time it is opened. Public, because expressions can only call what is public. */
@Component
public class ReviewSheet {

    private final Sheets sheets;

    ReviewSheet(Sheets sheets) {
        this.sheets = sheets;
    }

    /** Markdown. */
    public String of(DelegateExecution execution) {
        return sheets.review(execution.getProcessBusinessKey());
    }
}
