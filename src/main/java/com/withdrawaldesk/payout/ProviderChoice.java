package com.withdrawaldesk.payout;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** Chooses who is to pay: by the routing table, the balances, and who failed to pay it before. */
@Component
class ProviderChoice {

    static final String BY_HAND = "manual";

    private final PayoutRepository attempts;
    private final PayoutProperties properties;
    private final Map<String, PayoutProvider> providers;
    private final PayoutRouting routing;
    private final Clock clock;

    ProviderChoice(
            PayoutRepository attempts,
            PayoutProperties properties,
            List<PayoutProvider> providers,
            PayoutRouting routing,
            Clock clock) {
        this.attempts = attempts;
        this.properties = properties;
        this.providers = providers.stream().collect(Collectors.toMap(PayoutProvider::name, Function.identity()));
        this.routing = routing;
        this.clock = clock;
        requireKnown(properties.provider());
    }

    private void requireKnown(List<String> chosen) {
        boolean byHand = chosen.equals(List.of(BY_HAND));
        if (chosen.isEmpty() || !byHand && !providers.keySet().containsAll(chosen)) {
            throw new IllegalStateException("desk.payout.provider: \"" + String.join(",", chosen)
                    + "\" is not usable; choose manual alone, or one or more of sandbox, paystack, flutterwave");
        }
    }

    /** Null when no such provider is configured. */
    PayoutProvider named(String provider) {
        return providers.get(provider);
    }

    /** Our account at this provider; null when it is not configured. */
    String account(String provider) {
        PayoutProvider bank = named(provider);
        return bank == null ? null : bank.account();
    }

    /** Who comes first when nothing is known of the payout yet; {@code manual} when people pay. */
    String usual() {
        return properties.provider().get(0);
    }

    /**
     * A provider.
     *
     * @param left its balance after this payout; null when it is not known
     * @param obstacle why it cannot be asked to pay now; null when it can
     */
    record Choice(String provider, Money left, Outcome obstacle) {

        private String cover() {
            return obstacle == null ? "enough" : obstacle.result() == Result.SHORT ? "short" : "unknown";
        }
    }

    /**
     * Asks for balances, so outside any transaction. Who could not come first any more is not asked, so that it holds nobody up:
     * with enough balance nobody ranks lower than with less.
     */
    Choice choose(PayoutAttempt attempt, PayoutOrder order) {
        Choice best = null;
        int place = Integer.MAX_VALUE;
        for (PayoutProvider bank : open(attempt, order)) {
            Integer atBest = rank(bank.name(), order.amount(), order.bankCode(), "enough");
            if (atBest == null || atBest < place) {
                Choice offer = offer(bank, order);
                Integer rank = rank(bank.name(), order.amount(), order.bankCode(), offer.cover());
                if (rank != null && rank < place) {
                    best = offer;
                    place = rank;
                }
            }
        }
        return best != null
                ? best
                : new Choice(
                        attempt.provider(),
                        null,
                        Outcome.of(
                                Result.MISCONFIGURED,
                                "No configured provider may pay this: see the table payout-routing."));
    }

    /** Who is to send this together with others; empty when it is not to wait for any, or did so. */
    Optional<PayoutProvider> together(PayoutAttempt attempt, PayoutOrder order) {
        if (!attempt.batched() || attempt.state() != PayoutState.PREPARED) {
            return Optional.empty();
        }
        Function<PayoutProvider, Integer> rank = bank -> rank(bank.name(), order.amount(), order.bankCode(), "enough");
        return open(attempt, order).stream()
                .filter(bank -> rank.apply(bank) != null)
                .min(Comparator.comparing(rank))
                .filter(bank -> bank.bulkSize() > 1);
    }

    /** As {@link #untried}, without those that are paused, unless all are. */
    private List<PayoutProvider> open(PayoutAttempt attempt, PayoutOrder order) {
        List<PayoutProvider> able = untried(attempt, order.amount(), order.bankCode());
        List<String> paused = attempts.paused();
        List<PayoutProvider> open =
                able.stream().filter(bank -> !paused.contains(bank.name())).toList();
        return open.isEmpty() ? able : open;
    }

    /** Who has not failed to pay this and may, whatever their balances are; who comes first where all have enough is first. */
    List<PayoutProvider> untried(PayoutAttempt attempt, Money amount, String bankCode) {
        Set<String> tried = attempts.findByWithdrawalIdOrderByAttempt(attempt.withdrawalId()).stream()
                .filter(earlier -> earlier.state() == PayoutState.FAILED)
                .map(PayoutAttempt::provider)
                .collect(Collectors.toSet());
        return properties.provider().stream()
                .filter(name -> !tried.contains(name) && !name.equals(BY_HAND))
                .filter(name -> rank(name, amount, bankCode, "unknown") != null)
                .sorted(Comparator.comparing(
                        name -> rank(name, amount, bankCode, "enough"),
                        Comparator.nullsLast(Comparator.naturalOrder())))
                .map(providers::get)
                .toList();
    }

    /** There is nothing to choose from one. */
    private Integer rank(String provider, Money amount, String bankCode, String cover) {
        // Boxed, because a conditional of int and Integer would unbox the null of a provider that must not pay.
        return properties.provider().size() == 1 ? Integer.valueOf(0) : routing.rank(provider, amount, bankCode, cover);
    }

    private Choice offer(PayoutProvider bank, PayoutOrder order) {
        Optional<String> first = attempts.waitingBefore(order.reference(), bank.name(), clock.instant());
        return first.isEmpty()
                ? funds(bank, order)
                : new Choice(
                        bank.name(),
                        null,
                        Outcome.of(
                                Result.SHORT,
                                first.get() + " waits for the balance at " + bank.name() + " before it."));
    }

    /** Whether the balance lets it go: covers amount and fee. */
    static Choice funds(PayoutProvider bank, PayoutOrder order) {
        try {
            Money left = bank.balance().minus(order.amount()).minus(bank.fee(order.amount()));
            return new Choice(bank.name(), left, left.isNegative() ? tooLittle(bank) : null);
        } catch (ProviderUnavailable unavailable) {
            Result result = unavailable.misconfigured() ? Result.MISCONFIGURED : Result.LATER;
            return new Choice(bank.name(), null, Outcome.of(result, unavailable.getMessage()));
        }
    }

    static Outcome tooLittle(PayoutProvider bank) {
        return Outcome.of(Result.SHORT, "Our balance at " + bank.name() + " does not cover amount and fee.");
    }
}
