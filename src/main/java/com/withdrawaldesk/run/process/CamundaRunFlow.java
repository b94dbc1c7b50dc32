package com.withdrawaldesk.run.process;

import com.withdrawaldesk.base.engine.DiagramVersion;
import com.withdrawaldesk.run.RunFlow;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts runs that no timer started. */
@Component
class CamundaRunFlow implements RunFlow {

    static final String RUN = "payout-run";

    private final RuntimeService runtime;
    private final DiagramVersion diagrams;

    CamundaRunFlow(RuntimeService runtime, DiagramVersion diagrams) {
        this.runtime = runtime;
        this.diagrams = diagrams;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String start() {
        return runtime.startProcessInstanceById(diagrams.of(RUN)).getId();
    }
}
