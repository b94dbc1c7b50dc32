package com.withdrawaldesk.payout;

import com.withdrawaldesk.payout.Attempts.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** What is known of the attempts to pay withdrawals, and what people add to it. Asks nobody; see {@link PayoutCalls}. */
@Component
public class Payouts {

    private final PayoutRepository attempts;
    private final PayoutProperties properties;
    private final ProviderChoice choices;
    private final Proofs proofs;
    private final Pauses pauses;
    private final Clock clock;

    Payouts(
            PayoutRepository attempts,
            PayoutProperties properties,
            ProviderChoice choices,
            Proofs proofs,
            Pauses pauses,
            Clock clock) {
        this.attempts = attempts;
        this.properties = properties;
        this.choices = choices;
        this.proofs = proofs;
        this.pauses = pauses;
        this.clock = clock;
    }

    /** Whether people transfer this amount themselves and record it here. */
    public boolean byHand(Money amount) {
        return properties.provider().contains(ProviderChoice.BY_HAND)
                || properties.byHandAbove() != null && amount.getAmount().compareTo(properties.byHandAbove()) > 0;
    }

    /** Whether a hand transfer of this amount counts only when a second person confirmed it. */
    public boolean needsSecondTeller(Money amount) {
        return properties.secondTellerAbove() != null
                && amount.getAmount().compareTo(properties.secondTellerAbove()) > 0;
    }

    /** The fee of the first provider for this amount by its price list, VAT included; not for what is paid by hand. */
    public Money price(Money amount) {
        return choices.named(choices.usual()).fee(amount);
    }

    /**
     * Prepares the payout in the caller's transaction, which commits its reference before the first call.
     *
     * @param batched whether it may wait a moment to be sent together with others, where the provider can do that
     */
    public void prepare(UUID withdrawalId, Money amount, boolean batched) {
        String by = byHand(amount) ? ProviderChoice.BY_HAND : choices.usual();
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
     * refused is tried nowhere else, and one that is stopped waits for no other provider: its money goes back.
     */
    public boolean canFailOver(PayoutAttempt failed, Money amount, String bankCode) {
        return failed.state() == PayoutState.FAILED
                && !failed.refused()
                && !failed.provider().equals(ProviderChoice.BY_HAND)
                && choices.untried(failed, amount, bankCode).stream()
                        .anyMatch(bank ->
                                attempts.stopOf(failed.reference(), bank.name()).isEmpty());
    }

    /** Why this payout must not leave at this moment; holds it as it is until the caller's transaction ends. */
    public Optional<Stop> stopOf(PayoutAttempt attempt) {
        return attempts.stopOf(attempt.reference(), attempt.provider());
    }

    /** Whether nobody is left who could pay this amount while these are paused. */
    public boolean isPaused(Money amount, Collection<String> paused) {
        return paused.contains(Pauses.ALL) || paused.containsAll(payers(amount));
    }

    private List<String> payers(Money amount) {
        return byHand(amount) ? List.of(ProviderChoice.BY_HAND) : properties.provider();
    }

    /**
     * Since when people have paused whoever could pay this, or the one it waits for; empty when somebody can.
     *
     * @param attempt the last one; null before there is one
     */
    public Optional<Instant> pausedSince(Money amount, PayoutAttempt attempt) {
        Map<String, Instant> paused =
                pauses.list().stream().collect(Collectors.toMap(Pauses.Pause::provider, Pauses.Pause::pausedAt));
        boolean chosen =
                attempt != null && (attempt.isStopped() || attempt.provider().equals(ProviderChoice.BY_HAND));
        List<String> payers = chosen ? List.of(attempt.provider()) : payers(amount);
        Stream<Instant> last = paused.keySet().containsAll(payers)
                ? payers.stream().map(paused::get).max(Comparator.naturalOrder()).stream()
                : Stream.empty();
        return Stream.concat(last, Stream.ofNullable(paused.get(Pauses.ALL))).min(Comparator.naturalOrder());
    }

    /**
     * Keeps what a person did or found out until a second one confirms it.
     *
     * @param bankReference the proof of a payment; null when it was found that there was none
     * @throws com.withdrawaldesk.base.refusal.Refusal {@code proof_invalid}, {@code proof_used}
     */
    public void propose(String reference, String by, String message, String bankReference) {
        if (bankReference != null) {
            proofs.bind(reference, bankReference);
        }
        locked(reference).propose(by, found(Result.UNKNOWN, message, bankReference), clock.instant());
    }

    /** Drops what was proposed, because the second person did not confirm it. */
    public void withdrawProposal(String reference) {
        proofs.release(reference);
        locked(reference).propose(null, found(Result.UNKNOWN, null, null), clock.instant());
    }

    /**
     * Records for good that people paid or found it paid.
     *
     * @throws com.withdrawaldesk.base.refusal.Refusal {@code proof_invalid}, {@code proof_used}
     */
    public void recordPaid(String reference, String message, String bankReference) {
        proofs.bind(reference, bankReference);
        conclude(reference, PayoutState.PAID, found(Result.PAID, message, bankReference));
    }

    /** Records for good that two people found it not paid, nor any attempt before it. */
    public void recordUnpaid(String reference, String message) {
        conclude(reference, PayoutState.FAILED, found(Result.FAILED, message, null));
    }

    /** Records for good that it is not paid, as its provider says. */
    public void end(String reference, String message) {
        locked(reference).concluded(PayoutState.FAILED, found(Result.FAILED, message, null), clock.instant());
    }

    /** What they say holds for earlier attempts of which nobody else says anything certain, too; it would never end otherwise. */
    private void conclude(String reference, PayoutState conclusion, Outcome finding) {
        PayoutAttempt attempt = locked(reference);
        attempt.concluded(conclusion, finding, clock.instant());
        attempt.explainHints();
        all(attempt.withdrawalId()).unclear().stream()
                .filter(other -> !other.isSameAs(attempt))
                .forEach(other -> other.found(
                        conclusion == PayoutState.PAID && other.state() == PayoutState.PAID, clock.instant()));
    }

    /**
     * Records where the money of a payout is, as two people found after the end, whatever the provider says.
     *
     * @param paid whether it is with the recipient
     */
    public void recordFound(String reference, boolean paid) {
        locked(reference).found(paid, clock.instant());
    }

    /**
     * Binds a bank's reference to a payout for ever, in the caller's transaction.
     *
     * @throws com.withdrawaldesk.base.refusal.Refusal {@code proof_invalid}, {@code proof_used}
     */
    public void prove(String reference, String bankReference) {
        proofs.bind(reference, bankReference);
    }

    private static Outcome found(Result result, String message, String bankReference) {
        return new Outcome(result, message, bankReference, null, null, null);
    }

    /** All attempts, the first one first; none before the approval. */
    public Attempts all(UUID withdrawalId) {
        return new Attempts(attempts.findByWithdrawalIdOrderByAttempt(withdrawalId));
    }

    /** As {@link #all}; holds them until the caller's transaction ends. */
    public Attempts lockAll(UUID withdrawalId) {
        return new Attempts(attempts.lockByWithdrawalId(withdrawalId));
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

    /** How long until operations are told of a payout that does not end. */
    public Duration alarmAfter() {
        return properties.alarmAfter();
    }

    /** How long a payout is tried and checked before operations investigate it. */
    public Duration checkFor() {
        return properties.checkFor();
    }

    /** What the attempts of this withdrawal come to. */
    public Verdict verdict(UUID withdrawalId) {
        return all(withdrawalId).verdict(clock.instant(), properties);
    }

    /** How long to wait before the payout is tried or checked again; empty when that is over and people look into it. */
    public Optional<Duration> nextTry(UUID withdrawalId) {
        double jitter =
                1 + properties.checkJitter() * ThreadLocalRandom.current().nextDouble(-1, 1);
        return all(withdrawalId).nextTry(clock.instant(), properties, jitter);
    }

    private PayoutAttempt locked(String reference) {
        return attempts.findByReference(reference).orElseThrow();
    }
}
