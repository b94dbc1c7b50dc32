package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** Who is told what of a withdrawal, and when. The English title and text of the first are the owner's, to the letter. */
@Component
class WithdrawalNotices {

    private final Notifications notifications;
    private final Wording wording;
    private final Outlook outlook;

    WithdrawalNotices(Notifications notifications, Wording wording, Outlook outlook) {
        this.notifications = notifications;
        this.wording = wording;
        this.outlook = outlook;
    }

    void requested(Withdrawal withdrawal) {
        reviewers(withdrawal, "withdrawal.requested");
    }

    void reminder(Withdrawal withdrawal) {
        reviewers(withdrawal, "withdrawal.reminder");
    }

    void overdue(Withdrawal withdrawal) {
        reviewers(withdrawal, "withdrawal.overdue");
    }

    void transferWanted(Withdrawal withdrawal) {
        operations(withdrawal, "payout.record", "payout.record");
    }

    void investigationWanted(Withdrawal withdrawal) {
        operations(withdrawal, "payout.investigate", "payout.investigate");
    }

    void payoutOverdue(Withdrawal withdrawal) {
        operations(withdrawal, "payout.overdue", "payout.overdue");
    }

    /** @param what {@code transfer}, {@code refund} or {@code return} */
    void confirmationWanted(Withdrawal withdrawal, String what) {
        operations(withdrawal, "payout.confirm", "payout.confirm." + what);
    }

    /** Both groups, because money is missing. */
    void paidAfterAll(Withdrawal withdrawal) {
        admins(withdrawal, "payout.paid_after_all");
        operations(withdrawal, "payout.paid_after_all", "payout.paid_after_all");
    }

    /** Both groups, because money may be missing. */
    void contradicted(Withdrawal withdrawal) {
        admins(withdrawal, "payout.contradicted");
        operations(withdrawal, "payout.contradicted", "payout.contradicted");
    }

    /** @param kept what the bank kept of it; zero when nothing */
    void returned(Withdrawal withdrawal, Money kept) {
        String text = "payout.returned" + (kept.isZero() ? "" : ".less");
        Map<String, String> values = values(withdrawal);
        values.put("kept", Amounts.spoken(kept));
        review(Groups.BUSINESS_ADMINS, withdrawal, "payout.returned", text, "action.review", values);
        review(Groups.OPERATIONS, withdrawal, "payout.returned", text, "action.task", values);
    }

    void owedCameBack(Withdrawal withdrawal) {
        admins(withdrawal, "payout.owed_came_back");
        operations(withdrawal, "payout.owed_came_back", "payout.owed_came_back");
    }

    /** @param part of what is owed */
    void settlementWanted(Withdrawal withdrawal, Money part) {
        Map<String, String> values = values(withdrawal);
        values.put("part", Amounts.spoken(part));
        review(Groups.BUSINESS_ADMINS, withdrawal, "receivable.confirm", "receivable.confirm", "action.review", values);
    }

    void approved(Withdrawal withdrawal) {
        requester(withdrawal, "withdrawal.approved", "withdrawal.approved");
    }

    void completed(Withdrawal withdrawal) {
        boolean whole = withdrawal.payoutAmount().isEqual(withdrawal.amount());
        requester(withdrawal, "withdrawal.completed", "withdrawal.completed" + (whole ? "" : ".less_fees"));
    }

    void refunded(Withdrawal withdrawal) {
        String event =
                switch (withdrawal.stage()) {
                    case REJECTED -> "withdrawal.rejected";
                    case CANCELLED -> "withdrawal.cancelled";
                    case REFUNDED -> "withdrawal.refunded";
                    default -> "withdrawal.failed";
                };
        requester(withdrawal, event, event);
    }

    /** @param less what the bank kept and the requester bears; zero when nothing */
    void reversed(Withdrawal withdrawal, Money less) {
        Map<String, String> values = values(withdrawal);
        values.put("kept", Amounts.spoken(less));
        requester(withdrawal, "withdrawal.reversed", "withdrawal.reversed" + (less.isZero() ? "" : ".less"), values);
    }

    /** Of the withdrawals of a run, which are many, the admins are told and reminded together, see {@code PayoutRuns}. */
    private void reviewers(Withdrawal withdrawal, String event) {
        if (!withdrawal.ofRun()) {
            admins(withdrawal, event);
        }
    }

    private void admins(Withdrawal withdrawal, String event) {
        review(Groups.BUSINESS_ADMINS, withdrawal, event, event, "action.review");
    }

    private void operations(Withdrawal withdrawal, String event, String text) {
        review(Groups.OPERATIONS, withdrawal, event, text, "action.task");
    }

    private void review(String group, Withdrawal withdrawal, String event, String text, String action) {
        review(group, withdrawal, event, text, action, values(withdrawal));
    }

    private void review(
            String group, Withdrawal withdrawal, String event, String text, String action, Map<String, String> values) {
        notifications.tell(new Notice(
                Audience.group(group),
                event,
                wording.say(text + ".title", values),
                wording.say(text + ".message", values),
                withdrawal.priority(),
                facts(withdrawal),
                "/admin/withdrawals/" + withdrawal.id(),
                wording.say(action)));
    }

    private void requester(Withdrawal withdrawal, String event, String text) {
        requester(withdrawal, event, text, values(withdrawal));
    }

    private void requester(Withdrawal withdrawal, String event, String text, Map<String, String> values) {
        Map<String, String> facts = facts(withdrawal);
        facts.put("status", withdrawal.stage().status().value());
        facts.put("account", withdrawal.account().toString());
        if (withdrawal.payoutAmount().isLessThan(withdrawal.amount())) {
            facts.put("you_receive", Amounts.plain(withdrawal.payoutAmount()));
        }
        if (withdrawal.failureReason() != null) {
            facts.put("reason", withdrawal.failureReason());
        }
        String next = outlook.justNow(withdrawal);
        if (next != null) {
            facts.put("next_step", next);
        }
        values.put("next", next);
        notifications.tell(new Notice(
                Audience.person(withdrawal.requesterId()),
                event,
                wording.say(text + ".title", values),
                wording.say(text + ".message", values),
                "normal",
                facts,
                null,
                null));
    }

    private Map<String, String> values(Withdrawal withdrawal) {
        var values = new HashMap<String, String>();
        values.put("type", wording.say("requester." + withdrawal.requesterType().value()));
        values.put("requester", withdrawal.requesterName());
        values.put("amount", Amounts.spoken(withdrawal.amount()));
        values.put("payout", Amounts.spoken(withdrawal.payoutAmount()));
        values.put("account", withdrawal.account().toString());
        values.put("reason", withdrawal.failureReason());
        return values;
    }

    private static Map<String, String> facts(Withdrawal withdrawal) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("payout_id", withdrawal.id().toString());
        facts.put("reference", withdrawal.reference());
        facts.put("amount", Amounts.plain(withdrawal.amount()));
        facts.put("requestor_type", withdrawal.requesterType().label());
        return facts;
    }
}
