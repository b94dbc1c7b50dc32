package com.withdrawaldesk.payout;

import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Script;
import com.withdrawaldesk.withdrawal.Stage;
import java.util.function.BiConsumer;

/**
 * What can go wrong with one payout, and how it has to end. {@code asked} is how often the provider may be asked to pay: once
 * more only when it has certainly, or for long enough, nothing of it.
 */
enum PayoutFault {
    NONE("no fault", Stage.COMPLETED, 1, (script, payer) -> {}),
    TIMEOUT_BEFORE("time-out before creation", Stage.COMPLETED, 2, sending(Fault.TIMEOUT_BEFORE)),
    TIMEOUT_AFTER("time-out after creation (slow answer)", Stage.COMPLETED, 1, sending(Fault.TIMEOUT_AFTER)),
    CUT_BEFORE("connection cut before creation", Stage.COMPLETED, 2, sending(Fault.CUT_BEFORE)),
    CUT_AFTER("connection cut after creation", Stage.COMPLETED, 1, sending(Fault.CUT_AFTER)),
    CUT_MID_ANSWER("connection cut in mid-answer", Stage.COMPLETED, 1, sending(Fault.CUT_MID_ANSWER)),
    ERROR_BEFORE("503 before creation", Stage.COMPLETED, 2, sending(Fault.ERROR_BEFORE)),
    ERROR_AFTER("503 after creation", Stage.COMPLETED, 1, sending(Fault.ERROR_AFTER)),
    HTML("HTML body", Stage.COMPLETED, 1, sending(Fault.HTML)),
    TRUNCATED("truncated JSON", Stage.COMPLETED, 1, sending(Fault.TRUNCATED)),
    UNAUTHORIZED("401", Stage.COMPLETED, 2, sending(Fault.UNAUTHORIZED)),
    TOO_MANY("429 with Retry-After", Stage.COMPLETED, 2, sending(Fault.TOO_MANY)),
    WORDS(
            "refused in words nobody knows",
            Stage.COMPLETED,
            2,
            (script, payer) -> script.refuse(400, "System Malfunction")),
    SLOW_CHECKS("slow answers when asked", Stage.COMPLETED, 1, checking(Fault.TIMEOUT_AFTER)),
    BROKEN_CHECKS(
            "all other faults when asked",
            Stage.COMPLETED,
            1,
            checking(
                    Fault.CUT_BEFORE,
                    Fault.CUT_MID_ANSWER,
                    Fault.ERROR_BEFORE,
                    Fault.HTML,
                    Fault.TRUNCATED,
                    Fault.UNAUTHORIZED,
                    Fault.TOO_MANY)),
    NOT_FOUND_FIRST("not found, then found", Stage.COMPLETED, 1, (script, payer) -> script.onSend(Fault.ERROR_AFTER)
            .hiddenFor(3)),
    ACCEPTED_AND_FORGOTTEN(
            "accepted, then not found for more than half an hour, then found",
            Stage.COMPLETED,
            1,
            (script, payer) -> script.hiddenFor(14)),
    EXISTS(
            "not found for half an hour, then \"reference already exists\"",
            Stage.COMPLETED,
            2,
            (script, payer) -> script.onSend(Fault.CUT_AFTER).hiddenFor(8)),
    NOT_FOUND("not found for good, twice", Stage.COMPLETED, 3, sending(Fault.CUT_BEFORE, Fault.ERROR_BEFORE)),
    NO_MONEY("balance too low", Stage.COMPLETED, 2, (script, payer) -> script.refuse(400, payer.noMoney)),
    FAILED("failed", Stage.FAILED, 1, (script, payer) -> script.statuses(payer.pending, payer.failed)),
    FAILED_AT_ONCE("failed at once", Stage.FAILED, 1, (script, payer) -> script.statuses(payer.failed)),
    FAILED_UNSEEN("failed, and the answer was lost", Stage.FAILED, 1, (script, payer) -> script.onSend(Fault.CUT_AFTER)
            .statuses(payer.pending, payer.failed)),
    PAID_IN_HOLD(
            "failed, then success during the hold",
            Stage.COMPLETED,
            1,
            (script, payer) -> script.statuses(payer.pending, payer.failed, payer.paid)),
    SILENT_HOLD("failed, then no answer at the end of the hold", Stage.FAILED, 1, (script, payer) -> script.statuses(
                    payer.failed)
            .onCheck(Fault.ERROR_BEFORE, Fault.HTML)),
    REFUSED("refused destination", Stage.FAILED, 1, (script, payer) -> script.refuse(400, payer.noSuchAccount)),
    UNKNOWN_STATUS(
            "unknown status", Stage.INVESTIGATING, 1, (script, payer) -> script.statuses(payer.pending, "frozen")),
    WRONG_AMOUNT("wrong amount echoed", Stage.INVESTIGATING, 1, (script, payer) -> script.echo("amount", 1)),
    WRONG_CURRENCY("wrong currency echoed", Stage.INVESTIGATING, 1, (script, payer) -> script.echo("currency", "GHS")),
    WRONG_ACCOUNT(
            "wrong account echoed",
            Stage.INVESTIGATING,
            1,
            (script, payer) -> script.echo("account_number", "9999999999")),
    REFUSED_RECIPIENT(
            "refused recipient",
            Payer.PAYSTACK,
            Stage.FAILED,
            0,
            (script, payer) -> script.refuseRecipient(400, payer.noSuchAccount)),
    NO_RECIPIENT(
            "faults of the recipient call",
            Payer.PAYSTACK,
            Stage.COMPLETED,
            1,
            (script, payer) -> script.onRecipient(
                    Fault.CUT_BEFORE, Fault.CUT_MID_ANSWER, Fault.ERROR_AFTER, Fault.HTML, Fault.TOO_MANY)),
    REVERSED("reversed before it was known as paid", Payer.PAYSTACK, Stage.FAILED, 1, statuses("pending", "reversed")),
    PAID_AFTER_REVERSED(
            "reversed, then success during the hold",
            Payer.PAYSTACK,
            Stage.COMPLETED,
            1,
            statuses("pending", "reversed", "success")),
    ABANDONED("abandoned", Payer.PAYSTACK, Stage.FAILED, 1, statuses("pending", "abandoned")),
    BLOCKED("blocked", Payer.PAYSTACK, Stage.FAILED, 1, statuses("received", "blocked")),
    REJECTED("rejected", Payer.PAYSTACK, Stage.FAILED, 1, statuses("received", "rejected")),
    OTP("OTP, given in the end", Payer.PAYSTACK, Stage.COMPLETED, 1, statuses("otp", "otp", "success")),
    OTP_ABANDONED("OTP, never given", Payer.PAYSTACK, Stage.FAILED, 1, statuses("otp", "otp", "abandoned")),
    OUR_LIMIT(
            "failed because of our limit",
            Payer.FLUTTERWAVE,
            Stage.INVESTIGATING,
            1,
            (script, payer) -> script.statuses("NEW", "FAILED")
                    .echo("complete_message", "You have exceeded your daily limit for this product")),
    APPROVAL(
            "waits for an approval in the dashboard",
            Payer.FLUTTERWAVE,
            Stage.COMPLETED,
            1,
            (script, payer) -> script.statuses("NEW", "NEW", "SUCCESSFUL")
                    .echo("requires_approval", 1)
                    .echo("is_approved", 0));

    final String words;
    final Stage end;
    final int asked;
    private final Payer only;
    private final BiConsumer<Script, Payer> plot;

    PayoutFault(String words, Stage end, int asked, BiConsumer<Script, Payer> plot) {
        this(words, null, end, asked, plot);
    }

    PayoutFault(String words, Payer only, Stage end, int asked, BiConsumer<Script, Payer> plot) {
        this.words = words;
        this.only = only;
        this.end = end;
        this.asked = asked;
        this.plot = plot;
    }

    boolean happensAt(Payer payer) {
        return only == null || only == payer;
    }

    /** Lets it happen to the payout to this account. */
    void to(String account, Payer payer) {
        plot.accept(payer.fake.script(account), payer);
    }

    private static BiConsumer<Script, Payer> sending(Fault... faults) {
        return (script, payer) -> script.onSend(faults);
    }

    private static BiConsumer<Script, Payer> checking(Fault... faults) {
        return (script, payer) -> script.onCheck(faults);
    }

    private static BiConsumer<Script, Payer> statuses(String... inOrder) {
        return (script, payer) -> script.statuses(inOrder);
    }
}
