package com.withdrawaldesk.payout;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.joda.money.Money;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends withdrawals to the bank and finds out what became of them. */
@Component
public class Payouts {

    private static final String BY_HAND = "manual";

    private final PayoutRepository attempts;
    private final PayoutProperties properties;
    private final Optional<PayoutProvider> provider;
    private final Clock clock;
    private final TransactionTemplate committed;
    private final TransactionTemplate outside;

    Payouts(
            PayoutRepository attempts,
            PayoutProperties properties,
            ObjectProvider<PayoutProvider> provider,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.attempts = attempts;
        this.properties = properties;
        this.provider = Optional.ofNullable(provider.getIfAvailable());
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.outside = new TransactionTemplate(transactions);
        this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
        if (this.provider.isEmpty() && !properties.provider().equals(BY_HAND)) {
            throw new IllegalStateException("desk.payout.provider: \"" + properties.provider()
                    + "\" is not a payout provider; choose manual or sandbox");
        }
    }

    /** Whether people transfer this amount themselves and record it here. */
    public boolean byHand(Money amount) {
        return properties.provider().equals(BY_HAND)
                || properties.byHandAbove() != null && amount.getAmount().compareTo(properties.byHandAbove()) > 0;
    }

    /** Prepares the payout in the caller's transaction, which commits its reference before the first call. */
    public PayoutAttempt prepare(UUID withdrawalId, Money amount) {
        String by = byHand(amount) ? BY_HAND : properties.provider();
        return attempts.save(new PayoutAttempt(withdrawalId, 1, by, amount.getAmountMinorLong(), clock.instant()));
    }

    /**
     * Sends the prepared payout. That it is being sent is committed first, so that a crash leaves a trace; then the provider
     * is called outside any transaction; the outcome is stored in the caller's. After a crash the provider is asked before
     * anything is sent again, and again with the same reference.
     */
    public PayoutAttempt send(PayoutOrder order) {
        boolean again = Boolean.TRUE.equals(
                committed.execute(tx -> locked(order.reference()).begin(clock.instant())));
        Outcome outcome = call(bank -> {
            Outcome known = again ? bank.check(order) : Outcome.of(PayoutState.UNKNOWN, null);
            return known.state() == PayoutState.UNKNOWN ? bank.send(order) : known;
        });
        return store(order.reference(), outcome, false);
    }

    /** Asks the provider what became of the payout and stores the answer in the caller's transaction. */
    public PayoutAttempt check(PayoutOrder order) {
        return store(order.reference(), call(bank -> bank.check(order)), true);
    }

    /** Records what a person found out or did. */
    public PayoutAttempt record(String reference, Outcome outcome) {
        return store(reference, outcome, false);
    }

    /** The last attempt; fails when none was prepared. */
    public PayoutAttempt of(UUID withdrawalId) {
        return attempts.findFirstByWithdrawalIdOrderByAttemptDesc(withdrawalId).orElseThrow();
    }

    /** Empty when the reference is not one of ours. Holds the attempt until the caller's transaction ends. */
    public Optional<PayoutAttempt> lock(String reference) {
        return attempts.findByReference(reference);
    }

    /** How long to wait before the next check; empty after the last one. */
    public Optional<Duration> nextCheck(PayoutAttempt attempt) {
        return attempt.checks() < properties.checkSchedule().size()
                ? Optional.of(properties.checkSchedule().get(attempt.checks()))
                : Optional.empty();
    }

    private PayoutAttempt store(String reference, Outcome outcome, boolean check) {
        PayoutAttempt attempt = locked(reference);
        attempt.conclude(outcome, clock.instant());
        if (check) {
            attempt.checked();
        }
        return attempt;
    }

    private PayoutAttempt locked(String reference) {
        return attempts.findByReference(reference).orElseThrow();
    }

    private Outcome call(Function<PayoutProvider, Outcome> call) {
        return outside.execute(none -> call.apply(provider.orElseThrow()));
    }
}
