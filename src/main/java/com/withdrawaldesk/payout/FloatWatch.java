package com.withdrawaldesk.payout;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets payouts go that wait for a provider's balance: in their order, as far as it reaches. */
@Configuration(proxyBeanMethods = false)
class FloatWatch {

    @Bean
    RecurringTask<Void> releaseByFloat(PayoutRepository attempts, List<PayoutProvider> providers, PayoutHints hints) {
        Map<String, PayoutProvider> byName =
                providers.stream().collect(Collectors.toMap(PayoutProvider::name, provider -> provider));
        return Tasks.recurring("payout-release", FixedDelay.ofSeconds(30))
                .execute((task, context) -> attempts.waitingForFloat().stream()
                        .collect(Collectors.groupingBy(PayoutAttempt::provider))
                        .forEach((provider, waiting) -> release(byName.get(provider), waiting, hints)));
    }

    private static void release(PayoutProvider provider, List<PayoutAttempt> waiting, PayoutHints hints) {
        Money left;
        try {
            left = provider.balance();
        } catch (ProviderUnavailable unavailable) {
            return;
        }
        for (PayoutAttempt attempt : waiting) {
            Money amount = Money.ofMinor(left.getCurrencyUnit(), attempt.amountMinor());
            left = left.minus(amount).minus(provider.fee(amount));
            if (left.isNegative()) {
                return;
            }
            hints.released(attempt.reference());
        }
    }
}
