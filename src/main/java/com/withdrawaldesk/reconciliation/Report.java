package com.withdrawaldesk.reconciliation;

import java.util.List;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param listed all that is not simply matched
 * @param oursMinor what we say was paid that day, in kobo
 * @param theirsMinor what the provider says it paid; null when nobody could be asked
 * @param movedMinor how our balance there changed; null when the provider does not tell
 */
record Report(Map<Kind, Tally> outcomes, List<Difference> listed, long oursMinor, Long theirsMinor, Long movedMinor) {

    /** @param amountMinor in kobo; ours, or the provider's where we have none */
    record Tally(long count, long amountMinor) {

        Tally plus(Tally other) {
            return new Tally(count + other.count, amountMinor + other.amountMinor);
        }
    }

    static Report byHand(Tally transfers) {
        return new Report(Map.of(Kind.BY_HAND, transfers), List.of(), transfers.amountMinor(), null, null);
    }

    int differences() {
        return (int) listed.stream().filter(item -> item.kind().isDifference()).count();
    }
}
