package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.withdrawal.WithdrawalPayouts;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.function.Consumer;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service tasks of both processes, by bean name: each is one step of {@link Withdrawals} or
 * {@link WithdrawalPayouts}, called with the reference. */
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
    JavaDelegate sendPayout(WithdrawalPayouts payouts) {
        return step(payouts::send);
    }

    @Bean
    JavaDelegate checkPayout(WithdrawalPayouts payouts) {
        return step(payouts::check);
    }

    @Bean
    JavaDelegate settleWithdrawal(WithdrawalPayouts payouts) {
        return step(payouts::settle);
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
    JavaDelegate confirmReversal(WithdrawalPayouts payouts) {
        return step(payouts::confirmLateResult);
    }

    @Bean
    JavaDelegate bookReceivable(WithdrawalPayouts payouts) {
        return step(payouts::bookReceivable);
    }

    @Bean
    JavaDelegate alarmStaff(WithdrawalPayouts payouts) {
        return step(payouts::alarmStaff);
    }

    @Bean
    JavaDelegate reverseSettlement(WithdrawalPayouts payouts) {
        return step(payouts::reverse);
    }

    @Bean
    JavaDelegate notifyReversed(WithdrawalPayouts payouts) {
        return step(payouts::notifyReversed);
    }

    private static JavaDelegate step(Consumer<String> step) {
        return execution -> step.accept(execution.getProcessBusinessKey());
    }
}
