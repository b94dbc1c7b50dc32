package com.withdrawaldesk.withdrawal;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where exactly a withdrawal is, with what its requester is told of it. */
public enum Stage {
    IN_REVIEW(Status.PENDING, "An admin reviews the request.", null),
    SECOND_REVIEW(Status.PENDING, "The request was approved once and waits for a second approval.", null),
    QUEUED(Status.PROCESSING, "The request is approved and waits to be sent to the bank.", null),
    SENDING(Status.PROCESSING, "The money is being sent to the bank.", null),
    SENT(Status.PROCESSING, "The money was handed to the bank, which has not confirmed it yet.", null),
    UNKNOWN(Status.PROCESSING, "The bank has not said yet whether the money went out.", null),
    HELD(
            Status.PROCESSING,
            "The bank says that it did not take the payment. We make sure of it before the money goes back.",
            null),
    INVESTIGATING(Status.PROCESSING, "The bank gave no clear answer, so our staff look into it.", null),
    AWAITING_TRANSFER(Status.PROCESSING, "The request is approved and our staff transfer the money.", null),
    COMPLETED(Status.COMPLETED, "The money was sent to your bank account.", null),
    REJECTED(
            Status.FAILED,
            "The request was rejected and the money is back in your wallet.",
            "You can make a new request."),
    FAILED(
            Status.FAILED,
            "The bank did not take the payment and the money is back in your wallet.",
            "Check your bank details, then make a new request."),
    REFUNDED(
            Status.FAILED,
            "We stopped the payment before it was made and the money is back in your wallet.",
            "You can make a new request."),
    REVERSED(
            Status.FAILED,
            "The bank sent the payment back and the money is back in your wallet.",
            "Check your bank details, then make a new request."),
    CANCELLED(Status.CANCELLED, "You cancelled the request and the money is back in your wallet.", null);

    private static final Set<Stage> TO_BE_SENT = EnumSet.of(QUEUED, SENDING);
    private static final Set<Stage> WITH_THE_BANK = EnumSet.of(SENT, UNKNOWN);

    private final Status status;
    private final String sentence;
    private final String next;

    Stage(Status status, String sentence, String next) {
        this.status = status;
        this.sentence = sentence;
        this.next = next;
    }

    public Status status() {
        return status;
    }

    /** Tells the requester where the money is. */
    public String sentence() {
        return sentence;
    }

    /** Tells the requester of an ended withdrawal what to do; null when nothing is. What comes next of an open one: {@link Outlook}. */
    public String next() {
        return next;
    }

    /** Whether both wait for the same: to be sent, or for the bank's word. */
    boolean isSameWaitAs(Stage other) {
        return this == other
                || TO_BE_SENT.containsAll(Set.of(this, other))
                || WITH_THE_BANK.containsAll(Set.of(this, other));
    }

    /** As in the database and in JSON. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for what {@link #value} gives for none of them */
    public static Stage of(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    /** Whether admins have yet to decide. */
    public boolean underReview() {
        return status == Status.PENDING;
    }

    /** Whether the withdrawal has come to its end. A completed one can still be reversed by the bank. */
    public boolean ended() {
        return status != Status.PENDING && status != Status.PROCESSING;
    }
}
