package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.api.Groups;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Who is told what of a withdrawal, and when. Titles and texts of the first are the owner's, to the letter. */
@Component
class WithdrawalNotices {

    private final Notifications notifications;

    WithdrawalNotices(Notifications notifications) {
        this.notifications = notifications;
    }

    void requested(Withdrawal withdrawal) {
        reviewers(
                withdrawal,
                "withdrawal.requested",
                "New " + withdrawal.requesterType().label() + " Withdrawal Request",
                withdrawal.requesterName() + " requested withdrawal of " + amount(withdrawal));
    }

    void reminder(Withdrawal withdrawal) {
        reviewers(
                withdrawal,
                "withdrawal.reminder",
                "Withdrawal waits for review",
                withdrawal.requesterName() + " still waits for the review of " + amount(withdrawal));
    }

    void overdue(Withdrawal withdrawal) {
        reviewers(
                withdrawal,
                "withdrawal.overdue",
                "Withdrawal review is overdue",
                "The review of " + amount(withdrawal) + " for " + withdrawal.requesterName() + " is overdue");
    }

    void transferWanted(Withdrawal withdrawal) {
        operations(
                withdrawal,
                "payout.record",
                "Bank transfer to make",
                "Transfer " + Amounts.spoken(withdrawal.payoutAmount()) + " to " + withdrawal.account()
                        + " and record the bank's reference");
    }

    void investigationWanted(Withdrawal withdrawal) {
        operations(
                withdrawal,
                "payout.investigate",
                "Payout to investigate",
                "The provider gives no clear answer on " + Amounts.spoken(withdrawal.payoutAmount()) + " for "
                        + withdrawal.requesterName());
    }

    void payoutOverdue(Withdrawal withdrawal) {
        operations(
                withdrawal,
                "payout.overdue",
                "Payout without a result for a day",
                "The provider has not said what became of " + amount(withdrawal) + " for " + withdrawal.requesterName()
                        + ". The desk goes on asking; ask the provider, too");
    }

    /** @param what {@code transfer} or {@code refund} */
    void confirmationWanted(Withdrawal withdrawal, String what) {
        operations(
                withdrawal,
                "payout.confirm",
                "Second person wanted: confirm a " + what,
                "Confirm the " + what + " of " + amount(withdrawal) + " for " + withdrawal.requesterName());
    }

    /** Both groups, because money is missing. */
    void paidAfterAll(Withdrawal withdrawal) {
        String title = "Paid although it was refunded";
        String message = amount(withdrawal) + " for " + withdrawal.requesterName()
                + " was paid after the money had gone back, or twice. It is booked as owed by the requester.";
        admins(withdrawal, "payout.paid_after_all", title, message);
        operations(withdrawal, "payout.paid_after_all", title, message);
    }

    void approved(Withdrawal withdrawal) {
        requester(
                withdrawal,
                "withdrawal.approved",
                "Withdrawal approved",
                "Your withdrawal of " + amount(withdrawal) + " was approved. "
                        + withdrawal.stage().next());
    }

    void completed(Withdrawal withdrawal) {
        requester(
                withdrawal,
                "withdrawal.completed",
                "Withdrawal completed",
                withdrawal.payoutAmount().isEqual(withdrawal.amount())
                        ? "Your withdrawal of " + amount(withdrawal) + " was sent to " + withdrawal.account() + "."
                        : "Of your withdrawal of " + amount(withdrawal) + ", "
                                + Amounts.spoken(withdrawal.payoutAmount()) + " was sent to " + withdrawal.account()
                                + ". The rest is fees.");
    }

    void refunded(Withdrawal withdrawal) {
        switch (withdrawal.stage()) {
            case REJECTED ->
                requester(
                        withdrawal,
                        "withdrawal.rejected",
                        "Withdrawal rejected",
                        "Your withdrawal of " + amount(withdrawal)
                                + " was rejected and the money is back in your wallet." + " Reason: "
                                + withdrawal.failureReason());
            case CANCELLED ->
                requester(
                        withdrawal,
                        "withdrawal.cancelled",
                        "Withdrawal cancelled",
                        "Your withdrawal of " + amount(withdrawal)
                                + " was cancelled. The money is back in your wallet.");
            case REFUNDED ->
                requester(
                        withdrawal,
                        "withdrawal.refunded",
                        "Withdrawal refunded",
                        "Your withdrawal of " + amount(withdrawal)
                                + " was stopped before it was paid. The money is back in your wallet. Reason: "
                                + withdrawal.failureReason());
            default ->
                requester(
                        withdrawal,
                        "withdrawal.failed",
                        "Withdrawal failed",
                        "Your withdrawal of " + amount(withdrawal)
                                + " could not be paid. The money is back in your wallet. "
                                + withdrawal.stage().next());
        }
    }

    void reversed(Withdrawal withdrawal) {
        requester(
                withdrawal,
                "withdrawal.reversed",
                "Withdrawal sent back by the bank",
                "The bank sent your withdrawal of " + amount(withdrawal) + " back. The money is back in your wallet. "
                        + withdrawal.stage().next());
    }

    /** Of the withdrawals of a run, which are many, the admins are told and reminded together, see {@code PayoutRuns}. */
    private void reviewers(Withdrawal withdrawal, String event, String title, String message) {
        if (!withdrawal.ofRun()) {
            admins(withdrawal, event, title, message);
        }
    }

    private void admins(Withdrawal withdrawal, String event, String title, String message) {
        review(Groups.BUSINESS_ADMINS, withdrawal, event, title, message, "Review Withdrawal");
    }

    private void operations(Withdrawal withdrawal, String event, String title, String message) {
        review(Groups.OPERATIONS, withdrawal, event, title, message, "Open Task");
    }

    private void review(
            String group, Withdrawal withdrawal, String event, String title, String message, String actionText) {
        notifications.tell(new Notice(
                Audience.group(group),
                event,
                title,
                message,
                withdrawal.priority(),
                facts(withdrawal),
                "/admin/withdrawals/" + withdrawal.id(),
                actionText));
    }

    private void requester(Withdrawal withdrawal, String event, String title, String message) {
        Map<String, String> facts = facts(withdrawal);
        facts.put("status", withdrawal.stage().status().value());
        facts.put("account", withdrawal.account().toString());
        if (withdrawal.payoutAmount().isLessThan(withdrawal.amount())) {
            facts.put("you_receive", Amounts.plain(withdrawal.payoutAmount()));
        }
        if (withdrawal.failureReason() != null) {
            facts.put("reason", withdrawal.failureReason());
        }
        if (withdrawal.stage().next() != null) {
            facts.put("next_step", withdrawal.stage().next());
        }
        notifications.tell(new Notice(
                Audience.person(withdrawal.requesterId()), event, title, message, "normal", facts, null, null));
    }

    private static Map<String, String> facts(Withdrawal withdrawal) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("payout_id", withdrawal.id().toString());
        facts.put("reference", withdrawal.reference());
        facts.put("amount", Amounts.plain(withdrawal.amount()));
        facts.put("requestor_type", withdrawal.requesterType().label());
        return facts;
    }

    private static String amount(Withdrawal withdrawal) {
        return Amounts.spoken(withdrawal.amount());
    }
}
