package com.withdrawaldesk.withdrawal;

import java.util.Locale;

/** Where exactly a withdrawal is, with what its requester is told of it. */
public enum Stage {
    IN_REVIEW(
            Status.PENDING,
            "An admin reviews the request.",
            "You will be told as soon as it is decided. You can still cancel it."),
    SECOND_REVIEW(
            Status.PENDING,
            "The request was approved once and waits for a second approval.",
            "You will be told as soon as it is decided. You can still cancel it."),
    QUEUED(
            Status.PROCESSING,
            "The request is approved and waits to be sent to the bank.",
            "The money is sent shortly."),
    SENDING(Status.PROCESSING, "The money is being sent to the bank.", "You will be told when the bank has it."),
    SENT(
            Status.PROCESSING,
            "The money was handed to the bank, which has not confirmed it yet.",
            "You will be told when it is paid."),
    UNKNOWN(
            Status.PROCESSING,
            "The bank has not said yet whether the money went out.",
            "We keep asking. Your money is either paid or given back, never lost."),
    HELD(
            Status.PROCESSING,
            "The bank says that it did not take the payment. We make sure of it before the money goes back.",
            "You will be told the result. Your money is either paid or given back, never lost."),
    INVESTIGATING(
            Status.PROCESSING,
            "The bank gave no clear answer, so our staff look into it.",
            "You will be told the result. Your money is either paid or given back, never lost."),
    AWAITING_TRANSFER(
            Status.PROCESSING,
            "The request is approved and our staff transfer the money.",
            "You will be told when it is paid."),
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

    /** Tells the requester what happens next or what to do; null when nothing does. */
    public String next() {
        return next;
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
