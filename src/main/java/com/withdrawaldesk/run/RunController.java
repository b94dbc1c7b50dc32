package com.withdrawaldesk.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Payout runs, for admins who foresee, start and follow them, and for each vendor what they did for them. */
@RestController
@Limited(Limit.SEARCHES)
class RunController {

    private final JdbcClient jdbc;
    private final PayoutRuns runs;
    private final DryRun dryRun;
    private final RunFlow flow;
    private final Idempotency idempotency;
    private final Amounts amounts;

    RunController(
            JdbcClient jdbc, PayoutRuns runs, DryRun dryRun, RunFlow flow, Idempotency idempotency, Amounts amounts) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.dryRun = dryRun;
        this.flow = flow;
        this.idempotency = idempotency;
        this.amounts = amounts;
    }

    /**
     * A run; the figures are null until it is through.
     *
     * @param since the first day it stands for; another than {@code period} when runs were missed
     */
    record Run(
            long id,
            LocalDate period,
            LocalDate since,
            String status,
            String startedBy,
            Instant openedAt,
            Instant reportedAt,
            Integer withdrawals,
            Integer skipped,
            String total) {}

    @PostMapping("/api/admin/finance/payout-runs/dry-run")
    @Limited(Limit.ACTIONS)
    DryRun.Forecast dryRun() {
        return dryRun.forecast();
    }

    record Started(boolean success, String message, long id, LocalDate period) {}

    /** Starts what the timer would start. The one who comes second is told of the first. */
    @PostMapping("/api/admin/finance/payout-runs")
    @Limited(Limit.ACTIONS)
    @Answers(value = Started.class, status = 202)
    ResponseEntity<Object> start(HttpServletRequest request) {
        return idempotency.optional(request, 202).answer(() -> {
            String instance = flow.start();
            Run run = jdbc.sql("SELECT * FROM payout_run WHERE process_instance_id = ?")
                    .param(instance)
                    .query((row, n) -> run(row))
                    .optional()
                    .orElseThrow(this::thereIsOne);
            return new Started(true, "The payout run of " + run.period() + " has started.", run.id(), run.period());
        });
    }

    private Refusal thereIsOne() {
        Run run = jdbc.sql("SELECT * FROM payout_run WHERE period = ?")
                .param(runs.today())
                .query((row, n) -> run(row))
                .single();
        return new Refusal(
                        Code.RUN_EXISTS,
                        "The payout run of " + run.period() + " is under way or has created withdrawals.")
                .with("run_id", run.id())
                .with("period", run.period())
                .with("run_status", run.status());
    }

    @GetMapping("/api/admin/finance/payout-runs")
    ListQuery.Page<Run> runs(ListQuery query) {
        query.check();
        return query.page(
                jdbc.sql("SELECT * FROM payout_run WHERE id < ? ORDER BY id DESC LIMIT ?")
                        .params(query.before(), query.fetch())
                        .query((row, n) -> run(row))
                        .list(),
                Run::id);
    }

    /** What a run did for a vendor: amount and reference, or the reason why there is neither. */
    record Item(
            String vendor,
            LocalDate period,
            String outcome,
            String amount,
            String reference,
            String reasonCode,
            String reason,
            Instant createdAt,
            @JsonIgnore long seq) {}

    record Detail(@JsonUnwrapped Run run, List<Item> results, String next) {}

    /** The id is digits only, so that no other address below is taken for one. */
    @GetMapping("/api/admin/finance/payout-runs/{id:\\d{1,18}}")
    Detail run(@PathVariable long id, @ListFilters("outcome") ListQuery query) {
        var page = items("i.run_id", id, query);
        Run run = jdbc.sql("SELECT * FROM payout_run WHERE id = ?")
                .param(id)
                .query((row, n) -> run(row))
                .optional()
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such payout run."));
        return new Detail(run, page.results(), page.next());
    }

    @GetMapping("/api/vendor/payout-runs")
    ListQuery.Page<Item> own(Principal vendor, @ListFilters("outcome") ListQuery query) {
        return items("i.vendor_id", vendor.getName(), query);
    }

    private ListQuery.Page<Item> items(String column, Object value, ListQuery query) {
        String outcome = query.filter("outcome", Set.of("withdrawal", "skipped"));
        query.check();
        List<Item> rows = jdbc.sql("""
                        SELECT i.*, r.period, w.amount_minor, w.reference FROM payout_run_item i
                        JOIN payout_run r ON r.id = i.run_id LEFT JOIN withdrawal w ON w.id = i.withdrawal_id
                        WHERE %s = :value AND i.seq < :before
                          AND (:outcome::text IS NULL OR (:outcome = 'skipped') = (i.withdrawal_id IS NULL))
                        ORDER BY i.seq DESC LIMIT :limit
                        """.formatted(column))
                .param("value", value)
                .param("before", query.before())
                .param("outcome", outcome)
                .param("limit", query.fetch())
                .query((row, n) -> item(row))
                .list();
        return query.page(rows, Item::seq);
    }

    private Item item(ResultSet row) throws SQLException {
        boolean skipped = row.getString("reference") == null;
        return new Item(
                row.getString("vendor_id"),
                row.getObject("period", LocalDate.class),
                skipped ? "skipped" : "withdrawal",
                skipped ? null : amounts.plain(row.getLong("amount_minor")),
                row.getString("reference"),
                row.getString("reason_code"),
                row.getString("reason"),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("seq"));
    }

    private Run run(ResultSet row) throws SQLException {
        boolean reported = row.getTimestamp("reported_at") != null;
        return new Run(
                row.getLong("id"),
                row.getObject("period", LocalDate.class),
                row.getObject("since", LocalDate.class),
                reported ? "reported" : "running",
                row.getString("started_by"),
                row.getTimestamp("opened_at").toInstant(),
                reported ? row.getTimestamp("reported_at").toInstant() : null,
                row.getObject("withdrawals", Integer.class),
                row.getObject("skipped", Integer.class),
                reported ? amounts.plain(row.getLong("total_minor")) : null);
    }
}
