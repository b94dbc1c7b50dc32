package com.withdrawaldesk.payout;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets payouts go that were stopped and are not any more, and those that wait for a provider's balance, as far as it reaches. */
@Configuration(proxyBeanMethods = false)
class FloatWatch {

    @Bean
    RecurringTask<Void> releaseByFloat(
            PayoutRepository attempts, List<PayoutProvider> providers, PayoutHints hints, Clock clock) {
        return Tasks.recurring("payout-release", FixedDelay.ofSeconds(30)).execute((task, context) -> {
            attempts.letGo().forEach(hints::released);
            // What waits at a provider that is no longer configured tries another one at its own time.
            Map<String, List<PayoutAttempt>> waiting =
                    attempts.waitingForFloat(clock.instant().minus(PayoutRepository.MOVING)).stream()
                            .collect(Collectors.groupingBy(PayoutAttempt::provider));
            providers.stream()
                    .filter(provider -> waiting.containsKey(provider.name()))
                    .forEach(provider -> release(provider, waiting.get(provider.name()), hints));
        });
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
