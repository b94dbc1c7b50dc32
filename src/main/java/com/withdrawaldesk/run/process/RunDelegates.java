package com.withdrawaldesk.run.process;

import com.withdrawaldesk.run.PayoutRuns;
import org.camunda.bpm.engine.context.ProcessEngineContext;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service tasks of the process, by bean name: each is one step of {@link PayoutRuns}. */
@Configuration(proxyBeanMethods = false)
class RunDelegates {

    /** The business key is the day, so that operations find the run by it. */
    @Bean
    JavaDelegate openPayoutRun(PayoutRuns runs) {
        return execution -> runs.open(execution.getProcessInstanceId())
                .ifPresent(day -> execution.setProcessBusinessKey("RUN-" + day));
    }

    /** Each withdrawal is a transaction of its own, into which the engine must not mix what it holds for this step. */
    @Bean
    JavaDelegate createRunWithdrawals(PayoutRuns runs) {
        return execution -> ProcessEngineContext.withNewProcessEngineContext(() -> {
            runs.createWithdrawals(execution.getProcessInstanceId());
            return null;
        });
    }

    @Bean
    JavaDelegate reportPayoutRun(PayoutRuns runs) {
        return execution -> runs.report(execution.getProcessInstanceId());
    }
}
