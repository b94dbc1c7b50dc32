package com.withdrawaldesk.payout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.joda.money.Money;
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
    private final Map<String, PayoutProvider> providers;
    private final PayoutRouting routing;
    private final ProviderAlarms alarms;
    private final Clock clock;
    private final TransactionTemplate committed;
    private final TransactionTemplate outside;

    Payouts(
            PayoutRepository attempts,
            PayoutProperties properties,
            List<PayoutProvider> providers,
            PayoutRouting routing,
            ProviderAlarms alarms,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.attempts = attempts;
        this.properties = properties;
        this.providers = providers.stream().collect(Collectors.toMap(PayoutProvider::name, Function.identity()));
        this.routing = routing;
        this.alarms = alarms;
        this.clock = clock;
        this.committed = new TransactionTemplate(transactions);
        this.committed.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.outside = new TransactionTemplate(transactions);
        this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
        requireKnown(properties.provider());
    }

    private void requireKnown(List<String> chosen) {
        boolean byHand = chosen.equals(List.of(BY_HAND));
        if (chosen.isEmpty() || !byHand && !providers.keySet().containsAll(chosen)) {
            throw new IllegalStateException("desk.payout.provider: \"" + String.join(",", chosen)
                    + "\" is not usable; choose manual alone, or one or more of sandbox, paystack, flutterwave");
        }
    }

    /** Whether people transfer this amount themselves and record it here. */
    public boolean byHand(Money amount) {
        return properties.provider().contains(BY_HAND)
                || properties.byHandAbove() != null && amount.getAmount().compareTo(properties.byHandAbove()) > 0;
    }

    /** Whether a hand transfer of this amount counts only when a second person confirmed it. */
    public boolean needsSecondTeller(Money amount) {
        return properties.secondTellerAbove() != null
                && amount.getAmount().compareTo(properties.secondTellerAbove()) > 0;
    }

    /** What whoever would pay this amount charges for it by his prices, VAT included; nothing where people transfer it. */
    public Money fee(Money amount) {
        return byHand(amount)
                ? amount.minus(amount)
                : providers.get(properties.provider().get(0)).fee(amount);
    }

    /**
     * Prepares the payout in the caller's transaction, which commits its reference before the first call.
     *
     * @param batched whether it may wait a moment to be sent together with others, where the provider can do that
     */
    public void prepare(UUID withdrawalId, Money amount, boolean batched) {
        String by = byHand(amount) ? BY_HAND : properties.provider().get(0);
        var attempt = new PayoutAttempt(withdrawalId, 1, by, amount.getAmountMinorLong(), clock.instant());
        if (batched) {
            attempt.batch();
        }
        attempts.save(attempt);
    }

    /** Prepares the next attempt after one that failed for good, under a reference of its own. */
    public void prepareAgain(PayoutAttempt failed) {
        attempts.save(new PayoutAttempt(
                failed.withdrawalId(), failed.attempt() + 1, failed.provider(), failed.amountMinor(), clock.instant()));
    }

    /**
     * Whether the payout, which failed for good, may be tried at a provider that has not tried it. One whose destination was
     * refused is tried nowhere else.
     */
    public boolean canFailOver(PayoutAttempt failed, Money amount, String bankCode) {
        return failed.state() == PayoutState.FAILED
                && !failed.refused()
                && !failed.provider().equals(BY_HAND)
                && !untried(failed.withdrawalId(), amount, bankCode).isEmpty();
    }

    /**
     * Sends the prepared payout. That it is being sent is committed first, so that a crash leaves a trace; then the provider
     * is called outside any transaction; the outcome is stored in the caller's. After a crash the provider is asked and
     * nothing is sent. What is to be sent together with others waits for them first, see {@link PayoutBatches}.
     */
    public PayoutAttempt send(PayoutOrder order) {
        PayoutAttempt known = committed.execute(tx -> locked(order.reference()));
        if (known.mayExist()) {
            // What was sent with others has its answer, unless we crashed before it came.
            return known.state() == PayoutState.SENDING ? check(order) : locked(order.reference());
        }
        Optional<PayoutProvider> together = outside.execute(none -> together(known, order));
        if (together.isPresent()) {
            PayoutAttempt attempt = locked(order.reference());
            attempt.awaitBatch(together.get().name(), clock.instant().plus(properties.batchWait()));
            return attempt;
        }
        Choice choice = outside.execute(none -> choose(known, order));
        boolean alone = committed.execute(tx -> {
            PayoutAttempt attempt = locked(order.reference());
            if (attempt.mayExist()) {
                return false;
            }
            attempt.route(choice.provider());
            if (choice.obstacle() == null) {
                attempt.begin(clock.instant());
            }
            return true;
        });
        if (!alone) {
            return check(order); // A batch took it meanwhile.
        }
        Outcome outcome = choice.obstacle() == null
                ? outside.execute(none -> providers.get(choice.provider()).send(order))
                : choice.obstacle();
        return sent(order, outcome);
    }

    /**
     * Asks the provider what became of the payout and stores the answer in the caller's transaction. What it has not known
     * for long enough is sent again, with the same reference.
     */
    public PayoutAttempt check(PayoutOrder order) {
        PayoutAttempt known = committed.execute(tx -> locked(order.reference()));
        Outcome outcome = ask(known, order);
        if (outcome.result() == Result.NOT_FOUND && known.lost(clock.instant(), properties)) {
            committed.executeWithoutResult(tx -> locked(order.reference()).begin(clock.instant()));
            return sent(
                    order,
                    outside.execute(none -> providers.get(known.provider()).send(order)));
        }
        PayoutAttempt attempt = locked(order.reference());
        attempt.checked(outcome, clock.instant(), properties);
        if (outcome.stuck() || outcome.result() == Result.MISCONFIGURED) {
            alarms.heard(attempt.provider(), outcome);
        }
        return attempt;
    }

    /** Asks what became of the payout, outside any transaction. Stores nothing and sends nothing. */
    public Outcome ask(PayoutAttempt attempt, PayoutOrder order) {
        PayoutProvider bank = providers.get(attempt.provider());
        return bank == null
                ? Outcome.of(Result.MISCONFIGURED, attempt.provider() + " is not configured, so it cannot be asked.")
                : outside.execute(none -> bank.check(order));
    }

    private PayoutAttempt sent(PayoutOrder order, Outcome outcome) {
        PayoutAttempt attempt = locked(order.reference());
        attempt.sent(outcome, clock.instant(), properties);
        alarms.heard(attempt.provider(), outcome);
        return attempt;
    }

    /** A provider, and why it cannot be asked to pay now; null when it can. */
    private record Choice(String provider, Outcome obstacle) {

        String cover() {
            return obstacle == null ? "enough" : obstacle.result() == Result.SHORT ? "short" : "unknown";
        }
    }

    private Choice choose(PayoutAttempt attempt, PayoutOrder order) {
        Function<Choice, Integer> rank =
                choice -> rank(choice.provider(), order.amount(), order.bankCode(), choice.cover());
        return untried(attempt.withdrawalId(), order.amount(), order.bankCode()).stream()
                .map(bank -> new Choice(bank.name(), obstacle(bank, order)))
                .filter(choice -> rank.apply(choice) != null)
                .min(Comparator.comparing(rank))
                .orElseGet(() -> new Choice(
                        attempt.provider(),
                        Outcome.of(
                                Result.MISCONFIGURED,
                                "No configured provider may pay this: see the table payout-routing.")));
    }

    /** Who is to send this together with others; empty when it is not to wait for any, or did so. */
    private Optional<PayoutProvider> together(PayoutAttempt attempt, PayoutOrder order) {
        if (!attempt.batched() || attempt.state() != PayoutState.PREPARED) {
            return Optional.empty();
        }
        Function<PayoutProvider, Integer> rank = bank -> rank(bank.name(), order.amount(), order.bankCode(), "enough");
        return untried(attempt.withdrawalId(), order.amount(), order.bankCode()).stream()
                .filter(bank -> rank.apply(bank) != null)
                .min(Comparator.comparing(rank))
                .filter(bank -> bank.bulkSize() > 1);
    }

    /** Who has not failed to pay this and may, whatever their balances are. */
    private List<PayoutProvider> untried(UUID withdrawalId, Money amount, String bankCode) {
        Set<String> tried = all(withdrawalId).stream()
                .filter(attempt -> attempt.state() == PayoutState.FAILED)
                .map(PayoutAttempt::provider)
                .collect(Collectors.toSet());
        return properties.provider().stream()
                .filter(name -> !tried.contains(name) && !name.equals(BY_HAND))
                .filter(name -> rank(name, amount, bankCode, "unknown") != null)
                .map(providers::get)
                .toList();
    }

    /** There is nothing to choose from one. */
    private Integer rank(String provider, Money amount, String bankCode, String cover) {
        // Boxed, because a conditional of int and Integer would unbox the null of a provider that must not pay.
        return properties.provider().size() == 1 ? Integer.valueOf(0) : routing.rank(provider, amount, bankCode, cover);
    }

    private Outcome obstacle(PayoutProvider bank, PayoutOrder order) {
        if (attempts.waitsBehind(order.reference(), bank.name())) {
            return Outcome.of(Result.SHORT, "Others wait for the balance at " + bank.name() + " before it.");
        }
        try {
            return bank.balance().isLessThan(order.amount().plus(bank.fee(order.amount()))) ? tooLittle(bank) : null;
        } catch (ProviderUnavailable unavailable) {
            Result result = unavailable.misconfigured() ? Result.MISCONFIGURED : Result.LATER;
            return Outcome.of(result, unavailable.getMessage());
        }
    }

    static Outcome tooLittle(PayoutProvider bank) {
        return Outcome.of(Result.SHORT, "Our balance at " + bank.name() + " does not cover amount and fee.");
    }

    /** Keeps what a person did or found out until a second one confirms it. */
    public void propose(String reference, String by, String message, String bankReference) {
        locked(reference).propose(by, found(Result.UNKNOWN, message, bankReference), clock.instant());
    }

    /** Drops what was proposed, because the second person did not confirm it. */
    public void withdrawProposal(String reference) {
        locked(reference).propose(null, found(Result.UNKNOWN, null, null), clock.instant());
    }

    /** Records for good that people paid or found it paid. */
    public void recordPaid(String reference, String message, String bankReference) {
        locked(reference).concluded(PayoutState.PAID, found(Result.PAID, message, bankReference), clock.instant());
    }

    /** Records for good that people found it not paid. */
    public void recordUnpaid(String reference, String message) {
        locked(reference).concluded(PayoutState.FAILED, found(Result.FAILED, message, null), clock.instant());
    }

    private static Outcome found(Result result, String message, String bankReference) {
        return new Outcome(result, message, bankReference, null, null, null);
    }

    /** All attempts, the first one first. */
    public List<PayoutAttempt> all(UUID withdrawalId) {
        return attempts.findByWithdrawalIdOrderByAttempt(withdrawalId);
    }

    /** As {@link #all}; holds them until the caller's transaction ends. */
    public List<PayoutAttempt> lockAll(UUID withdrawalId) {
        return attempts.lockByWithdrawalId(withdrawalId);
    }

    /** The last attempt; fails when none was prepared. */
    public PayoutAttempt of(UUID withdrawalId) {
        return attempts.findFirstByWithdrawalIdOrderByAttemptDesc(withdrawalId).orElseThrow();
    }

    /** Empty when the reference is not one of ours. Holds the attempt until the caller's transaction ends. */
    public Optional<PayoutAttempt> lock(String reference) {
        return attempts.findByReference(reference);
    }

    /** True once: when it is due that people hear of a payout that has been on its way for very long. */
    public boolean isAlarming(PayoutAttempt attempt) {
        return attempt.becomesOverdue(clock.instant(), properties.alarmAfter());
    }

    /** How long to wait before the payout is tried or checked again; empty when that is over and people look into it. */
    public Optional<Duration> nextTry(PayoutAttempt attempt) {
        Instant now = clock.instant();
        if (attempt.state() == PayoutState.PREPARED) {
            return Optional.of(atLeastASecond(Duration.ZERO));
        }
        if (attempt.state() == PayoutState.QUEUED) {
            return Optional.of(atLeastASecond(Duration.between(now, attempt.retryAt())));
        }
        if (attempt.state() == PayoutState.HELD && now.isBefore(attempt.heldUntil())) {
            return Optional.of(atLeastASecond(Duration.between(now, attempt.heldUntil())));
        }
        boolean over = !now.isBefore(attempt.sentAt().plus(properties.checkFor()));
        return over || attempt.state() == PayoutState.REVIEW ? Optional.empty() : Optional.of(scheduled(attempt));
    }

    private Duration scheduled(PayoutAttempt attempt) {
        List<Duration> schedule = properties.checkSchedule();
        Duration wait = schedule.get(Math.min(attempt.checks(), schedule.size() - 1));
        double jitter =
                1 + properties.checkJitter() * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Duration.ofMillis((long) (wait.toMillis() * jitter));
    }

    private static Duration atLeastASecond(Duration wait) {
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    private PayoutAttempt locked(String reference) {
        return attempts.findByReference(reference).orElseThrow();
    }
}
