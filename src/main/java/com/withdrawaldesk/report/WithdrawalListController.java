package com.withdrawaldesk.report;

import com.withdrawaldesk.api.ListFilters;
import com.withdrawaldesk.api.ListQuery;
import com.withdrawaldesk.money.Amounts;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** All withdrawals, for admins. */
@RestController
class WithdrawalListController {

    private static final Set<String> STATUSES = Set.of("pending", "processing", "completed", "failed", "cancelled");

    private final JdbcClient jdbc;
    private final Amounts amounts;

    WithdrawalListController(JdbcClient jdbc, Amounts amounts) {
        this.jdbc = jdbc;
        this.amounts = amounts;
    }

    @GetMapping("/api/admin/finance/list-withdrawals")
    ListQuery.Page<WithdrawalItem> withdrawals(
            @ListFilters({
                        "status",
                        "type",
                        "reference",
                        "requester",
                        "from",
                        "to",
                        "min_amount",
                        "max_amount",
                        "priority",
                        "search"
                    })
                    ListQuery query) {
        var filters = new Filters(query, amounts)
                .equal("status", "status", STATUSES)
                .equal("requester_type", "type", Set.of("vendor", "customer"))
                .equal("reference", "reference")
                .equal("requester_id", "requester")
                .between("created_at")
                .amount("amount_minor")
                .equal("priority", "priority", Set.of("normal", "high"))
                .search();
        return query.page(
                filters.select(jdbc, "SELECT * FROM withdrawal", "seq")
                        .query((row, n) -> WithdrawalItem.of(row, amounts))
                        .list(),
                WithdrawalItem::seq);
    }
}
