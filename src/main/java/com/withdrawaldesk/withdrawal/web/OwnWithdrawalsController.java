package com.withdrawaldesk.withdrawal.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.fee.FeeView;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Outlook;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Status;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What owners see of their own withdrawals: where the money is, why, and what happens next. */
@RestController
@Unlimited("one's own, by index")
@RequestMapping("/api/{ownerType:vendor|customer}/wallet")
class OwnWithdrawalsController {

    /** What an owner is told of the audit trail, in words; the rest concerns the staff. */
    private static final Map<String, String> TOLD = Map.of(
            "withdrawal.requested", "Requested",
            "withdrawal.approved", "Approved",
            "withdrawal.rejected", "Rejected",
            "withdrawal.cancelled", "Cancelled",
            "withdrawal.refunded", "Money back in the wallet",
            "payout.sent", "Sent to the bank",
            "withdrawal.completed", "Paid",
            "withdrawal.reversed", "Sent back by the bank");

    private final JdbcClient jdbc;
    private final Wallets wallets;
    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;
    private final WithdrawalProperties properties;
    private final Amounts amounts;
    private final Audit audit;
    private final Idempotency idempotency;
    private final Fees fees;
    private final Outlook outlook;

    OwnWithdrawalsController(
            JdbcClient jdbc,
            Wallets wallets,
            WithdrawalRepository withdrawals,
            WithdrawalFlow flow,
            WithdrawalProperties properties,
            Amounts amounts,
            Audit audit,
            Idempotency idempotency,
            Fees fees,
            Outlook outlook) {
        this.jdbc = jdbc;
        this.wallets = wallets;
        this.withdrawals = withdrawals;
        this.flow = flow;
        this.properties = properties;
        this.amounts = amounts;
        this.audit = audit;
        this.idempotency = idempotency;
        this.fees = fees;
        this.outlook = outlook;
    }

    record Item(
            UUID id,
            String reference,
            String amount,
            String status,
            String stage,
            String explanation,
            String failureCode,
            String reason,
            Instant createdAt,
            Instant updatedAt,
            @JsonIgnore long seq) {}

    @GetMapping("/withdrawals")
    ListQuery.Page<Item> list(@PathVariable String ownerType, Principal user, @ListFilters("status") ListQuery query) {
        String status = query.filter(
                "status",
                value -> Status.valueOf(value.toUpperCase(Locale.ROOT)).value(),
                "pending, processing, completed, failed or cancelled");
        query.check();
        List<Item> rows = jdbc.sql("""
                        SELECT * FROM withdrawal
                        WHERE requester_id = :requester AND requester_type = :type AND seq < :before
                          AND (:status::text IS NULL OR status = :status)
                        ORDER BY seq DESC LIMIT :limit
                        """)
                .param("requester", user.getName())
                .param("type", ownerType)
                .param("before", query.before())
                .param("status", status)
                .param("limit", query.fetch())
                .query((row, n) -> item(row))
                .list();
        return query.page(rows, Item::seq);
    }

    record Detail(
            UUID id,
            String reference,
            String amount,
            String status,
            String stage,
            String explanation,
            String nextStep,
            String failureCode,
            String reason,
            String bankName,
            String account,
            String accountName,
            String bankReference,
            Instant createdAt,
            Instant updatedAt,
            boolean cancellable,
            String youReceive,
            List<FeeView> fees,
            List<Step> timeline) {}

    record Step(Instant at, String event) {}

    @GetMapping("/withdrawals/{reference}")
    Detail detail(@PathVariable String ownerType, @PathVariable String reference, Principal user) {
        return jdbc.sql("SELECT * FROM withdrawal WHERE reference = ? AND requester_id = ? AND requester_type = ?")
                .params(reference, user.getName(), ownerType)
                .query((row, n) -> {
                    Item item = item(row);
                    Stage stage = Stage.of(row.getString("stage"));
                    return new Detail(
                            item.id(),
                            item.reference(),
                            item.amount(),
                            item.status(),
                            item.stage(),
                            item.explanation(),
                            outlook.of(item.id()),
                            item.failureCode(),
                            item.reason(),
                            row.getString("bank_name"),
                            BankAccount.masked(row.getString("account_number")),
                            row.getString("account_name"),
                            row.getString("bank_reference"),
                            item.createdAt(),
                            item.updatedAt(),
                            stage.underReview(),
                            amounts.plain(row.getLong("payout_minor")),
                            FeeView.quoted(fees.of(item.id())),
                            timeline(item.id()));
                })
                .optional()
                .orElseThrow(OwnWithdrawalsController::notYours);
    }

    record Cancelled(boolean success, String message, String reference, String status) {}

    @PostMapping("/withdrawals/{reference}/cancel")
    @Limited(Limit.REQUESTS)
    @Answers(Cancelled.class)
    ResponseEntity<Object> cancel(
            @PathVariable String ownerType,
            @PathVariable String reference,
            Principal user,
            HttpServletRequest request) {
        return idempotency.optional(request, 200).answer(() -> {
            flow.cancel(withdrawals
                    .lock(reference, user.getName(), OwnerType.of(ownerType))
                    .orElseThrow(OwnWithdrawalsController::notYours));
            return new Cancelled(
                    true,
                    "Withdrawal " + reference + " is cancelled and the money is back in your wallet.",
                    reference,
                    "cancelled");
        });
    }

    record Limits(String available, String minimum, String maximum, String currency) {}

    @GetMapping("/limits")
    Limits limits(@PathVariable String ownerType, Principal user) {
        Wallet wallet = wallets.of(user.getName(), OwnerType.of(ownerType));
        return new Limits(
                Amounts.plain(
                        wallet.frozen() || wallet.closed() || wallet.balance().isNegative()
                                ? amounts.ofMinor(0)
                                : wallet.balance()),
                Amounts.plain(amounts.of(properties.minimum())),
                properties.maximum() == null ? null : Amounts.plain(amounts.of(properties.maximum())),
                amounts.currency());
    }

    private List<Step> timeline(UUID id) {
        return audit.of("withdrawal", id.toString()).stream()
                .filter(entry -> TOLD.containsKey(entry.action()))
                .map(entry -> new Step(entry.at(), TOLD.get(entry.action())))
                .toList();
    }

    private Item item(ResultSet row) throws SQLException {
        Stage stage = Stage.of(row.getString("stage"));
        return new Item(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                amounts.plain(row.getLong("amount_minor")),
                stage.status().value(),
                stage.value(),
                stage.sentence(),
                row.getString("failure_code"),
                row.getString("failure_reason"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                row.getLong("seq"));
    }

    private static Refusal notYours() {
        return new Refusal(Code.NOT_FOUND, "You have no withdrawal of this reference.");
    }
}
