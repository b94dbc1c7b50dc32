package com.withdrawaldesk.reconciliation;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Csv;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.base.web.Problem;
import com.withdrawaldesk.reconciliation.Runs.Item;
import com.withdrawaldesk.reconciliation.Runs.Run;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where admins have a day compared, and where they and operations read what was found. */
@RestController
@Limited(Limit.SEARCHES)
@RequestMapping("/api/admin/finance/reconciliation")
class ReconciliationController {

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final String A_DAY = "a day that has begun (UTC), such as 2026-11-21";
    private static final int CSV_BATCH = 1000;

    private final Reconciliation reconciliation;
    private final Runs runs;
    private final Amounts amounts;
    private final Audit audit;
    private final Idempotency idempotency;

    ReconciliationController(
            Reconciliation reconciliation, Runs runs, Amounts amounts, Audit audit, Idempotency idempotency) {
        this.reconciliation = reconciliation;
        this.runs = runs;
        this.amounts = amounts;
        this.audit = audit;
        this.idempotency = idempotency;
    }

    /**
     * @param provider null for all
     * @param day as {@code 2026-11-21}
     */
    record Wanted(String provider, String day) {}

    record Requested(boolean success, String message, List<Shown> runs) {}

    @PostMapping
    @Limited(Limit.ACTIONS)
    @Answers(value = Requested.class, status = 202)
    ResponseEntity<Object> request(@RequestBody Wanted body, HttpServletRequest request) {
        var faults = new ArrayList<Problem.Fault>();
        Set<String> known = reconciliation.comparable();
        if (body.provider() != null && !known.contains(body.provider())) {
            faults.add(new Problem.Fault(
                    "provider", "unknown_provider", "Expected one of " + String.join(", ", known) + "."));
        }
        Optional<LocalDate> day = day(body.day());
        if (day.isEmpty()) {
            faults.add(new Problem.Fault("day", "invalid_day", "Expected " + A_DAY + "."));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
        return idempotency.optional(request, 202, body.provider(), body.day()).answer(() -> {
            List<Run> requested = reconciliation.request(
                    body.provider() == null ? known : Set.of(body.provider()), List.of(day.get()));
            for (Run run : requested) {
                audit.record(Audit.Event.of("reconciliation.requested", "reconciliation", String.valueOf(run.id()))
                        .changed(
                                null,
                                Map.of(
                                        "provider",
                                        run.provider(),
                                        "day",
                                        run.day().toString())));
            }
            return new Requested(
                    true,
                    "The books of " + day.get() + " are being compared. Look at the runs in a moment.",
                    requested.stream().map(this::shown).toList());
        });
    }

    private Optional<LocalDate> day(String text) {
        try {
            return Optional.ofNullable(text)
                    .filter(written -> written.matches("\\d{4}-\\d{2}-\\d{2}"))
                    .map(LocalDate::parse)
                    .filter(day -> !day.isBefore(FIRST_DAY) && !day.isAfter(reconciliation.today()));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    @GetMapping
    ListQuery.Page<Shown> list(@ListFilters({"provider", "day", "state"}) ListQuery query) {
        String provider = query.filter("provider");
        LocalDate day = query.filter("day", text -> day(text).orElseThrow(), A_DAY);
        String state = query.filter("state", Set.of("requested", "done", "failed"));
        query.check();
        return query.page(
                runs.list(provider, day, state, query.before(), query.fetch()).stream()
                        .map(this::shown)
                        .toList(),
                Shown::id);
    }

    record Detail(Shown run, List<ShownItem> results, String next) {}

    @GetMapping("/{id}")
    Detail detail(@PathVariable long id, @ListFilters("kind") ListQuery query) {
        Kind kind = query.filter("kind", Kind::of, "a kind of difference");
        query.check();
        Run run = find(id);
        var page = query.page(
                runs.items(id, kind, query.before(), query.fetch()).stream()
                        .map(this::shown)
                        .toList(),
                ShownItem::id);
        return new Detail(shown(run), page.results(), page.next());
    }

    /** All of it, in one table. */
    @GetMapping("/{id}.csv")
    @Limited(Limit.EXPORTS)
    void csv(@PathVariable long id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        new ListQuery(request).check();
        Run run = find(id);
        audit.record(Audit.Event.of("reconciliation.exported", "reconciliation", String.valueOf(id)));
        var csv = new Csv(
                response,
                "reconciliation-" + run.provider() + "-" + run.day() + "-" + id + ".csv",
                "kind",
                "payout_reference",
                "withdrawal_reference",
                "provider_id",
                "our_state",
                "their_state",
                "our_amount",
                "their_amount",
                "our_fee",
                "their_fee",
                "difference",
                "detail");
        long before = Long.MAX_VALUE;
        List<Item> batch;
        do {
            batch = runs.items(id, null, before, CSV_BATCH);
            for (Item item : batch) {
                print(csv, shown(item));
                before = item.id();
            }
        } while (batch.size() == CSV_BATCH);
        csv.end();
    }

    private static void print(Csv csv, ShownItem item) throws IOException {
        csv.line(
                item.kind().value(),
                item.payoutReference(),
                item.withdrawalReference(),
                item.providerId(),
                item.ourState(),
                item.theirState(),
                item.ourAmount(),
                item.theirAmount(),
                item.ourFee(),
                item.theirFee(),
                item.difference(),
                item.detail());
    }

    private Run find(long id) {
        return runs.find(id).orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such reconciliation."));
    }

    record Tally(long count, String amount) {}

    record Shown(
            long id,
            String provider,
            LocalDate day,
            String state,
            boolean counts,
            String requestedBy,
            Instant requestedAt,
            int tries,
            Instant retryAt,
            Instant startedAt,
            Instant endedAt,
            String reason,
            Integer differences,
            Map<Kind, Tally> outcomes,
            String ourTotal,
            String providerTotal,
            String difference,
            String balanceMoved,
            String unexplained) {}

    private Shown shown(Run run) {
        Map<Kind, Tally> outcomes = null;
        if (run.outcomes() != null) {
            outcomes = new LinkedHashMap<>();
            for (var outcome : run.outcomes().entrySet()) {
                outcomes.put(
                        outcome.getKey(),
                        new Tally(
                                outcome.getValue().count(),
                                amounts.plain(outcome.getValue().amountMinor())));
            }
        }
        boolean asked = run.theirsMinor() != null;
        return new Shown(
                run.id(),
                run.provider(),
                run.day(),
                run.state(),
                run.counts(),
                run.requestedBy(),
                run.requestedAt(),
                run.tries(),
                run.retryAt(),
                run.startedAt(),
                run.endedAt(),
                run.reason(),
                run.differences(),
                outcomes,
                plain(run.oursMinor()),
                plain(run.theirsMinor()),
                asked ? amounts.plain(run.theirsMinor() - run.oursMinor()) : null,
                plain(run.movedMinor()),
                plain(run.unexplainedMinor()));
    }

    /** @param ourFee in naira, as the provider gave it; as is {@code theirFee} */
    record ShownItem(
            long id,
            Kind kind,
            String payoutReference,
            String withdrawalReference,
            String providerId,
            String ourState,
            String theirState,
            String ourAmount,
            String theirAmount,
            String ourFee,
            String theirFee,
            String difference,
            String detail) {}

    private ShownItem shown(Item item) {
        Difference found = item.found();
        return new ShownItem(
                item.id(),
                found.kind(),
                found.payoutReference(),
                found.withdrawalReference(),
                found.providerId(),
                found.ourState(),
                found.theirState(),
                plain(found.ourMinor()),
                plain(found.theirMinor()),
                plain(found.ourFee()),
                plain(found.theirFee()),
                amounts.plain(found.differenceMinor()),
                found.detail());
    }

    private String plain(Long minor) {
        return minor == null ? null : amounts.plain(minor);
    }

    private static String plain(BigDecimal fee) {
        return fee == null ? null : fee.toPlainString();
    }
}
