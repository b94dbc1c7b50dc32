package com.withdrawaldesk.review;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Csv;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.withdrawal.Stage;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** All withdrawals, for admins and operations: as pages, and as one table to take along. */
@RestController
class WithdrawalListController {

    private static final String PATH = "/api/admin/finance/list-withdrawals";
    private static final String SELECT = "SELECT * FROM withdrawal";
    private static final Set<String> STATUSES = Set.of("pending", "processing", "completed", "failed", "cancelled");
    private static final int CSV_BATCH = 1000;

    /**
     * How any word of a reference or of a requester's id or name begins, or the last four digits of an account. Case, marks, hooks,
     * hyphens and apostrophes make no difference. Both sides of the OR are expressions of an index, word for word.
     */
    static final String FOUND = """
            (' ' || plain_words(reference || ' ' || requester_id || ' ' || requester_name) LIKE '% ' || :search || '%'
                OR right(account_number, 4) = :search)""";

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Audit audit;

    WithdrawalListController(JdbcClient jdbc, Amounts amounts, Audit audit) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.audit = audit;
    }

    /** What the page and the table can be narrowed by. */
    @ListFilters({
        "status",
        "stage",
        "type",
        "reference",
        "requester",
        "from",
        "to",
        "zone",
        "hour",
        "min_amount",
        "max_amount",
        "priority",
        "decision",
        "failure_code",
        "failure_reason",
        "search"
    })
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    private @interface WithdrawalFilters {}

    @GetMapping(PATH)
    @Limited(Limit.SEARCHES)
    ListQuery.Page<WithdrawalItem> withdrawals(@WithdrawalFilters ListQuery query) {
        return query.page(
                filters(query)
                        .select(jdbc, SELECT, "seq")
                        .query((row, n) -> WithdrawalItem.of(row, amounts))
                        .list(),
                WithdrawalItem::seq);
    }

    /** All that the filters let through, however many pages that is. */
    @GetMapping(PATH + ".csv")
    @Limited(Limit.EXPORTS)
    void csv(@WithdrawalFilters ListQuery query, HttpServletResponse response) throws IOException {
        Filters filters = filters(query);
        query.check();
        audit.record(
                Audit.Event.of("withdrawals.exported", "report", "withdrawals").changed(null, filters.given()));
        var csv = new Csv(
                response,
                "withdrawals.csv",
                "reference",
                "requested_at",
                "requester_type",
                "requester_id",
                "requester_name",
                "amount",
                "currency",
                "bank_name",
                "account",
                "status",
                "stage",
                "priority",
                "decided_by",
                "failure_code",
                "failure_reason");
        long before = query.before();
        List<WithdrawalItem> batch;
        do {
            batch = filters.select(jdbc, SELECT, "seq", before, CSV_BATCH)
                    .query((row, n) -> WithdrawalItem.of(row, amounts))
                    .list();
            for (WithdrawalItem item : batch) {
                csv.line(
                        item.reference(),
                        item.createdAt(),
                        item.type(),
                        item.requesterId(),
                        item.requesterName(),
                        item.amount(),
                        item.currency(),
                        item.bankName(),
                        item.account(),
                        item.status(),
                        item.stage(),
                        item.priority(),
                        item.decidedBy(),
                        item.failureCode(),
                        item.failureReason());
                before = item.seq();
            }
        } while (batch.size() == CSV_BATCH);
        csv.end();
    }

    private Filters filters(ListQuery query) {
        Stage stage = query.filter("stage", Stage::of, "a stage such as in_review");
        return new Filters(query, amounts)
                .equal("status", "status", STATUSES)
                .add(stageIs(stage), "stage", stage == null ? null : stage.value())
                .equal("requester_type", "type", Set.of("vendor", "customer"))
                .equal("reference", "reference")
                .equal("requester_id", "requester")
                .between("created_at")
                .hour("created_at")
                .amount("amount_minor")
                .equal("priority", "priority", Set.of("normal", "high"))
                .equal("decision", "decision", Set.of("approve", "reject"))
                .equal("failure_code", "failure_code")
                .equal("failure_reason", "failure_reason")
                .add(
                        FOUND,
                        "search",
                        query.filter("search", WithdrawalListController::pattern, "at most 100 characters"));
    }

    /** An open one is said to be open, too, because the index of what is open holds nothing else. */
    private static String stageIs(Stage stage) {
        return (stage == null || stage.ended() ? "" : "ended_at IS NULL AND ") + "stage = :stage";
    }

    /** The text with nothing in it that has a meaning to LIKE. */
    private static String pattern(String text) {
        if (text.length() > 100) {
            throw new IllegalArgumentException("too long");
        }
        String plain = Names.plain(text).strip();
        return (plain.isEmpty() ? text : plain).replaceAll("[\\\\%_]", "\\\\$0");
    }
}
