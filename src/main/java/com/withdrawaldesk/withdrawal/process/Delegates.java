package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.base.engine.DiagramVersion;
import com.withdrawaldesk.base.engine.OutsideStep;
import com.withdrawaldesk.base.engine.OutsideSteps;
import com.withdrawaldesk.payout.PayoutLanes;
import com.withdrawaldesk.withdrawal.LateResults;
import com.withdrawaldesk.withdrawal.OwedMoney;
import com.withdrawaldesk.withdrawal.WithdrawalPayouts;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.function.Consumer;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The service tasks of the processes, by bean name: each is one step of {@link Withdrawals}, {@link WithdrawalPayouts} or
 * {@link LateResults}, called with the reference. Those that call a provider do so before, as an {@link OutsideStep}.
 */
@Configuration(proxyBeanMethods = false)
class Delegates {

    @Bean
    JavaDelegate validateWithdrawal(Withdrawals withdrawals) {
        return execution -> withdrawals.validate(execution.getProcessBusinessKey(), execution.getProcessInstanceId());
    }

    @Bean
    JavaDelegate debitWallet(Withdrawals withdrawals) {
        return step(withdrawals::debit);
    }

    @Bean
    JavaDelegate notifyAdmins(Withdrawals withdrawals) {
        return execution ->
                withdrawals.announce(execution.getProcessBusinessKey(), (String) execution.getVariable("priority"));
    }

    @Bean
    JavaDelegate remindAdmins(Withdrawals withdrawals) {
        return step(withdrawals::remind);
    }

    @Bean
    JavaDelegate notifyApproved(Withdrawals withdrawals) {
        return step(withdrawals::notifyApproved);
    }

    @Bean
    OutsideStep sending(WithdrawalPayouts payouts, PayoutLanes lanes) {
        return new OutsideStep("serviceTask_sendPayout", payouts::lane, lanes.atOnce(), payouts::send);
    }

    @Bean
    JavaDelegate sendPayout(OutsideSteps outside) {
        return outside::finish;
    }

    @Bean
    OutsideStep checking(WithdrawalPayouts payouts, PayoutLanes lanes) {
        return new OutsideStep("serviceTask_checkPayout", payouts::lane, lanes.atOnce(), payouts::check);
    }

    @Bean
    JavaDelegate checkPayout(OutsideSteps outside) {
        return outside::finish;
    }

    @Bean
    JavaDelegate settleWithdrawal(WithdrawalPayouts payouts, OwedMoney owed, DiagramVersion diagrams) {
        return owing(payouts::settle, owed, diagrams);
    }

    @Bean
    JavaDelegate notifyCompleted(WithdrawalPayouts payouts) {
        return step(payouts::notifyCompleted);
    }

    @Bean
    JavaDelegate refundWallet(Withdrawals withdrawals) {
        return step(withdrawals::refund);
    }

    @Bean
    JavaDelegate notifyRefunded(Withdrawals withdrawals) {
        return step(withdrawals::notifyRefunded);
    }

    @Bean
    OutsideStep confirmingReversal(WithdrawalPayouts payouts, LateResults late, PayoutLanes lanes) {
        return new OutsideStep(
                "serviceTask_confirmReversal", payouts::lane, lanes.atOnce(), late::ask, late::askOnceMore);
    }

    @Bean
    JavaDelegate confirmReversal(OutsideSteps outside) {
        return outside::finish;
    }

    @Bean
    JavaDelegate bookReceivable(LateResults late, OwedMoney owed, DiagramVersion diagrams) {
        return owing(late::bookReceivable, owed, diagrams);
    }

    @Bean
    JavaDelegate alarmStaff(LateResults late) {
        return step(late::alarmStaff);
    }

    @Bean
    JavaDelegate returnReceivable(LateResults late, OwedMoney owed, DiagramVersion diagrams) {
        return owing(late::returnReceivable, owed, diagrams);
    }

    @Bean
    JavaDelegate reverseSettlement(LateResults late, OwedMoney owed, DiagramVersion diagrams) {
        return owing(late::reverse, owed, diagrams);
    }

    @Bean
    JavaDelegate notifyReversed(LateResults late) {
        return step(late::notifyReversed);
    }

    /** A step that may make somebody owe or end that: what is owed has a process of its own as long as it is. */
    private static JavaDelegate owing(Consumer<String> step, OwedMoney owed, DiagramVersion diagrams) {
        return execution -> {
            String reference = execution.getProcessBusinessKey();
            step.accept(reference);
            RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
            boolean known = runtime.createProcessInstanceQuery()
                            .processDefinitionKey(CamundaFlow.RECEIVABLE)
                            .processInstanceBusinessKey(reference)
                            .count()
                    > 0;
            boolean due = owed.isOwed(reference);
            if (due && !known) {
                runtime.startProcessInstanceById(diagrams.of(CamundaFlow.RECEIVABLE), reference);
            } else if (known && !due) {
                runtime.createMessageCorrelation("Owed money came back")
                        .processInstanceBusinessKey(reference)
                        .correlateAllWithResult();
            }
        };
    }

    private static JavaDelegate step(Consumer<String> step) {
        return execution -> step.accept(execution.getProcessBusinessKey());
    }
}
