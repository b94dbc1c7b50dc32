package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service tasks of both processes, by bean name: each is one step of {@link Withdrawals}, called with the reference. */
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
    JavaDelegate sendPayout(Withdrawals withdrawals) {
        return step(withdrawals::sendPayout);
    }

    @Bean
    JavaDelegate checkPayout(Withdrawals withdrawals) {
        return step(withdrawals::checkPayout);
    }

    @Bean
    JavaDelegate settleWithdrawal(Withdrawals withdrawals) {
        return step(withdrawals::settle);
    }

    @Bean
    JavaDelegate notifyCompleted(Withdrawals withdrawals) {
        return step(withdrawals::notifyCompleted);
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
    JavaDelegate confirmReversal(Withdrawals withdrawals) {
        return step(withdrawals::confirmReversal);
    }

    @Bean
    JavaDelegate reverseSettlement(Withdrawals withdrawals) {
        return step(withdrawals::reverse);
    }

    @Bean
    JavaDelegate notifyReversed(Withdrawals withdrawals) {
        return step(withdrawals::notifyReversed);
    }

    private static JavaDelegate step(Consumer<String> step) {
        return execution -> step.accept(execution.getProcessBusinessKey());
    }
}
