package com.withdrawaldesk.payout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All attempts to pay one withdrawal, the first one first, and what they say together. Decides from what is stored alone.
 *
 * @param all none before the approval, when nothing else may be asked
 */
public record Attempts(List<PayoutAttempt> all) {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** What the attempts come to. */
    public enum Verdict {
        /** One was paid, and no other one can be any more. */
        PAID,
        /** None was paid, and none will be. */
        FAILED,
        /** The last one waits to be sent. */
        UNSENT,
        /** Nothing is known for certain; the providers are asked. */
        OPEN
    }

    public PayoutAttempt last() {
        return all.get(all.size() - 1);
    }

    public Verdict verdict(Instant now, PayoutProperties rules) {
        boolean asked = unclear().isEmpty();
        if (last().waits()) {
            if (asked && paid().isPresent()) {
                return Verdict.PAID;
            }
            return last().waitedTooLong(now, rules) ? Verdict.OPEN : Verdict.UNSENT;
        }
        return !asked ? Verdict.OPEN : paid().isPresent() ? Verdict.PAID : Verdict.FAILED;
    }

    /**
     * How long to wait before the payout is tried or checked again.
     *
     * @param jitter by which factor a scheduled wait is longer, so that many do not ask at once
     * @return at least a second; empty when trying is over and people look into it
     */
    Optional<Duration> nextTry(Instant now, PayoutProperties rules, double jitter) {
        PayoutAttempt subject = last().waits() || unclear().isEmpty()
                ? last()
                : unclear().get(unclear().size() - 1);
        return subject.nextTry(now, rules, jitter, hinted())
                .map(wait -> wait.compareTo(A_SECOND) < 0 ? A_SECOND : wait);
    }

    /** What became known after the withdrawal's end. */
    public enum Late {
        /** What was settled is not paid any more: it came back. */
        SENT_BACK,
        /** One was paid that nobody accounts for yet. */
        PAID_AFTER_ALL,
        /** What was owed because it was paid after all came back. */
        OWED_CAME_BACK,
        /** A provider's last word contradicts what it said before, so people find out. */
        CONTRADICTED,
        /** All is as it was known. */
        KNOWN
    }

    /**
     * What the attempts come to after the end. Nothing goes back while a provider contradicts itself; that more was paid than
     * the books say is booked at once.
     *
     * @param settled whether the withdrawal counts as paid
     * @param owed how often what was paid beyond that is booked as owed
     */
    public Late late(boolean settled, int owed) {
        int booked = owed + (settled ? 1 : 0);
        if (timesPaid() > booked) {
            return Late.PAID_AFTER_ALL;
        }
        if (!unclear().isEmpty()) {
            return Late.CONTRADICTED;
        }
        if (settled && timesPaid() == 0 && cameBack()) {
            return Late.SENT_BACK;
        }
        return owed > 0 && timesPaid() < booked ? Late.OWED_CAME_BACK : Late.KNOWN;
    }

    /** The first one whose provider contradicts what it said before; empty when none does. */
    public Optional<PayoutAttempt> contradicted() {
        return unclear().stream().findFirst();
    }

    /** Whether a provider is to be asked because somebody said that something happened. */
    private boolean hinted() {
        return all.stream().anyMatch(PayoutAttempt::hinted);
    }

    /** Whether somebody said that something happened after this was known. */
    public boolean hintedSince(Attempts known) {
        return hints() > known.hints();
    }

    private int hints() {
        return all.stream().mapToInt(PayoutAttempt::hints).sum();
    }

    /** The attempt that paid; the first one where two did. */
    public Optional<PayoutAttempt> paid() {
        return all.stream()
                .filter(attempt -> attempt.state() == PayoutState.PAID)
                .findFirst();
    }

    /** How many were paid and did not come back. */
    public long timesPaid() {
        return all.stream()
                .filter(attempt -> attempt.state() == PayoutState.PAID)
                .count();
    }

    /** Whether one had been paid and came back. */
    private boolean cameBack() {
        return all.stream().anyMatch(attempt -> attempt.state() == PayoutState.REVERSED);
    }

    /** Those before the last one which a provider may have. */
    List<PayoutAttempt> earlier() {
        return all.stream()
                .filter(attempt -> attempt != last() && attempt.mayExist())
                .toList();
    }

    /** Those which a provider may have. */
    public List<PayoutAttempt> handedOver() {
        return all.stream().filter(PayoutAttempt::mayExist).toList();
    }

    /** Those that were sent and whose end is not known, or is doubted. */
    List<PayoutAttempt> unclear() {
        return all.stream()
                .filter(attempt -> !attempt.waits() && !attempt.isClear())
                .toList();
    }
}
