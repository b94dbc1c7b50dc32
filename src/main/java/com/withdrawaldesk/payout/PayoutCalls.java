package com.withdrawaldesk.payout;

import com.withdrawaldesk.payout.ProviderChoice.Choice;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * Calls providers: sends payouts and finds out what became of them. That a payout is being sent is committed first, so that a
 * crash leaves a trace; the provider is called without any transaction; its answer is committed by itself. Whoever calls this
 * within a transaction is refused.
 */
@Component
public class PayoutCalls {

    /** How long a provider is left alone that says it has too little and shows enough. */
    private static final Duration BLIP = Duration.ofSeconds(10);

    /** How long a payout waits for those before it, which are being decided about. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private final PayoutRepository attempts;
    private final PayoutProperties properties;
    private final ProviderChoice choices;
    private final ProviderAlarms alarms;
    private final Clock clock;
    private final TransactionTemplate committed;

    PayoutCalls(
            PayoutRepository attempts,
            PayoutProperties properties,
            ProviderChoice choices,
            ProviderAlarms alarms,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.attempts = attempts;
        this.properties = properties;
        this.choices = choices;
        this.alarms = alarms;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Sends the prepared payout, unless an earlier attempt turns out to be paid or cannot be said to have failed: each is asked
     * at this moment. After a crash the provider is asked and nothing is sent. What is to be sent together with others waits for
     * them first, see {@link PayoutBatches}.
     *
     * @param order of the last attempt
     */
    public void send(PayoutOrder order) {
        PayoutAttempt known = known(order).last();
        if (known.underWay() || known.state().conclusive()) {
            // What was sent with others has its answer, unless we crashed before it came.
            if (known.state() == PayoutState.SENDING) {
                check(order);
            }
            return;
        }
        if (!mayLeave(order)) {
            return;
        }
        Optional<PayoutProvider> together = outside(() -> choices.together(known, order));
        if (together.isPresent()) {
            change(
                    order,
                    attempt -> attempt.awaitBatch(
                            together.get().name(), clock.instant().plus(properties.batchWait())));
            return;
        }
        Choice choice = outside(() -> choices.choose(known, order));
        if (known.mayExist() && (known.hinted() || !mayGo(known, choice))) {
            askForUnsent(known, order);
            return;
        }
        if (begins(order, choice)) {
            keepSent(order, answerTo(order, choices.named(choice.provider())));
        } else if (known(order).last().underWay()) {
            check(order); // A batch took it meanwhile.
        }
    }

    private boolean mayGo(PayoutAttempt attempt, Choice choice) {
        return attempt.mayGoTo(choice.provider(), choices.account(choice.provider()));
    }

    /** Asks about all earlier attempts; where one was paid or is not certain, the last one is not sent now. */
    private boolean mayLeave(PayoutOrder order) {
        known(order).earlier().forEach(earlier -> askAbout(earlier, order.under(earlier.reference())));
        Attempts now = known(order);
        Optional<PayoutAttempt> doubt =
                now.earlier().stream().filter(earlier -> !earlier.isClear()).findFirst();
        if (doubt.isPresent()) {
            String why = "Whether " + doubt.get().reference() + " was paid at "
                    + doubt.get().provider() + " is not certain: "
                    + doubt.get().message();
            keepUnsent(order, Outcome.of(Result.LATER, why));
        } else if (now.paid().isPresent()) {
            String why = "It is not sent, because " + now.paid().get().reference() + " was paid after all.";
            change(order, attempt -> attempt.abandon(why, clock.instant()));
        }
        return doubt.isEmpty() && now.paid().isEmpty();
    }

    /** What was turned away, and goes to another provider or is said to have moved, is looked for where it was handed over. */
    private void askForUnsent(PayoutAttempt known, PayoutOrder order) {
        Outcome found = ask(known, order);
        change(order, attempt -> {
            attempt.tookHints(known.hints(), found);
            if (found.result() == Result.NOT_FOUND) {
                attempt.notTaken(found, clock.instant(), properties);
            } else if (found.withoutAnswer()) {
                attempt.sent(Outcome.of(Result.LATER, found.message()), clock.instant(), properties);
            } else {
                attempt.begin(clock.instant());
                attempt.sent(found, clock.instant(), properties);
            }
        });
    }

    /** Commits that it is being sent, or why it is not; false when it is not, or when a batch took it meanwhile. */
    private boolean begins(PayoutOrder order, Choice choice) {
        return committed.execute(tx -> {
            attempts.lockQueue(choice.provider());
            PayoutAttempt attempt = locked(order.reference());
            if (attempt.underWay()) {
                return false;
            }
            attempt.route(choice.provider(), choices.account(choice.provider()));
            if (isStopped(attempt)) {
                return false;
            }
            attempt.letGo(clock.instant());
            Outcome obstacle = choice.obstacle() == null ? turn(attempt, choice) : choice.obstacle();
            if (obstacle == null) {
                attempt.begin(clock.instant());
            } else {
                attempt.sent(obstacle, clock.instant(), properties);
                alarms.heard(attempt.provider(), obstacle);
            }
            return obstacle == null;
        });
    }

    /** Null when it is its turn: those approved before it are not served yet, and the balance may not do for all. */
    private Outcome turn(PayoutAttempt attempt, Choice choice) {
        long before =
                attempts.undecidedBefore(attempt.reference(), clock.instant().minus(PayoutRepository.MOVING));
        return before == 0 || choice.left() == null || choice.left().getAmountMinorLong() >= before
                ? null
                : new Outcome(
                        Result.LATER, "Others were approved before it, and are sent first.", null, null, null, TURN);
    }

    private Outcome answerTo(PayoutOrder order, PayoutProvider bank) {
        return outside(() -> {
            Outcome said = bank.send(order);
            boolean enough = said.result() == Result.SHORT
                    && ProviderChoice.funds(bank, order).obstacle() == null;
            return enough ? new Outcome(Result.LATER, said.message(), null, null, null, BLIP) : said;
        });
    }

    /**
     * Asks what became of all that was sent and is not clear; when the last attempt failed for good, at this moment of all that
     * was ever sent, too. What the provider has not known for long enough is sent again, with the same reference; what waits is sent.
     *
     * @param order of the last attempt
     */
    public void check(PayoutOrder order) {
        if (known(order).last().waits()) {
            send(order);
            return;
        }
        List<PayoutAttempt> unclear = known(order).unclear();
        unclear.forEach(attempt -> askAbout(attempt, order.under(attempt.reference())));
        Attempts now = known(order);
        if (now.last().state() == PayoutState.FAILED) {
            now.handedOver().stream()
                    .filter(attempt -> unclear.stream().noneMatch(attempt::isSameAs))
                    .forEach(attempt -> askAbout(attempt, order.under(attempt.reference())));
        }
    }

    /** Asks what became of one attempt, whatever is known of it, and commits the answer. */
    public Outcome askAbout(PayoutAttempt known, PayoutOrder order) {
        Outcome outcome = ask(known, order);
        if (outcome.result() == Result.NOT_FOUND
                && known.lost(clock.instant(), properties)
                && mayLeaveAgain(order)
                && beginsAgain(order, known.provider())) {
            keepSent(order, answerTo(order, choices.named(known.provider())));
            return outcome;
        }
        change(order, attempt -> {
            attempt.checked(outcome, clock.instant(), properties);
            attempt.tookHints(known.hints(), outcome);
            if (outcome.stuck() || outcome.result() == Result.MISCONFIGURED) {
                alarms.heard(attempt.provider(), outcome);
            }
        });
        return outcome;
    }

    /** Commits that it is sent again; false while it must not leave: then it is only asked about. */
    private boolean beginsAgain(PayoutOrder order, String provider) {
        return committed.execute(tx -> {
            attempts.lockQueue(provider);
            PayoutAttempt attempt = locked(order.reference());
            boolean free = !isStopped(attempt);
            if (free) {
                attempt.begin(clock.instant());
            }
            return free;
        });
    }

    /** Asked last before it is sent, under lock. What is certainly with nobody waits then. */
    private boolean isStopped(PayoutAttempt attempt) {
        Optional<Stop> stop = attempts.stopOf(attempt.reference(), attempt.provider());
        stop.filter(why -> !attempt.underWay())
                .ifPresent(why -> attempt.stop(why, clock.instant().plus(properties.retryEvery())));
        return stop.isPresent();
    }

    /** Whether no earlier attempt was paid meanwhile, as far as they say. */
    private boolean mayLeaveAgain(PayoutOrder order) {
        known(order).earlier().forEach(earlier -> askAbout(earlier, order.under(earlier.reference())));
        return known(order).earlier().stream()
                .allMatch(earlier -> earlier.isClear() && earlier.state() != PayoutState.PAID);
    }

    /** Whether there is still somebody who can say what became of it. */
    public boolean canAsk(PayoutAttempt attempt) {
        return choices.named(attempt.provider()) != null && attempt.isWith(choices.account(attempt.provider()));
    }

    /**
     * Asks what became of the payout, outside any transaction. Stores nothing and sends nothing. That another account of ours
     * does not know it says nothing.
     */
    public Outcome ask(PayoutAttempt attempt, PayoutOrder order) {
        PayoutProvider bank = choices.named(attempt.provider());
        if (bank == null) {
            return Outcome.of(Result.MISCONFIGURED, attempt.provider() + " is not configured, so it cannot be asked.");
        }
        Outcome said = outside(() -> bank.check(order));
        return said.result() == Result.NOT_FOUND && !attempt.isWith(bank.account())
                ? Outcome.of(
                        Result.UNKNOWN,
                        "It was handed over with another account or key of ours at " + bank.name() + ".")
                : said;
    }

    private void keepSent(PayoutOrder order, Outcome outcome) {
        change(order, attempt -> {
            attempt.sent(outcome, clock.instant(), properties);
            alarms.heard(attempt.provider(), outcome);
        });
    }

    private void keepUnsent(PayoutOrder order, Outcome why) {
        change(order, attempt -> attempt.sent(why, clock.instant(), properties));
    }

    private void change(PayoutOrder order, Consumer<PayoutAttempt> change) {
        committed.executeWithoutResult(tx -> change.accept(locked(order.reference())));
    }

    /** Not even the scope of a transaction that is not there: what is read within one keeps its connection until the end. */
    private static <T> T outside(Supplier<T> call) {
        Assert.state(!TransactionSynchronizationManager.isSynchronizationActive(), "nobody is called in a transaction");
        return call.get();
    }

    private Attempts known(PayoutOrder order) {
        return committed.execute(tx -> new Attempts(attempts.findByWithdrawalIdOrderByAttempt(
                locked(order.reference()).withdrawalId())));
    }

    private PayoutAttempt locked(String reference) {
        return attempts.findByReference(reference).orElseThrow();
    }
}
