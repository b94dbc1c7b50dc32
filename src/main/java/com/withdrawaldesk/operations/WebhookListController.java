package com.withdrawaldesk.operations;

import com.fasterxml.jackson.databind.util.RawValue;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import java.time.Instant;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What providers told and what became of it, for admins and operations. */
@RestController
@Limited(Limit.SEARCHES)
class WebhookListController {

    private static final Set<String> STATES = Set.of("new", "unmatched", "done", "ignored", "suspicious", "given_up");

    private final JdbcClient jdbc;
    private final Amounts amounts;

    WebhookListController(JdbcClient jdbc, Amounts amounts) {
        this.jdbc = jdbc;
        this.amounts = amounts;
    }

    record Webhook(
            long id,
            String provider,
            String event,
            String status,
            String reference,
            String state,
            String note,
            Instant receivedAt,
            String receivedFrom,
            int attempts,
            Instant nextAttemptAt,
            Instant settledAt,
            String bodySha256,
            RawValue body) {}

    @GetMapping("/api/admin/finance/webhooks")
    ListQuery.Page<Webhook> webhooks(@ListFilters({"state", "reference"}) ListQuery query) {
        var filters =
                new Filters(query, amounts).equal("state", "state", STATES).equal("reference", "reference");
        return query.page(
                filters.select(jdbc, "SELECT * FROM webhook_event", "id")
                        .query((row, n) -> new Webhook(
                                row.getLong("id"),
                                row.getString("provider"),
                                row.getString("event"),
                                row.getString("status"),
                                row.getString("reference"),
                                row.getString("state"),
                                row.getString("note"),
                                Filters.instant(row, "received_at"),
                                row.getString("received_from"),
                                row.getInt("attempts"),
                                Filters.instant(row, "next_attempt_at"),
                                Filters.instant(row, "settled_at"),
                                row.getString("body_sha256"),
                                row.getString("body") == null ? null : new RawValue(row.getString("body"))))
                        .list(),
                Webhook::id);
    }
}
