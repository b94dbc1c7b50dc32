package com.withdrawaldesk.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.InvalidInput;
import com.withdrawaldesk.api.ListQuery;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Stage;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What admins see of all withdrawals and all money. */
@RestController
@RequestMapping("/api/admin/finance")
class FinanceController {

    private static final Set<String> STATUSES = Set.of("pending", "processing", "completed", "failed", "cancelled");

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Audit audit;
    private final Notifications notifications;

    FinanceController(JdbcClient jdbc, Amounts amounts, Audit audit, Notifications notifications) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.audit = audit;
        this.notifications = notifications;
    }

    record Item(
            UUID id,
            String reference,
            String type,
            String requesterId,
            String requesterName,
            String initiatedBy,
            String amount,
            String currency,
            String status,
            String stage,
            String priority,
            String bankName,
            String account,
            String decidedBy,
            String failureCode,
            Instant createdAt,
            Instant updatedAt,
            @JsonIgnore long seq) {}

    @GetMapping("/list-withdrawals")
    ListQuery.Page<Item> withdrawals(HttpServletRequest request) {
        var query = new ListQuery(
                request,
                "status",
                "type",
                "reference",
                "requester",
                "from",
                "to",
                "min_amount",
                "max_amount",
                "priority");
        var filters = new LinkedHashMap<String, Object>();
        filters.put("status = :status", query.filter("status", STATUSES));
        filters.put("requester_type = :type", query.filter("type", Set.of("vendor", "customer")));
        filters.put("reference = :reference", query.filter("reference"));
        filters.put("requester_id = :requester", query.filter("requester"));
        filters.put("created_at >= :from", query.filter("from", FinanceController::time, "a date or an ISO 8601 time"));
        filters.put("created_at < :to", query.filter("to", FinanceController::time, "a date or an ISO 8601 time"));
        filters.put("amount_minor >= :min", query.filter("min_amount", this::minor, "an amount such as 50000.00"));
        filters.put("amount_minor <= :max", query.filter("max_amount", this::minor, "an amount such as 50000.00"));
        filters.put("priority = :priority", query.filter("priority", Set.of("normal", "high")));
        query.check();
        return query.page(
                select("SELECT * FROM withdrawal WHERE seq < :before", "seq", filters, query)
                        .query((row, n) -> item(row))
                        .list(),
                Item::seq);
    }

    record Detail(
            Item request,
            Requester requester,
            Destination destination,
            WalletEffect wallet,
            Decision decision,
            List<Payout> payouts,
            List<Map<String, Object>> transfers,
            List<Audit.Entry> timeline,
            Object notifications,
            String failureReason,
            String explanation,
            String processInstanceId) {}

    record Requester(String id, String name, String type, String email, Instant since, String walletStatus) {}

    record Destination(String bankName, String bankCode, String accountNumber, String accountName) {}

    record WalletEffect(String before, String after, String now) {}

    record Decision(
            String decision,
            String decidedBy,
            Instant decidedAt,
            String reason,
            String notes,
            String firstApprovedBy,
            Instant firstApprovedAt) {}

    record Payout(
            String reference,
            String provider,
            String state,
            String message,
            String bankReference,
            int checks,
            Instant createdAt,
            Instant updatedAt) {}

    @GetMapping("/withdrawal-detail")
    Detail detail(@RequestParam(required = false) String id) {
        if (id == null || id.isBlank() || id.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInput("id", "required", "Give the id or the reference of the withdrawal.");
        }
        return jdbc.sql("""
                        SELECT w.*, v.email, v.status AS wallet_status, v.created_at AS since, v.balance_minor AS now_minor,
                               d.wallet_balance_minor AS after_minor
                        FROM withdrawal w
                        JOIN wallet v ON v.id = w.wallet_id
                        JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                        WHERE w.id::text = :id OR w.reference = :id
                        """)
                .param("id", id)
                .query((row, n) -> detail(row))
                .optional()
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
    }

    private Detail detail(ResultSet row) throws SQLException {
        Item item = item(row);
        long after = row.getLong("after_minor");
        return new Detail(
                item,
                new Requester(
                        item.requesterId(),
                        item.requesterName(),
                        item.type(),
                        row.getString("email"),
                        instant(row, "since"),
                        row.getString("wallet_status")),
                new Destination(
                        item.bankName(),
                        row.getString("bank_code"),
                        row.getString("account_number"),
                        row.getString("account_name")),
                new WalletEffect(
                        amounts.plain(after + row.getLong("amount_minor")),
                        amounts.plain(after),
                        amounts.plain(row.getLong("now_minor"))),
                new Decision(
                        row.getString("decision"),
                        item.decidedBy(),
                        instant(row, "decided_at"),
                        row.getString("decision_reason"),
                        row.getString("decision_notes"),
                        row.getString("first_approved_by"),
                        instant(row, "first_approved_at")),
                payouts(item.id()),
                transfers(item.id()),
                audit.of("withdrawal", item.id().toString()),
                notifications.deliveriesFor(item.reference()),
                row.getString("failure_reason"),
                Stage.valueOf(item.stage().toUpperCase(Locale.ROOT)).sentence(),
                row.getString("process_instance_id"));
    }

    private List<Payout> payouts(UUID withdrawal) {
        return jdbc.sql("SELECT * FROM payout_attempt WHERE withdrawal_id = ? ORDER BY attempt")
                .param(withdrawal)
                .query((row, n) -> new Payout(
                        row.getString("reference"),
                        row.getString("provider"),
                        row.getString("state"),
                        row.getString("message"),
                        row.getString("bank_reference"),
                        row.getInt("checks"),
                        instant(row, "created_at"),
                        instant(row, "updated_at")))
                .list();
    }

    private List<Map<String, Object>> transfers(UUID withdrawal) {
        return jdbc.sql("SELECT * FROM ledger_transfer WHERE withdrawal_id = ? ORDER BY id")
                .param(withdrawal)
                .query((row, n) -> Map.<String, Object>of(
                        "kind", row.getString("kind"),
                        "amount", amounts.plain(row.getLong("amount_minor")),
                        "debit_account", row.getString("debit_account"),
                        "credit_account", row.getString("credit_account"),
                        "created_at", instant(row, "created_at")))
                .list();
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

    /** Money in and out: every movement of the ledger. Out of the platform's view, a settlement and a reversal cross its border. */
    @GetMapping("/payments")
    ListQuery.Page<Payment> payments(HttpServletRequest request) {
        var query = new ListQuery(request, "kind", "owner", "reference", "from", "to", "min_amount", "max_amount");
        var filters = new LinkedHashMap<String, Object>();
        filters.put("t.kind = :kind", query.filter("kind", Wallets.KINDS));
        filters.put("w.owner_id = :owner", query.filter("owner"));
        filters.put("t.reference = :reference", query.filter("reference"));
        filters.put(
                "t.created_at >= :from", query.filter("from", FinanceController::time, "a date or an ISO 8601 time"));
        filters.put("t.created_at < :to", query.filter("to", FinanceController::time, "a date or an ISO 8601 time"));
        filters.put("t.amount_minor >= :min", query.filter("min_amount", this::minor, "an amount such as 50000.00"));
        filters.put("t.amount_minor <= :max", query.filter("max_amount", this::minor, "an amount such as 50000.00"));
        query.check();
        return query.page(
                select("""
                                SELECT t.*, w.owner_id, w.owner_type FROM ledger_transfer t
                                LEFT JOIN withdrawal x ON x.id = t.withdrawal_id
                                LEFT JOIN wallet w ON w.id = coalesce(t.wallet_id, x.wallet_id)
                                WHERE t.id < :before""", "t.id", filters, query)
                        .query((row, n) -> new Payment(
                                row.getLong("id"),
                                row.getString("kind"),
                                row.getString("debit_account").startsWith("wallet:")
                                                || row.getString("kind").equals("withdrawal_settlement")
                                        ? "out"
                                        : "in",
                                row.getString("owner_id"),
                                row.getString("owner_type"),
                                amounts.plain(row.getLong("amount_minor")),
                                row.getString("debit_account"),
                                row.getString("credit_account"),
                                row.getString("reference"),
                                row.getString("description"),
                                instant(row, "created_at")))
                        .list(),
                Payment::id);
    }

    /** Only the filters that were given become part of the statement, so that each combination finds its index. */
    private JdbcClient.StatementSpec select(String from, String key, Map<String, Object> filters, ListQuery query) {
        var sql = new StringBuilder(from);
        filters.forEach((condition, value) -> sql.append(value == null ? "" : " AND " + condition));
        sql.append(" ORDER BY ").append(key).append(" DESC LIMIT :limit");
        var statement = jdbc.sql(sql.toString()).param("before", query.before()).param("limit", query.fetch());
        for (var filter : filters.entrySet()) {
            if (filter.getValue() != null) {
                String name = filter.getKey().substring(filter.getKey().indexOf(':') + 1);
                statement = statement.param(name, filter.getValue());
            }
        }
        return statement;
    }

    private Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getString("requester_type"),
                row.getString("requester_id"),
                row.getString("requester_name"),
                row.getString("initiated_by"),
                amounts.plain(row.getLong("amount_minor")),
                row.getString("currency"),
                row.getString("status"),
                row.getString("stage"),
                row.getString("priority"),
                row.getString("bank_name"),
                "******" + row.getString("account_number").substring(6),
                row.getString("decided_by"),
                row.getString("failure_code"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                row.getLong("seq"));
    }

    private Long minor(String text) {
        Money amount = amounts.parse(text);
        if (amount.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return Amounts.minor(amount);
    }

    /** A date means its first moment in UTC. Years have four digits, as the database does not know all that Java does. */
    private static Timestamp time(String text) {
        if (!text.matches("\\d{4}-.*")) {
            throw new IllegalArgumentException(text);
        }
        Instant instant = text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
        return Timestamp.from(instant);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
