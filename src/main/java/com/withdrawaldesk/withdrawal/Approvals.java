package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.control.Binding;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.Stop;
import com.withdrawaldesk.withdrawal.WithdrawalRepository.Held;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What keeps a withdrawal from being approved, whoever wants to and by whichever door; read while its row is held. */
@Component
class Approvals {

    private static final String CHANGED = "account_changed";

    private final Payouts payouts;
    private final Binding binding;

    Approvals(Payouts payouts, Binding binding) {
        this.payouts = payouts;
        this.binding = binding;
    }

    /**
     * Passes only while nothing stops it and each serious finding is dismissed: by a line of the notes that begins with its name
     * and a colon, and says why.
     *
     * @param notes null when there are none
     * @return the names of what is dismissed
     * @throws Refusal {@code wallet_frozen}, {@code payouts_paused}, {@code evidence_changed}, {@code evidence_open}
     */
    Set<String> require(Held held, String notes) {
        if (held.facts().contains("wallet_frozen")) {
            throw Stop.WALLET_FROZEN.refusal("Nothing of it is approved until that is lifted; it can be rejected.");
        }
        if (payouts.isPaused(held.withdrawal().payoutAmount(), held.of("paused:"))) {
            throw Stop.PAYOUTS_PAUSED.refusal("Nothing is approved until that is over; it can be rejected.");
        }
        Set<String> serious = binding.serious(held.facts());
        Set<String> open = serious.stream()
                .filter(finding -> !isDismissed(finding, notes))
                .collect(Collectors.toCollection(TreeSet::new));
        if (held.facts().contains("opened")) {
            requireKnown(held, open);
        }
        if (!open.isEmpty()) {
            throw open(
                    open,
                    "Approve it with a line in the notes for each: its name, a colon, and why it is no obstacle.");
        }
        return serious;
    }

    /** Passes only while nothing serious is found, for whoever approves many at once. */
    void requireNothingSerious(Held held) {
        Set<String> serious = binding.serious(held.facts());
        if (!serious.isEmpty()) {
            throw open(serious, "So it is reviewed on its own.");
        }
    }

    /** What there is now must have been there when the reviewer opened it, unless they dismiss it, and so know of it. */
    private void requireKnown(Held held, Set<String> open) {
        List<String> knew = held.of("knew:");
        var news = new TreeSet<>(open);
        news.removeAll(binding.serious(knew));
        if (held.facts().contains(CHANGED) && !knew.contains(CHANGED)) {
            news.add(CHANGED);
        }
        if (!news.isEmpty()) {
            throw new Refusal(
                            Code.EVIDENCE_CHANGED,
                            "Since you opened it this is new: " + String.join(", ", news)
                                    + ". Open it again, then decide.")
                    .with("changed", List.copyOf(news));
        }
    }

    private static boolean isDismissed(String finding, String notes) {
        return notes != null
                && Pattern.compile("^\\s*" + finding + "\\s*:.*\\p{L}{2}", Pattern.MULTILINE)
                        .matcher(notes)
                        .find();
    }

    private static Refusal open(Set<String> findings, String whatToDo) {
        return new Refusal(
                        Code.EVIDENCE_OPEN,
                        "Serious findings are open: " + String.join(", ", findings) + ". " + whatToDo)
                .with("findings", List.copyOf(findings));
    }
}
