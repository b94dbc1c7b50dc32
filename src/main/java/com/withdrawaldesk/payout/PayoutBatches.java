package com.withdrawaldesk.payout;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joda.money.Money;
import org.springframework.context.annotation.Bean;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends payouts together that may wait a moment for each other, where a provider takes several in one call. The same rules hold
 * as for one alone, see {@link PayoutCalls#send}; whatever is interrupted here, or not taken in time, its process takes up.
 */
@Component
class PayoutBatches {

    private final PayoutRepository attempts;
    private final PayoutProperties properties;
    private final List<PayoutProvider> providers;
    private final PayoutOrders orders;
    private final PayoutHints hints;
    private final ProviderAlarms alarms;
    private final Clock clock;
    private final TransactionTemplate committed;

    PayoutBatches(
            PayoutRepository attempts,
            PayoutProperties properties,
            List<PayoutProvider> providers,
            PayoutOrders orders,
            PayoutHints hints,
            ProviderAlarms alarms,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.attempts = attempts;
        this.properties = properties;
        this.providers = providers;
        this.orders = orders;
        this.hints = hints;
        this.alarms = alarms;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
    }

    /** As often as Paystack wants bulk transfers at most. */
    @Bean
    RecurringTask<Void> sendPayoutBatches() {
        return Tasks.recurring("payout-batches", FixedDelay.ofSeconds(5)).execute((task, context) -> sendNext());
    }

    /** Sends one batch at each provider, if anything waits. */
    void sendNext() {
        providers.stream()
                .filter(bank -> bank.bulkSize() > 1)
                .filter(bank -> attempts.existsByStateAndBatchedTrueAndProvider(PayoutState.QUEUED, bank.name()))
                .forEach(this::sendNext);
    }

    private void sendNext(PayoutProvider bank) {
        Money balance;
        try {
            balance = bank.balance();
        } catch (ProviderUnavailable unavailable) {
            return;
        }
        Batch batch = committed.execute(tx -> begin(bank, balance));
        Map<String, Outcome> outcomes = batch.begun().isEmpty() ? Map.of() : bank.sendAll(batch.begun());
        // All answers are kept before any process goes on with its own.
        List<String> handedOver = outcomes.keySet().stream()
                .filter(sent -> answered(sent, outcomes.get(sent)))
                .toList();
        if (batch.shortage() != null) {
            committed.executeWithoutResult(tx -> alarms.heard(bank.name(), batch.shortage()));
        }
        handedOver.forEach(hints::released);
    }

    /** @param shortage null when the balance covered all */
    private record Batch(List<PayoutOrder> begun, Outcome shortage) {}

    /** Commits that those which the balance covers, in their order, are being sent. The others wait for the balance. */
    private Batch begin(PayoutProvider bank, Money balance) {
        List<PayoutAttempt> waiting = attempts.findByStateAndBatchedTrueAndProviderOrderById(
                PayoutState.QUEUED, bank.name(), Limit.of(bank.bulkSize()));
        attempts.lockQueue(bank.name());
        boolean othersFirst = !waiting.isEmpty()
                && attempts.waitingBefore(waiting.get(0).reference(), bank.name(), clock.instant())
                        .isPresent();
        Money left = othersFirst ? Money.zero(balance.getCurrencyUnit()) : balance;
        var begun = new ArrayList<PayoutOrder>();
        Outcome shortage = null;
        for (PayoutAttempt attempt : waiting) {
            Optional<Stop> stop = attempts.stopOf(attempt.reference(), bank.name());
            if (stop.isPresent()) {
                attempt.stop(stop.get(), clock.instant().plus(properties.retryEvery()));
                continue;
            }
            PayoutOrder order = orders.of(attempt);
            left = left.minus(order.amount()).minus(bank.fee(order.amount()));
            if (left.isNegative()) {
                shortage = ProviderChoice.tooLittle(bank);
                attempt.sent(shortage, clock.instant(), properties);
            } else {
                attempt.route(bank.name(), bank.account());
                attempt.begin(clock.instant());
                begun.add(order);
            }
        }
        return new Batch(begun, shortage);
    }

    /** Keeps the answer, unless the provider was asked meanwhile, and says whether the process has anything to do with it. */
    private boolean answered(String reference, Outcome outcome) {
        return committed.execute(tx -> {
            PayoutAttempt attempt = attempts.findByReference(reference).orElseThrow();
            if (attempt.state() == PayoutState.SENDING) {
                attempt.sent(outcome, clock.instant(), properties);
                alarms.heard(attempt.provider(), outcome);
            }
            return attempt.underWay();
        });
    }
}
