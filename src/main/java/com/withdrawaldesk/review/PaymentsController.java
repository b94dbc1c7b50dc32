package com.withdrawaldesk.review;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.wallet.Wallets;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Money in and out: every movement of the ledger, for admins. */
@RestController
@Limited(Limit.SEARCHES)
class PaymentsController {

    private final JdbcClient jdbc;
    private final Amounts amounts;

    PaymentsController(JdbcClient jdbc, Amounts amounts) {
        this.jdbc = jdbc;
        this.amounts = amounts;
    }

    record Payment(
            long id,
            String kind,
            String direction,
            String owner,
            String ownerType,
            String amount,
            String debitAccount,
            String creditAccount,
            String reference,
            String description,
            Instant createdAt) {}

    /** A movement that leaves a wallet or the platform is out, every other is in. */
    @GetMapping("/api/admin/finance/payments")
    ListQuery.Page<Payment> payments(
            @ListFilters({"kind", "owner", "reference", "from", "to", "min_amount", "max_amount"}) ListQuery query) {
        var filters = new Filters(query, amounts)
                .equal("t.kind", "kind", Wallets.KINDS)
                .equal("w.owner_id", "owner")
                .equal("t.reference", "reference")
                .between("t.created_at")
                .amount("t.amount_minor");
        return query.page(
                filters.select(jdbc, """
                                SELECT t.*, w.owner_id, w.owner_type FROM ledger_transfer t
                                LEFT JOIN withdrawal x ON x.id = t.withdrawal_id
                                LEFT JOIN wallet w ON w.id = coalesce(t.wallet_id, x.wallet_id)""", "t.id")
                        .query((row, n) -> new Payment(
                                row.getLong("id"),
                                row.getString("kind"),
                                row.getString("debit_account").startsWith("wallet:")
                                                || row.getString("credit_account")
                                                        .equals("platform:bank")
                                        ? "out"
                                        : "in",
                                row.getString("owner_id"),
                                row.getString("owner_type"),
                                amounts.plain(row.getLong("amount_minor")),
                                row.getString("debit_account"),
                                row.getString("credit_account"),
                                row.getString("reference"),
                                row.getString("description"),
                                Filters.instant(row, "created_at")))
                        .list(),
                Payment::id);
    }
}
