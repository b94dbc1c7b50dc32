package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How many withdrawals are open, and where they stand. */
@RestController
@Limited(Limit.SEARCHES)
class StagesController {

    private final JdbcClient jdbc;
    private final Amounts amounts;

    StagesController(JdbcClient jdbc, Amounts amounts) {
        this.jdbc = jdbc;
        this.amounts = amounts;
    }

    /** @param oldest when the oldest of them was requested */
    record Open(String stage, long count, String amount, Instant oldest) {}

    record Stages(long count, String amount, String currency, List<Open> stages) {}

    /** Read from the index of what is open; stages without any are left out. */
    @GetMapping("/api/admin/operations/stages")
    Stages stages(@ListFilters(paged = false) ListQuery query) {
        query.check();
        var stages = jdbc.sql("""
                        SELECT stage, count(*) AS count, coalesce(sum(amount_minor), 0)::bigint AS minor, min(created_at) AS oldest
                        FROM withdrawal WHERE ended_at IS NULL GROUP BY GROUPING SETS ((stage), ()) ORDER BY oldest
                        """)
                .query((row, n) -> new Open(
                        row.getString("stage"),
                        row.getLong("count"),
                        amounts.plain(row.getLong("minor")),
                        Filters.instant(row, "oldest")))
                .list();
        Open all =
                stages.stream().filter(one -> one.stage() == null).findFirst().orElseThrow();
        return new Stages(
                all.count(),
                all.amount(),
                amounts.currency(),
                stages.stream().filter(one -> one.stage() != null).toList());
    }
}
