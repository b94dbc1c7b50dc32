package com.withdrawaldesk.run.process;

import com.withdrawaldesk.run.PayoutRuns;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Answers the questions of the diagram from our tables. Public, because expressions can only call what is public. */
@Component
public class PayoutRunFacts {

    private final PayoutRuns runs;

    PayoutRunFacts(PayoutRuns runs) {
        this.runs = runs;
    }

    public boolean opened(DelegateExecution execution) {
        return runs.opened(execution.getProcessInstanceId());
    }

    public boolean vendorsLeft(DelegateExecution execution) {
        return runs.vendorsLeft(execution.getProcessInstanceId());
    }
}
