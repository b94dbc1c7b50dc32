package com.withdrawaldesk.payout;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/**
 * One attempt to pay a withdrawal at one provider. Its reference is stored before the first call and never changes. What an
 * answer means for it is decided here and nowhere else.
 */
@Entity
@DynamicUpdate
public class PayoutAttempt {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private UUID withdrawalId;
    private int attempt;
    private String provider;
    private String account;
    private String reference;
    private long amountMinor;
    private PayoutState state;
    private boolean batched;
    private boolean stopped;
    private Instant stopEnded;
    private Result lastResult;
    private String message;
    private String cause;
    private String bankReference;
    private String providerId;
    private BigDecimal fee;
    private int sends;
    private boolean handedOver;
    private int checks;
    private boolean refused;
    private int notFound;
    private Instant notFoundSince;
    private Instant heldUntil;
    private Instant retryAt;
    private String proposedBy;
    private boolean overdue;
    private int hints;
    private int hintsTaken;
    private Result overruled;
    private Instant createdAt;
    private Instant sentAt;
    private Instant updatedAt;

    protected PayoutAttempt() {}

    PayoutAttempt(UUID withdrawalId, int attempt, String provider, long amountMinor, Instant now) {
        this.withdrawalId = withdrawalId;
        this.attempt = attempt;
        this.provider = provider;
        this.reference = "wd_" + withdrawalId.toString().replace("-", "") + "_" + attempt;
        this.amountMinor = amountMinor;
        this.state = PayoutState.PREPARED;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /**
     * Whether this reference was ever handed to the provider, who may have a transfer of it: it is asked before the money counts
     * as unsent, goes back or goes out under another reference.
     */
    public boolean mayExist() {
        return handedOver || underWay();
    }

    /** Whether it was sent and not turned away for certain, so that it is asked for and not sent. */
    boolean underWay() {
        return sends > 0;
    }

    /** Whether it may go to this provider: what was handed to one keeps to it and our account there, under this reference. */
    boolean mayGoTo(String to, String theirs) {
        return !handedOver || provider.equals(to) && isWith(theirs);
    }

    /** Whether our account that it was handed over with is, as far as that is known, this one of the same provider. */
    boolean isWith(String theirs) {
        return account == null || account.equals(theirs);
    }

    /** Whether it is still to be sent, and certainly with nobody. */
    boolean waits() {
        return state == PayoutState.PREPARED || state == PayoutState.QUEUED;
    }

    /** Whether it is to be sent together with others, and was not yet. */
    boolean batched() {
        return batched;
    }

    /** Lets it be sent together with others. */
    void batch() {
        batched = true;
    }

    /** Waits until this moment for others to be sent with; what no batch took by then is sent alone. */
    void awaitBatch(String at, Instant until) {
        requireOpen();
        provider = at;
        retryAt = until;
        message = "It waits to be sent together with others.";
        move(PayoutState.QUEUED);
    }

    /** Chooses who is to pay it alone, which can change as long as nothing may be with anybody. */
    void route(String to, String theirs) {
        requireOpen();
        if (underWay() || !mayGoTo(to, theirs)) {
            throw new IllegalStateException(reference + " may be with " + provider);
        }
        provider = to;
        account = theirs;
        batched = false;
    }

    /** It must not leave now: it waits, for whatever time that takes, and tries again until then at the latest. */
    void stop(Stop why, Instant until) {
        requireOpen();
        if (underWay()) {
            throw new IllegalStateException(reference + " may be with " + provider);
        }
        stopped = true;
        batched = false;
        retryAt = until;
        lastResult = Result.LATER;
        message = why.sentence();
        move(PayoutState.QUEUED);
    }

    /** Whether people kept it from leaving when it was last tried. */
    public boolean isStopped() {
        return stopped;
    }

    /** Nothing stops it any more. */
    void letGo(Instant now) {
        stopEnded = stopped ? now : stopEnded;
        stopped = false;
    }

    /** Is committed before the call, so that a crash leaves a trace. */
    void begin(Instant now) {
        requireOpen();
        letGo(now);
        sends++;
        batched = false;
        sentAt = sentAt == null ? now : sentAt;
        retryAt = null;
        state = PayoutState.SENDING;
        updatedAt = now;
    }

    /** Somebody says that something happened to it. It counts until the provider was asked after that. */
    public void hint() {
        hints++;
    }

    /** The provider was asked after so many hints; no answer explains none of them. */
    void tookHints(int known, Outcome outcome) {
        if (outcome.result().explainsHints()) {
            hintsTaken = Math.max(hintsTaken, known);
        }
    }

    /** People looked into whatever was hinted at. */
    void explainHints() {
        hintsTaken = hints;
    }

    /** Whether the provider is to be asked because somebody said that something happened. */
    boolean hinted() {
        return hints > hintsTaken;
    }

    /**
     * Whether its end is known and nothing speaks against it: no hint is open, and what the provider said last is the same. As
     * long as it is not, the withdrawal neither settles nor goes back nor goes out under another reference.
     */
    public boolean isClear() {
        return !hinted() && (overruled() || agrees());
    }

    /** Whether the provider says what people found to be wrong. */
    private boolean overruled() {
        return overruled != null && lastResult == overruled;
    }

    private boolean agrees() {
        return switch (state) {
            case PAID -> lastResult == Result.PAID;
            case FAILED -> deniedBy(lastResult);
            case REVERSED -> deniedBy(lastResult);
            default -> false;
        };
    }

    /** Whether this answer says again that the provider has not paid and will not. */
    private boolean deniedBy(Result result) {
        return result == Result.FAILED
                || result == Result.REVERSED
                || result == Result.NOT_FOUND && (refused || !underWay());
    }

    /**
     * Takes the answer to a send, or why there was none.
     *
     * @param outcome what was turned away is certainly not with the provider, who was asked
     */
    void sent(Outcome outcome, Instant now, PayoutProperties rules) {
        requireOpen();
        boolean first = sends <= 1;
        handedOver |= underWay() && !outcome.neverLeft();
        batched = false;
        switch (outcome.result()) {
            case ACCEPTED -> move(PayoutState.SENT);
            case PAID -> move(PayoutState.PAID);
            case FAILED, REVERSED -> hold(now, rules);
            case REFUSED -> {
                if (first || unknownLongEnough(now, rules)) {
                    refused = true;
                    hold(now, Duration.ZERO);
                } else {
                    move(PayoutState.UNKNOWN);
                }
            }
            case SHORT, LATER, MISCONFIGURED -> {
                if (first) {
                    sends = 0;
                    sentAt = null;
                    Duration wait = outcome.retryAfter() == null ? rules.retryEvery() : outcome.retryAfter();
                    retryAt = now.plus(wait);
                    move(PayoutState.QUEUED);
                } else {
                    move(PayoutState.UNKNOWN);
                }
            }
            case UNKNOWN, NOT_FOUND -> move(PayoutState.UNKNOWN);
            case MISMATCH -> move(PayoutState.REVIEW);
        }
        remember(outcome, now);
    }

    /** What ended is not sent: its money may have gone back since whoever sends it last looked. */
    private void requireOpen() {
        if (state.conclusive()) {
            throw new IllegalStateException(reference + " is " + state + " and is not sent");
        }
    }

    /** Takes the answer to the question what became of it. */
    void checked(Outcome outcome, Instant now, PayoutProperties rules) {
        checks++;
        if (outcome.result() == overruled) {
            // Said anew, it is people's again.
            overruled = hinted() ? null : overruled;
            remember(outcome, now);
            return;
        }
        overruled = outcome.withoutAnswer() ? overruled : null;
        switch (outcome.result()) {
            case ACCEPTED -> moveUnlessConclusive(PayoutState.SENT);
            case PAID -> move(PayoutState.PAID);
            case FAILED, REVERSED -> {
                if (state == PayoutState.PAID && outcome.result() == Result.REVERSED) {
                    move(PayoutState.REVERSED);
                } else if (state == PayoutState.HELD && !now.isBefore(heldUntil)) {
                    move(PayoutState.FAILED);
                } else if (state != PayoutState.HELD && !state.conclusive()) {
                    hold(now, rules);
                }
            }
            case NOT_FOUND -> {
                notFound++;
                notFoundSince = notFoundSince == null ? now : notFoundSince;
                moveUnlessConclusive(state == PayoutState.HELD && refused ? PayoutState.FAILED : PayoutState.UNKNOWN);
            }
            case UNKNOWN, REFUSED, SHORT, LATER, MISCONFIGURED -> {
                if (state != PayoutState.HELD && state != PayoutState.REVIEW) {
                    moveUnlessConclusive(PayoutState.UNKNOWN);
                }
            }
            case MISMATCH -> moveUnlessConclusive(PayoutState.REVIEW);
        }
        remember(outcome, now);
    }

    /** It is not sent any more: another attempt was paid, or another provider is to pay. */
    void abandon(String why, Instant now) {
        requireOpen();
        if (underWay()) {
            throw new IllegalStateException(reference + " may be with " + provider);
        }
        move(PayoutState.FAILED);
        remember(Outcome.of(Result.FAILED, why), now);
    }

    /** The provider that turned it away does not know it; when it has said so for long enough, it may go to another one. */
    void notTaken(Outcome found, Instant now, PayoutProperties rules) {
        notFound++;
        notFoundSince = notFoundSince == null ? now : notFoundSince;
        if (unknownLongEnough(now, rules)) {
            abandon(found.message(), now);
        } else {
            retryAt = now.plus(rules.retryEvery());
            move(PayoutState.QUEUED);
        }
        remember(found, now);
    }

    boolean isSameAs(PayoutAttempt other) {
        return reference.equals(other.reference);
    }

    /** Keeps what a person did or found out until a second one confirms it; null takes it back. */
    void propose(String by, Outcome finding, Instant now) {
        proposedBy = by;
        bankReference = finding.bankReference();
        message = finding.message();
        updatedAt = now;
    }

    /** Two people found out where its money is; what the provider says counts no more until it is said anew. */
    void found(boolean paid, Instant now) {
        boolean back = state == PayoutState.PAID || state == PayoutState.REVERSED;
        move(paid ? PayoutState.PAID : back ? PayoutState.REVERSED : PayoutState.FAILED);
        overruled = lastResult;
        explainHints();
        updatedAt = now;
    }

    /** Takes what a person found out or did, unless the provider said meanwhile how it ended. */
    void concluded(PayoutState conclusion, Outcome outcome, Instant now) {
        moveUnlessConclusive(conclusion);
        remember(outcome, now);
    }

    /**
     * Whether the provider has for so long and so often not known the reference that the same one is sent again: a transfer
     * that it once accepted is not sent again by itself.
     */
    boolean lost(Instant now, PayoutProperties rules) {
        return state == PayoutState.UNKNOWN && lastResult == Result.NOT_FOUND && unknownLongEnough(now, rules);
    }

    private boolean unknownLongEnough(Instant now, PayoutProperties rules) {
        return providerId == null
                && notFound >= rules.notFoundTimes()
                && !now.isBefore(notFoundSince.plus(rules.notFoundWindow()));
    }

    /** Whether it could not be sent for so long that people look into it. Who stopped it knows of it, so that does not count. */
    boolean waitedTooLong(Instant now, PayoutProperties rules) {
        Instant since = stopEnded == null ? createdAt : stopEnded;
        return state == PayoutState.QUEUED && !stopped && !now.isBefore(since.plus(rules.checkFor()));
    }

    /** Empty when trying is over and people look into it. */
    Optional<Duration> nextTry(Instant now, PayoutProperties rules, double jitter, boolean hinted) {
        if (state == PayoutState.PREPARED) {
            return Optional.of(Duration.ZERO);
        }
        if (state == PayoutState.QUEUED) {
            return waitedTooLong(now, rules) ? Optional.empty() : Optional.of(Duration.between(now, retryAt));
        }
        if (hinted && (lastResult == null || lastResult.explainsHints())) {
            return Optional.of(Duration.ZERO);
        }
        if (state == PayoutState.HELD && now.isBefore(heldUntil)) {
            return Optional.of(Duration.between(now, heldUntil));
        }
        boolean over = !now.isBefore(since().plus(rules.checkFor()));
        return over || state == PayoutState.REVIEW ? Optional.empty() : Optional.of(scheduled(rules, jitter));
    }

    private Duration scheduled(PayoutProperties rules, double jitter) {
        List<Duration> schedule = rules.checkSchedule();
        Duration wait = schedule.get(Math.min(checks, schedule.size() - 1));
        return Duration.ofMillis((long) (wait.toMillis() * jitter));
    }

    /** True once. */
    boolean becomesOverdue(Instant now, Duration after) {
        boolean becomes = !overdue && !state.conclusive() && !now.isBefore(since().plus(after));
        overdue |= becomes;
        return becomes;
    }

    /** Since when its end is waited for. */
    private Instant since() {
        return sentAt == null ? createdAt : sentAt;
    }

    private void hold(Instant now, PayoutProperties rules) {
        hold(now, rules.isLarge(amountMinor) ? rules.failedHoldLarge() : rules.failedHold());
    }

    private void hold(Instant now, Duration wait) {
        heldUntil = now.plus(wait);
        move(PayoutState.HELD);
    }

    private void move(PayoutState to) {
        state = to;
    }

    private void moveUnlessConclusive(PayoutState to) {
        if (!state.conclusive()) {
            state = to;
        }
    }

    private void remember(Outcome outcome, Instant now) {
        lastResult = outcome.result();
        message = outcome.message();
        cause = switch (outcome.result()) {
            case FAILED, REFUSED, REVERSED -> cause == null ? outcome.message() : cause;
            case ACCEPTED, PAID -> null;
            default -> cause;
        };
        bankReference = outcome.bankReference() == null ? bankReference : outcome.bankReference();
        providerId = outcome.providerId() == null ? providerId : outcome.providerId();
        fee = outcome.fee() == null ? fee : outcome.fee();
        updatedAt = now;
    }

    public UUID withdrawalId() {
        return withdrawalId;
    }

    public String reference() {
        return reference;
    }

    long amountMinor() {
        return amountMinor;
    }

    /** Who pays it; {@code manual} when people do. */
    public String provider() {
        return provider;
    }

    /** One for the first, one more after each that failed for good. */
    public int attempt() {
        return attempt;
    }

    public PayoutState state() {
        return state;
    }

    /** Null before the first answer. */
    public Result lastResult() {
        return lastResult;
    }

    /** Whether the provider refused the destination, so that no other provider is asked. */
    public boolean refused() {
        return refused;
    }

    /** The provider's last words; null when it said nothing. */
    public String message() {
        return message;
    }

    /** Why it was not paid, in the first words that said so; what only confirms it does not replace them. Null while nothing did. */
    public String cause() {
        return cause;
    }

    /** Null until the bank's own reference is known. */
    public String bankReference() {
        return bankReference;
    }

    /** What the provider charged, in major units (naira); null until it says. */
    public BigDecimal fee() {
        return fee;
    }

    /** Who recorded what a second person has yet to confirm; null when nobody did. */
    public String proposedBy() {
        return proposedBy;
    }

    int hints() {
        return hints;
    }

    /** How often the provider was asked what became of it. */
    public int checks() {
        return checks;
    }

    /** Calls that may have created the transfer. */
    public int sends() {
        return sends;
    }

    /** Null until the first call. */
    public Instant sentAt() {
        return sentAt;
    }

    /** Until when it is held before it is verified; null when it never was. */
    public Instant heldUntil() {
        return heldUntil;
    }

    Instant retryAt() {
        return retryAt;
    }
}
