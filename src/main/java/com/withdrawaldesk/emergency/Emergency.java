package com.withdrawaldesk.emergency;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.emergency.EmergencyRefunds.Finding;
import com.withdrawaldesk.emergency.Proposals.Filter;
import com.withdrawaldesk.emergency.Proposals.Item;
import com.withdrawaldesk.emergency.Proposals.Proposal;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.withdrawal.CurrentStaff;
import com.withdrawaldesk.withdrawal.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proposes refunds, and carries them out when a second person confirms. Everything is for the current user. Providers are asked
 * outside any transaction, and each withdrawal is refunded in one of its own, so that none holds up another.
 */
@Component
class Emergency {

    /** The most withdrawals of one call, as the providers are asked about each. */
    static final int MOST = 50;

    /** How long a proposal can be confirmed. */
    static final Duration VALID_FOR = Duration.ofHours(24);

    /** How long one call goes on to the next withdrawal: a provider that is down answers slowly, and somebody waits. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Emergency.class);

    private final EmergencyRefunds refunds;
    private final Proposals proposals;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Amounts amounts;
    private final CurrentStaff staff;
    private final Persons persons;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Emergency(
            EmergencyRefunds refunds,
            Proposals proposals,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Amounts amounts,
            CurrentStaff staff,
            Persons persons,
            Clock clock,
            TransactionTemplate transaction) {
        this.refunds = refunds;
        this.proposals = proposals;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.amounts = amounts;
        this.staff = staff;
        this.persons = persons;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * What was found.
     *
     * @param more how many others the filter means that were not looked at
     */
    record Look(List<Finding> findings, int more) {

        List<Finding> refundable() {
            return findings.stream().filter(Finding::refundable).toList();
        }

        long refundableMinor() {
            return refundable().stream()
                    .mapToLong(finding -> Amounts.minor(finding.withdrawal().amount()))
                    .sum();
        }
    }

    Look look(String reference) {
        UUID id = proposals
                .withdrawal(reference)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
        return look(List.of(id), 0);
    }

    /** At most {@link #MOST}, the oldest first. */
    Look look(Filter filter) {
        List<UUID> ids = proposals.open(filter, MOST);
        return look(ids, ids.size() < MOST ? 0 : proposals.countOpen(filter) - ids.size());
    }

    private Look look(List<UUID> ids, int more) {
        String by = user();
        Instant begun = clock.instant();
        List<Finding> findings = ids.stream()
                .takeWhile(id -> inTime(begun))
                .map(id -> refunds.look(id, by))
                .toList();
        return new Look(findings, more + ids.size() - findings.size());
    }

    private boolean inTime(Instant begun) {
        return clock.instant().isBefore(begun.plus(PATIENCE));
    }

    /** Keeps what was found until a second person decides; in the caller's transaction. */
    Proposal propose(Look look, String reason) {
        String by = staff.memberOf(Groups.BUSINESS_ADMINS);
        List<Finding> refundable = look.refundable();
        Instant now = clock.instant();
        long id = proposals.add(reason, by, now, now.plus(VALID_FOR));
        for (Finding finding : look.findings()) {
            var withdrawal = finding.withdrawal();
            long item =
                    proposals.addItem(id, withdrawal.id(), withdrawal.stage().value(), finding.said(), finding.why());
            if (!finding.refundable()) {
                proposals.done(item, "refused", finding.why(), user(), now);
            }
        }
        audit.record(event("emergency_refund.proposed", id)
                .changed(null, Map.of("items", refundable.size(), "total", amounts.plain(look.refundableMinor())))
                .because(reason));
        tell(
                List.of(Groups.BUSINESS_ADMINS),
                "emergency_refund.proposed",
                "emergency_refund.proposed",
                id,
                Map.of(
                        "id", id,
                        "user", user(),
                        "amount", amounts.spoken(look.refundableMinor()),
                        "count", refundable.size(),
                        "reason", reason,
                        "time", wording.time(now.plus(VALID_FOR))),
                look.refundableMinor());
        return find(id);
    }

    /** Leaves a trace of each that cannot be refunded; committed whatever becomes of the proposal. */
    void recordRefused(Look look, String reason) {
        look.findings().stream()
                .filter(Predicate.not(Finding::refundable))
                .forEach(finding -> recordRefused(finding.withdrawal().id(), user(), null, reason, finding.why()));
    }

    /**
     * Carries the proposal out, as far as it is open: what a crash, a collision, a slow provider or the wrong second person left
     * open is done by confirming again.
     */
    Proposal confirm(long id) {
        Proposal proposal = transaction.execute(tx -> {
            Proposal found = locked(id);
            String by = staff.memberOf(Groups.BUSINESS_ADMINS);
            if (persons.same(by, found.proposedBy())) {
                throw new Refusal(
                        Code.SECOND_PERSON_REQUIRED, "You proposed this refund, so somebody else has to confirm it.");
            }
            if (found.state().equals("proposed")) {
                proposals.decide(id, "confirmed", by, null, clock.instant());
                audit.record(event("emergency_refund.confirmed", id)
                        .changed(null, Map.of("proposed_by", found.proposedBy())));
            } else if (!found.state().equals("confirmed") || !clock.instant().isBefore(found.expiresAt())) {
                throw closed(found);
            }
            return found;
        });
        List<Item> open = proposals.items(id).stream()
                .filter(item -> item.result().equals("open"))
                .toList();
        Instant begun = clock.instant();
        open.stream().takeWhile(item -> inTime(begun)).forEach(item -> carryOut(proposal, item));
        Proposal after = find(id);
        if (!open.isEmpty()) {
            transaction.executeWithoutResult(tx -> tellResult(after));
        }
        return after;
    }

    private void carryOut(Proposal proposal, Item item) {
        try {
            Finding asked = refunds.look(item.withdrawalId(), proposal.proposedBy());
            Finding decided = transaction.execute(tx -> {
                if (!proposals.stillOpen(item.id())) {
                    return null;
                }
                Finding now = refunds.refund(asked, proposal.proposedBy(), proposal.reason());
                String result = now.refundable() ? "refunded" : "refused";
                proposals.done(item.id(), result, now.why(), user(), clock.instant());
                return now;
            });
            if (decided != null && !decided.refundable()) {
                recordRefused(item.withdrawalId(), proposal, decided.why());
            }
        } catch (Refusal notNow) {
            proposals.note(item.id(), notNow.getMessage());
            recordRefused(item.withdrawalId(), proposal, notNow.code().value() + ": " + notNow.getMessage());
        } catch (RuntimeException defect) {
            LOG.error("emergency refund {} left {} open", proposal.id(), item.reference(), defect);
            proposals.note(item.id(), "It could not be refunded just now. Confirm again.");
            recordRefused(item.withdrawalId(), proposal, "internal_error");
        }
    }

    /** Drops the proposal; whoever made it may do so, too. */
    Proposal reject(long id, String reason) {
        Proposal found = locked(id);
        String by = staff.memberOf(Groups.BUSINESS_ADMINS);
        if (!found.state().equals("proposed")) {
            throw closed(found);
        }
        proposals.decide(id, "rejected", by, reason, clock.instant());
        audit.record(event("emergency_refund.rejected", id)
                .changed(null, Map.of("proposed_by", found.proposedBy()))
                .because(reason));
        return find(id);
    }

    Proposal find(long id) {
        return proposals.find(id, clock.instant()).orElseThrow(Emergency::unknown);
    }

    private Proposal locked(long id) {
        return proposals.lock(id, clock.instant()).orElseThrow(Emergency::unknown);
    }

    private static Refusal unknown() {
        return new Refusal(Code.NOT_FOUND, "There is no such proposal.");
    }

    private static Refusal closed(Proposal proposal) {
        return new Refusal(
                        Code.PROPOSAL_CLOSED,
                        "The proposal is " + proposal.state() + ", and it could be decided until "
                                + proposal.expiresAt() + ". Propose again what is still to be refunded.")
                .with("state", proposal.state());
    }

    private void recordRefused(UUID withdrawal, Proposal proposal, String why) {
        recordRefused(withdrawal, proposal.proposedBy(), user(), proposal.reason(), why);
    }

    private void recordRefused(UUID withdrawal, String proposedBy, String confirmedBy, String reason, String why) {
        Map<String, String> facts = confirmedBy == null
                ? Map.of("proposed_by", proposedBy, "because", why)
                : Map.of("proposed_by", proposedBy, "confirmed_by", confirmedBy, "because", why);
        audit.recordRefused(Audit.Event.of("withdrawal.emergency_refund", "withdrawal", withdrawal.toString())
                .changed(null, facts)
                .because(reason));
    }

    private void tellResult(Proposal proposal) {
        String byHand = proposals.items(proposal.id()).stream()
                .filter(item ->
                        item.result().equals("refunded") && item.stageSeen().equals(Stage.AWAITING_TRANSFER.value()))
                .map(Item::reference)
                .collect(Collectors.joining(", "));
        tell(
                List.of(Groups.OPERATIONS, Groups.BUSINESS_ADMINS),
                "emergency_refund.carried_out",
                "emergency_refund.carried_out" + (byHand.isEmpty() ? "" : ".by_hand"),
                proposal.id(),
                Map.of(
                        "id", proposal.id(),
                        "count", proposal.refunded(),
                        "amount", amounts.spoken(proposal.refundedMinor()),
                        "refused", proposal.refused(),
                        "open", proposal.open(),
                        "references", byHand),
                proposal.refundedMinor());
    }

    private void tell(List<String> groups, String event, String text, long id, Map<String, ?> values, long totalMinor) {
        for (String group : groups) {
            notifications.tell(new Notice(
                    Audience.group(group),
                    event,
                    wording.say(text + ".title", values),
                    wording.say(text + ".message", values),
                    "high",
                    Map.of("emergency_refund_id", String.valueOf(id), "amount", amounts.plain(totalMinor)),
                    null,
                    null));
        }
    }

    private static Audit.Event event(String action, long id) {
        return Audit.Event.of(action, "emergency_refund", String.valueOf(id));
    }

    private static String user() {
        return Origin.current().user();
    }
}
