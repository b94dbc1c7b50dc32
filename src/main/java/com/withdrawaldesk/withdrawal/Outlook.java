package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.wallet.Wallets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What the requester of an open withdrawal is told to come: what it waits for, who acts, and by when. */
@Component
public class Outlook {

    private final WithdrawalRepository withdrawals;
    private final Payouts payouts;
    private final Wallets wallets;
    private final WithdrawalProperties reviews;
    private final TaskProperties tasks;
    private final Wording wording;
    private final Clock clock;

    Outlook(
            WithdrawalRepository withdrawals,
            Payouts payouts,
            Wallets wallets,
            WithdrawalProperties reviews,
            TaskProperties tasks,
            Wording wording,
            Clock clock) {
        this.withdrawals = withdrawals;
        this.payouts = payouts;
        this.wallets = wallets;
        this.reviews = reviews;
        this.tasks = tasks;
        this.wording = wording;
        this.clock = clock;
    }

    /** In English, as the API answers; null when nothing comes any more. */
    @Transactional(readOnly = true)
    public String of(UUID withdrawalId) {
        Withdrawal withdrawal = withdrawals.find(withdrawalId).orElseThrow();
        Stage stage = withdrawal.stage();
        if (stage.ended()) {
            return stage.next();
        }
        PayoutAttempt attempt = stage.underReview() ? null : payouts.of(withdrawalId);
        return say(withdrawal, attempt, halt(withdrawal, attempt).orElse(null), wording.in(Locale.ENGLISH));
    }

    /** In the installation's language, of a withdrawal that was just approved or has ended. */
    String justNow(Withdrawal withdrawal) {
        Stage stage = withdrawal.stage();
        return stage.ended()
                ? wording.find("stage." + stage.value() + ".next").orElse(stage.next())
                : say(withdrawal, null, null, wording);
    }

    /**
     * What people stopped.
     *
     * @param cause in the words of the texts
     * @param by when they should have let it go
     */
    private record Halt(String cause, Instant by) {}

    /** A stop keeps whatever has not left; what was handed to the bank goes on to its end, and money that comes back does. */
    private Optional<Halt> halt(Withdrawal withdrawal, PayoutAttempt attempt) {
        return switch (withdrawal.stage()) {
            case IN_REVIEW, SECOND_REVIEW, QUEUED, SENDING, AWAITING_TRANSFER ->
                attempt != null && attempt.mayExist()
                        ? Optional.empty()
                        : frozen(withdrawal).or(() -> paused(withdrawal, attempt));
            default -> Optional.empty();
        };
    }

    /** A second person has to agree that it is lifted. */
    private Optional<Halt> frozen(Withdrawal withdrawal) {
        Duration bound = tasks.investigation().plus(tasks.confirmation());
        return wallets.frozenSince(withdrawal.walletId())
                .map(since -> new Halt("frozen", until(withdrawal, since, bound)));
    }

    private Optional<Halt> paused(Withdrawal withdrawal, PayoutAttempt attempt) {
        return payouts.pausedSince(withdrawal.payoutAmount(), attempt)
                .map(since -> new Halt("paused", until(withdrawal, since, tasks.investigation())));
    }

    /** Its wait begins when it is stopped. */
    private static Instant until(Withdrawal withdrawal, Instant stopped, Duration time) {
        Instant waits = withdrawal.stageSince();
        return (stopped.isAfter(waits) ? stopped : waits).plus(time);
    }

    private String say(Withdrawal withdrawal, PayoutAttempt attempt, Halt halt, Wording words) {
        String cause = halt == null ? cause(withdrawal.stage(), attempt) : halt.cause();
        Instant by = halt == null ? by(withdrawal, attempt) : halt.by();
        boolean late = by.isBefore(clock.instant());
        return words.say("outlook." + (late ? "late" : cause), Map.of("time", words.time(by)));
    }

    /** What it waits for, in the words of the texts. */
    static String cause(Stage stage, PayoutAttempt attempt) {
        return switch (stage) {
            case QUEUED, SENDING ->
                attempt == null || attempt.lastResult() == null || attempt.isStopped()
                        ? "sending"
                        : attempt.lastResult() == Result.SHORT
                                ? "short"
                                : attempt.lastResult() == Result.MISCONFIGURED ? "misconfigured" : "unreachable";
            default -> stage.value();
        };
    }

    /** By when somebody acts, and at the latest looks into it. */
    private Instant by(Withdrawal withdrawal, PayoutAttempt attempt) {
        return switch (withdrawal.stage()) {
            case IN_REVIEW, SECOND_REVIEW -> withdrawal.reviewedSince().plus(reviews.overdueAfter());
            case HELD -> attempt.heldUntil();
            case INVESTIGATING -> since(withdrawal, tasks.investigation().plus(tasks.confirmation()));
            case AWAITING_TRANSFER -> since(withdrawal, tasks.transfer().plus(tasks.confirmation()));
            default -> bounded(withdrawal);
        };
    }

    /** Staff are told after a while, and after a longer one it is their task. */
    private Instant bounded(Withdrawal withdrawal) {
        Instant told = since(withdrawal, payouts.alarmAfter());
        return told.isBefore(clock.instant()) ? since(withdrawal, payouts.checkFor()) : told;
    }

    private static Instant since(Withdrawal withdrawal, Duration time) {
        return withdrawal.stageSince().plus(time);
    }
}
