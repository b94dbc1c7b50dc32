package com.withdrawaldesk.emergency;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.base.web.Problem;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.emergency.Emergency.Look;
import com.withdrawaldesk.emergency.EmergencyRefunds.Finding;
import com.withdrawaldesk.emergency.Proposals.Item;
import com.withdrawaldesk.emergency.Proposals.Proposal;
import com.withdrawaldesk.withdrawal.Stage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where admins look what could be given back, propose it, and decide on what another proposed. */
@RestController
@Limited(Limit.ACTIONS)
@RequestMapping("/api/admin/finance/emergency-refund")
class EmergencyRefundController {

    private static final Set<String> OPEN_STAGES = Arrays.stream(Stage.values())
            .filter(stage -> !stage.ended())
            .map(Stage::value)
            .collect(Collectors.toUnmodifiableSet());

    private final Emergency emergency;
    private final Proposals proposals;
    private final Idempotency idempotency;
    private final Amounts amounts;
    private final Clock clock;

    EmergencyRefundController(
            Emergency emergency, Proposals proposals, Idempotency idempotency, Amounts amounts, Clock clock) {
        this.emergency = emergency;
        this.proposals = proposals;
        this.idempotency = idempotency;
        this.amounts = amounts;
        this.clock = clock;
    }

    /**
     * @param filter which open withdrawals, unless it is one {@code reference}
     * @param reason the requesters read it
     * @param dryRun only looks, unless it is said to be false
     */
    record Wanted(
            @Text(max = 64) String reference,
            Filter filter,

            @Text(
                    max = 500,
                    required = true,
                    lines = true,
                    message = "Say why, in at most {max} characters; the requesters will read it.")
            String reason,

            Boolean dryRun) {}

    /** Times as {@code 2026-11-21T10:00:00Z}. */
    record Filter(List<String> stages, String requester, String provider, String requestedFrom, String requestedTo) {}

    record Looked(
            boolean success,
            String message,
            boolean dryRun,
            int count,
            int refundable,
            String total,
            int more,
            List<Found> items) {}

    record Found(
            String reference,
            String amount,
            String requesterId,
            String requesterName,
            String stage,
            String provider,
            String providerSays,
            boolean refundable,
            String reason) {}

    @PostMapping
    @Answers(value = Detail.class, status = 201)
    ResponseEntity<Object> order(@Valid @RequestBody Wanted body, HttpServletRequest request) {
        String reference = blankToNull(body.reference());
        if ((reference == null) == (body.filter() == null)) {
            throw new InvalidInput("reference", "required", "Give either reference or filter.");
        }
        Proposals.Filter filter = body.filter() == null ? null : read(body.filter());
        boolean dryRun = !Boolean.FALSE.equals(body.dryRun());
        String reason = body.reason().strip();
        var once = idempotency.optional(request, dryRun ? 200 : 201, reference, body.filter(), reason, dryRun);
        return once.stored().orElseGet(() -> {
            Look look = reference == null ? emergency.look(filter) : emergency.look(reference);
            if (dryRun) {
                return ResponseEntity.ok(shown(look));
            }
            emergency.recordRefused(look, reason);
            if (look.refundable().isEmpty()) {
                throw nothing(look);
            }
            return once.answer(() -> {
                Proposal proposed = emergency.propose(look, reason);
                return detail(
                        proposed,
                        "Nothing was refunded yet: another admin has to confirm proposal " + proposed.id() + ".");
            });
        });
    }

    private static Refusal nothing(Look look) {
        return new Refusal(
                Code.NOTHING_TO_REFUND,
                look.findings().size() == 1
                        ? look.findings().get(0).why()
                        : "None of " + look.findings().size() + " withdrawals can be refunded.");
    }

    private static Proposals.Filter read(Filter filter) {
        var faults = new ArrayList<Problem.Fault>();
        Set<String> stages = filter.stages() == null ? null : new HashSet<>(filter.stages());
        if (stages != null && (stages.isEmpty() || stages.contains(null) || !OPEN_STAGES.containsAll(stages))) {
            faults.add(fault(
                    "stages",
                    "some of " + String.join(", ", OPEN_STAGES.stream().sorted().toList())));
        }
        var read = new Proposals.Filter(
                stages,
                text("requester", filter.requester(), faults),
                text("provider", filter.provider(), faults),
                time("requested_from", filter.requestedFrom(), faults),
                time("requested_to", filter.requestedTo(), faults));
        if (faults.isEmpty()
                && Stream.of(
                                filter.requester(),
                                filter.provider(),
                                filter.requestedFrom(),
                                filter.requestedTo(),
                                stages)
                        .allMatch(value -> value == null)) {
            faults.add(new Problem.Fault(
                    "filter",
                    "required",
                    "Give at least one of stages, requester, provider, requested_from, requested_to."));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
        return read;
    }

    private static String text(String name, String given, List<Problem.Fault> faults) {
        if (given != null
                && (given.isBlank() || given.length() > 64 || given.chars().anyMatch(Character::isISOControl))) {
            faults.add(fault(name, "a text of 1 to 64 characters"));
        }
        return given;
    }

    /** Years have four digits, as the database does not know all that Java does. */
    private static Instant time(String name, String given, List<Problem.Fault> faults) {
        try {
            if (given == null || given.matches("\\d{4}-.*")) {
                return given == null ? null : Instant.parse(given);
            }
        } catch (DateTimeException none) {
            // Said below.
        }
        faults.add(fault(name, "a time such as 2026-11-21T10:00:00Z"));
        return null;
    }

    private static Problem.Fault fault(String name, String expected) {
        return new Problem.Fault("filter." + name, "invalid", "Expected " + expected + ".");
    }

    private Looked shown(Look look) {
        int refundable = look.refundable().size();
        String total = amounts.plain(look.refundableMinor());
        return new Looked(
                true,
                refundable + " of " + look.findings().size() + " withdrawals could be refunded. Nothing was changed.",
                true,
                look.findings().size(),
                refundable,
                total,
                look.more(),
                look.findings().stream().map(EmergencyRefundController::shown).toList());
    }

    private static Found shown(Finding finding) {
        var withdrawal = finding.withdrawal();
        return new Found(
                withdrawal.reference(),
                Amounts.plain(withdrawal.amount()),
                withdrawal.requesterId(),
                withdrawal.requesterName(),
                withdrawal.stage().value(),
                finding.provider(),
                finding.said(),
                finding.refundable(),
                finding.why());
    }

    @PostMapping("/{id}/confirm")
    @Answers(Detail.class)
    ResponseEntity<Object> confirm(@PathVariable long id, HttpServletRequest request) {
        var once = idempotency.optional(request, 200, id);
        return once.stored().orElseGet(() -> {
            // Each withdrawal is committed by itself, before the answer is kept: repeating it does nothing twice.
            Proposal after = emergency.confirm(id);
            return once.answer(() -> detail(
                    after,
                    after.refunded() + " withdrawals were refunded, " + after.refused() + " refused, " + after.open()
                            + " are still open" + (after.open() == 0 ? "." : ": confirm again.")));
        });
    }

    record Rejection(
            @Text(max = 500, required = true, lines = true, message = "Say why, in at most {max} characters.")
            String reason) {}

    @PostMapping("/{id}/reject")
    @Answers(Detail.class)
    ResponseEntity<Object> reject(
            @PathVariable long id, @Valid @RequestBody Rejection body, HttpServletRequest request) {
        return idempotency
                .optional(request, 200, id, body.reason())
                .answer(() -> detail(
                        emergency.reject(id, body.reason().strip()),
                        "The proposal is rejected; nothing was refunded."));
    }

    @GetMapping
    ListQuery.Page<Shown> list(@ListFilters("state") ListQuery query) {
        String state = query.filter("state", Set.of("proposed", "expired", "confirmed", "rejected"));
        query.check();
        return query.page(
                proposals.list(state, query.before(), query.fetch(), clock.instant()).stream()
                        .map(this::shown)
                        .toList(),
                Shown::id);
    }

    @GetMapping("/{id}")
    Detail detail(@PathVariable long id) {
        return detail(emergency.find(id), null);
    }

    /** @param message null when it was only looked up */
    record Detail(boolean success, String message, Shown proposal, List<ShownItem> items) {}

    record Shown(
            long id,
            String state,
            String reason,
            String proposedBy,
            Instant proposedAt,
            Instant expiresAt,
            String decidedBy,
            Instant decidedAt,
            String decisionReason,
            int open,
            int refunded,
            int refused,
            String total,
            String refundedTotal) {}

    record ShownItem(
            String reference,
            String amount,
            String requesterId,
            String stageSeen,
            String providerSaid,
            String stage,
            String result,
            String reason,
            String doneBy,
            Instant doneAt) {}

    private Detail detail(Proposal proposal, String message) {
        return new Detail(
                true,
                message,
                shown(proposal),
                proposals.items(proposal.id()).stream().map(this::shown).toList());
    }

    private Shown shown(Proposal proposal) {
        return new Shown(
                proposal.id(),
                proposal.state(),
                proposal.reason(),
                proposal.proposedBy(),
                proposal.proposedAt(),
                proposal.expiresAt(),
                proposal.decidedBy(),
                proposal.decidedAt(),
                proposal.decisionReason(),
                proposal.open(),
                proposal.refunded(),
                proposal.refused(),
                amounts.plain(proposal.totalMinor()),
                amounts.plain(proposal.refundedMinor()));
    }

    private ShownItem shown(Item item) {
        return new ShownItem(
                item.reference(),
                amounts.plain(item.amountMinor()),
                item.requesterId(),
                item.stageSeen(),
                item.providerSaid(),
                item.stage(),
                item.result(),
                item.detail(),
                item.doneBy(),
                item.doneAt());
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
