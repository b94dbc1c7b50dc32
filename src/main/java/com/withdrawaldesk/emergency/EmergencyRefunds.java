package com.withdrawaldesk.emergency;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutCalls;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.withdrawal.CurrentStaff;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalPayouts;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes withdrawals out of whatever they wait for and gives the money back: only when nothing was sent, or when the provider,
 * asked just now, says that it did not pay. What is paid, being sent or unclear stays where it is.
 */
@Component
public class EmergencyRefunds {

    private static final String MOVED = "It moved on while it was looked at. Confirm again.";

    private final WithdrawalRepository withdrawals;
    private final Payouts payouts;
    private final PayoutCalls calls;
    private final WithdrawalFlow flow;
    private final Withdrawals decisions;
    private final CurrentStaff staff;
    private final TransactionTemplate transaction;

    EmergencyRefunds(
            WithdrawalRepository withdrawals,
            Payouts payouts,
            PayoutCalls calls,
            WithdrawalFlow flow,
            Withdrawals decisions,
            CurrentStaff staff,
            TransactionTemplate transaction) {
        this.withdrawals = withdrawals;
        this.payouts = payouts;
        this.calls = calls;
        this.flow = flow;
        this.decisions = decisions;
        this.staff = staff;
        this.transaction = transaction;
    }

    /** What a provider said of a payout, which had been sent so many times by then. */
    private record Answer(int sends, Outcome said) {}

    /** Whether a withdrawal can be refunded, and what that was concluded from. */
    public static final class Finding {

        private final Withdrawal withdrawal;
        private final String provider;
        private final Map<String, Answer> answers;
        private final boolean refundable;
        private final String why;

        private Finding(
                Withdrawal withdrawal,
                List<PayoutAttempt> attempts,
                Map<String, Answer> answers,
                boolean refundable,
                String why) {
            this.withdrawal = withdrawal;
            this.provider = attempts.isEmpty()
                    ? null
                    : attempts.get(attempts.size() - 1).provider();
            this.answers = answers;
            this.refundable = refundable;
            this.why = why;
        }

        /** As it was when it was looked at. */
        public Withdrawal withdrawal() {
            return withdrawal;
        }

        /** Who is to pay it; null before the approval. */
        public String provider() {
            return provider;
        }

        /** The last provider's result and words, for staff; null when there was nothing to ask. */
        public String said() {
            return answers.values().stream()
                    .reduce((earlier, later) -> later)
                    .map(answer -> words(answer.said()))
                    .orElse(null);
        }

        public boolean refundable() {
            return refundable;
        }

        /** A sentence for staff. */
        public String why() {
            return why;
        }
    }

    /**
     * Looks at a withdrawal and asks the providers of all that was sent of it, outside any transaction. Changes nothing.
     *
     * @param proposer who proposes to refund it
     */
    public Finding look(UUID withdrawalId, String proposer) {
        Withdrawal withdrawal =
                transaction.execute(tx -> withdrawals.find(withdrawalId).orElseThrow());
        List<PayoutAttempt> attempts =
                transaction.execute(tx -> payouts.all(withdrawalId).all());
        var answers = new LinkedHashMap<String, Answer>();
        if (!withdrawal.stage().ended()) {
            for (PayoutAttempt attempt : attempts) {
                if (attempt.mayExist()) {
                    Outcome said = calls.ask(attempt, WithdrawalPayouts.order(withdrawal, attempt));
                    answers.put(attempt.reference(), new Answer(attempt.sends(), said));
                }
            }
        }
        return judge(withdrawal, attempts, answers, proposer);
    }

    /**
     * Decides again with the rows locked and, if it can be, refunds in the caller's transaction, for the current user.
     *
     * @param asked what was found just now
     * @param proposer who proposed it
     * @param reason the requester reads it
     * @return what was decided; nothing was done when it is not refundable
     * @throws Refusal when it may be refunded, but not by this user or not at this moment
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Finding refund(Finding asked, String proposer, String reason) {
        UUID id = asked.withdrawal().id();
        // In the order in which sending and checking take them.
        List<PayoutAttempt> attempts = payouts.lockAll(id).all();
        Withdrawal withdrawal = withdrawals.lock(id).orElseThrow();
        String by = staff.memberOf(Groups.BUSINESS_ADMINS);
        Finding now = judge(withdrawal, attempts, asked.answers, proposer);
        if (MOVED.equals(now.why())) {
            throw new Refusal(Code.CONFLICT, MOVED);
        }
        if (now.refundable()) {
            attempts.stream()
                    .filter(attempt -> !attempt.state().conclusive())
                    .forEach(attempt -> payouts.end(attempt.reference(), "Refunded in an emergency. " + now.why()));
            decisions.refundInEmergency(withdrawal, proposer, by, now.why(), reason);
            flow.refund(withdrawal);
        }
        return now;
    }

    private static Finding judge(
            Withdrawal withdrawal, List<PayoutAttempt> attempts, Map<String, Answer> answers, String proposer) {
        String obstacle = obstacle(withdrawal, attempts, answers, proposer);
        return new Finding(
                withdrawal, attempts, answers, obstacle == null, obstacle == null ? why(attempts, answers) : obstacle);
    }

    /** Null when nothing stands in the way. */
    private static String obstacle(
            Withdrawal withdrawal, List<PayoutAttempt> attempts, Map<String, Answer> answers, String proposer) {
        Stage stage = withdrawal.stage();
        if (stage.ended()) {
            return "It has ended: " + stage.value() + ".";
        }
        if (withdrawal.askedForBy(proposer)) {
            return "Whoever proposes it asked for this withdrawal, so somebody else has to.";
        }
        if (attempts.isEmpty() != stage.underReview()) {
            return MOVED;
        }
        return attempts.stream()
                .map(attempt -> obstacle(attempt, answers.get(attempt.reference())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String obstacle(PayoutAttempt attempt, Answer answer) {
        return switch (attempt.state()) {
            case PREPARED, QUEUED ->
                attempt.proposedBy() != null
                        ? "Operations recorded that they transferred it; that has to be confirmed or denied first."
                        : attempt.mayExist() ? obstacleOfSent(attempt, answer) : null;
            case SENDING -> "It is being sent at this moment.";
            case REVIEW -> "What the provider has is not what was ordered; operations look into it.";
            case PAID, REVERSED -> "It was paid.";
            case SENT, UNKNOWN, HELD, FAILED -> obstacleOfSent(attempt, answer);
        };
    }

    private static String obstacleOfSent(PayoutAttempt attempt, Answer answer) {
        if (answer == null || answer.sends() != attempt.sends()) {
            return MOVED;
        }
        return switch (answer.said().result()) {
            case FAILED, REVERSED -> null;
            // Refused or turned away when it was sent, and not there now either.
            case NOT_FOUND -> attempt.refused() || attempt.sends() == 0 ? null : unclear(answer);
            case PAID -> "The provider says that it was paid.";
            default -> unclear(answer);
        };
    }

    private static String unclear(Answer answer) {
        return "The provider does not say for certain that it did not pay: " + words(answer.said());
    }

    private static String why(List<PayoutAttempt> attempts, Map<String, Answer> answers) {
        if (attempts.isEmpty()) {
            return "It was not approved yet, so nothing was sent.";
        }
        PayoutAttempt last = attempts.get(attempts.size() - 1);
        if (last.mayExist()) {
            return "The provider says that it did not pay: "
                    + words(answers.get(last.reference()).said());
        }
        return last.provider().equals("manual")
                ? "Nobody recorded a transfer by hand. Make sure that nobody has made one."
                : "Nothing of it is with any provider.";
    }

    private static String words(Outcome said) {
        String result = said.result().name().toLowerCase(Locale.ROOT);
        return said.message() == null ? result : result + ": " + said.message();
    }
}
