package com.withdrawaldesk.review;

import com.withdrawaldesk.account.DestinationFlags;
import com.withdrawaldesk.account.Flag;
import com.withdrawaldesk.audit.AccountNumbers;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.control.Binding;
import com.withdrawaldesk.control.Evidence;
import com.withdrawaldesk.fee.FeeView;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.notification.Directory;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * All there is to know of one withdrawal, for admins; for operations and auditors without the account in full and the
 * requester's address, which auditors get when they ask for them. Who sees an account in full is recorded.
 */
@RestController
@Limited(Limit.SEARCHES)
class WithdrawalDetailController {

    /** The process knows its withdrawal by the reference. */
    private static final String BY_UUID =
            "w.id = :id::uuid OR w.reference = (SELECT business_key_ FROM act_ru_execution WHERE id_ = :id)";

    private static final int LATEST = 8;
    private static final String FULL = "full";

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Audit audit;
    private final AccountNumbers accountNumbers;
    private final Notifications notifications;
    private final Directory directory;
    private final DestinationFlags destinations;
    private final Evidence evidence;
    private final Binding binding;
    private final Withdrawals withdrawals;
    private final Fees fees;

    WithdrawalDetailController(
            JdbcClient jdbc,
            Amounts amounts,
            Audit audit,
            AccountNumbers accountNumbers,
            Notifications notifications,
            Directory directory,
            DestinationFlags destinations,
            Evidence evidence,
            Binding binding,
            Withdrawals withdrawals,
            Fees fees) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.audit = audit;
        this.accountNumbers = accountNumbers;
        this.notifications = notifications;
        this.directory = directory;
        this.destinations = destinations;
        this.evidence = evidence;
        this.binding = binding;
        this.withdrawals = withdrawals;
        this.fees = fees;
    }

    /**
     * The answer.
     *
     * @param flags the most severe first
     * @param people how the members of staff are called who are named here by their ids
     */
    record Detail(
            WithdrawalItem request,
            Requester requester,
            Destination destination,
            List<Flag> flags,
            Review review,
            Earlier earlier,
            WalletEffect wallet,
            String youReceive,
            List<FeeView> fees,
            Decision decision,
            List<Payout> payouts,
            List<Map<String, Object>> transfers,
            List<Audit.Entry> timeline,
            Object notifications,
            Map<String, String> people,
            String failureReason,
            String explanation,
            String processInstanceId) {}

    record Requester(String id, String name, String type, String email, Instant since, String walletStatus) {}

    /**
     * The bank account.
     *
     * @param usedSince since when this requester has used it
     * @param timesPaid how many withdrawals of this requester reached it until now
     */
    record Destination(
            String bankName,
            String bankCode,
            String accountNumber,
            String accountName,
            String resolvedName,
            Integer nameMatch,
            Instant verifiedAt,
            Instant usedSince,
            int timesPaid) {}

    /**
     * What the caller can do about the decision.
     *
     * @param dueAt when the review becomes overdue; null once decided
     * @param refused why the caller cannot decide; null when they can
     */
    record Review(Instant dueAt, boolean overdue, Obstacle refused) {}

    record Obstacle(String code, String message) {}

    /** The requester's withdrawals before this one: how they stand, and the latest of them. */
    record Earlier(List<Total> totals, List<Past> latest) {}

    record Total(String status, int count, String amount) {}

    record Past(
            String reference,
            String amount,
            String currency,
            String status,
            String stage,
            String account,
            String decidedBy,
            String failureReason,
            Instant createdAt,
            Instant endedAt) {}

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
            String lastResult,
            String message,
            String bankReference,
            String providerId,
            String fee,
            int sends,
            int checks,
            Instant heldUntil,
            Instant retryAt,
            Instant createdAt,
            Instant updatedAt,
            List<Exchange> exchanges) {}

    /**
     * A call to the provider, masked.
     *
     * @param answer and what follows: null when none came, because the desk died meanwhile
     */
    record Exchange(
            String call,
            Instant at,
            String request,
            Integer httpStatus,
            String answer,
            String result,
            Long durationMs) {}

    /**
     * @param id of the withdrawal, its reference, or the id of a running process instance that it is about
     * @param account {@code full} for the whole account and the requester's address, for auditors
     */
    @GetMapping("/api/admin/finance/withdrawal-detail")
    Detail detail(
            @RequestParam(required = false) String id,
            @RequestParam(required = false) String account,
            Authentication me) {
        if (id == null || id.isBlank() || id.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInput("id", "required", "Give the id or the reference of the withdrawal.");
        }
        if (account != null && !account.equals(FULL)) {
            throw new InvalidInput("account", "invalid_filter", "Expected full.");
        }
        boolean inFull = is(Groups.BUSINESS_ADMINS, me) || account != null && is(Groups.AUDITORS, me);
        return jdbc.sql("""
                        SELECT w.*, v.email, v.status AS wallet_status, v.created_at AS since, v.balance_minor AS now_minor,
                               d.wallet_balance_minor AS after_minor
                        FROM withdrawal w
                        JOIN wallet v ON v.id = w.wallet_id
                        JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                        WHERE
                        """ + (isUuid(id) ? BY_UUID : "w.reference = :id"))
                .param("id", id)
                .query((row, n) -> detail(row, inFull))
                .optional()
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
    }

    private static boolean is(String group, Authentication me) {
        return me.getAuthorities().stream().anyMatch(one -> one.getAuthority().equals(group));
    }

    private static boolean isUuid(String id) {
        return id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    private Detail detail(ResultSet row, boolean inFull) throws SQLException {
        WithdrawalItem item = WithdrawalItem.of(row, amounts);
        if (inFull) {
            accountNumbers.read(item.id().toString());
            binding.opened(item.id());
        }
        DestinationFlags.Use use = destinations.use(item.id());
        List<Audit.Entry> timeline = audit.of("withdrawal", item.id().toString());
        long after = row.getLong("after_minor");
        return new Detail(
                item,
                new Requester(
                        item.requesterId(),
                        item.requesterName(),
                        item.type(),
                        inFull ? row.getString("email") : null,
                        Filters.instant(row, "since"),
                        row.getString("wallet_status")),
                new Destination(
                        item.bankName(),
                        row.getString("bank_code"),
                        inFull ? row.getString("account_number") : item.account(),
                        row.getString("account_name"),
                        row.getString("resolved_name"),
                        row.getObject("name_match", Integer.class),
                        Filters.instant(row, "resolved_at"),
                        use.since(),
                        use.paid()),
                evidence.of(item.id()),
                review(item.id()),
                earlier(row.getString("wallet_id"), item.seq()),
                new WalletEffect(
                        amounts.plain(after + row.getLong("amount_minor")),
                        amounts.plain(after),
                        amounts.plain(row.getLong("now_minor"))),
                amounts.plain(row.getLong("payout_minor")),
                FeeView.all(fees.of(item.id())),
                new Decision(
                        row.getString("decision"),
                        item.decidedBy(),
                        Filters.instant(row, "decided_at"),
                        row.getString("decision_reason"),
                        row.getString("decision_notes"),
                        row.getString("first_approved_by"),
                        Filters.instant(row, "first_approved_at")),
                payouts(item.id()),
                transfers(item.id()),
                timeline,
                notifications.deliveriesFor(item.reference()),
                people(item, timeline),
                row.getString("failure_reason"),
                Stage.of(item.stage()).sentence(),
                row.getString("process_instance_id"));
    }

    private Review review(UUID id) {
        Withdrawals.Review review = withdrawals.review(id);
        Refusal refusal = review.refusal();
        return new Review(
                review.dueAt(),
                review.overdue(),
                refusal == null ? null : new Obstacle(refusal.code().value(), refusal.getMessage()));
    }

    private Earlier earlier(String wallet, long seq) {
        List<Total> totals = jdbc.sql("""
                        SELECT status, count(*), sum(amount_minor) FROM withdrawal WHERE wallet_id = ?::uuid AND seq < ?
                        GROUP BY status ORDER BY count(*) DESC, status
                        """)
                .params(wallet, seq)
                .query((row, n) -> new Total(row.getString(1), row.getInt(2), amounts.plain(row.getLong(3))))
                .list();
        List<Past> latest = jdbc.sql(
                        "SELECT * FROM withdrawal WHERE wallet_id = ?::uuid AND seq < ? ORDER BY seq DESC LIMIT ?")
                .params(wallet, seq, LATEST)
                .query((row, n) -> {
                    WithdrawalItem item = WithdrawalItem.of(row, amounts);
                    return new Past(
                            item.reference(),
                            item.amount(),
                            item.currency(),
                            item.status(),
                            item.stage(),
                            item.account(),
                            item.decidedBy(),
                            row.getString("failure_reason"),
                            item.createdAt(),
                            Filters.instant(row, "ended_at"));
                })
                .list();
        return new Earlier(totals, latest);
    }

    private Map<String, String> people(WithdrawalItem item, List<Audit.Entry> timeline) {
        return directory.names(Stream.concat(
                        Stream.of(item.initiatedBy(), item.firstApprovedBy(), item.decidedBy()),
                        timeline.stream().map(Audit.Entry::actor))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    }

    private List<Payout> payouts(UUID withdrawal) {
        return jdbc.sql("SELECT * FROM payout_attempt WHERE withdrawal_id = ? ORDER BY attempt")
                .param(withdrawal)
                .query((row, n) -> new Payout(
                        row.getString("reference"),
                        row.getString("provider"),
                        row.getString("state"),
                        row.getString("last_result"),
                        row.getString("message"),
                        row.getString("bank_reference"),
                        row.getString("provider_id"),
                        charged(row.getBigDecimal("fee")),
                        row.getInt("sends"),
                        row.getInt("checks"),
                        Filters.instant(row, "held_until"),
                        Filters.instant(row, "retry_at"),
                        Filters.instant(row, "created_at"),
                        Filters.instant(row, "updated_at"),
                        exchanges(row.getString("reference"))))
                .list();
    }

    /** As the provider gave it, with as many decimals; null while it is not known. */
    private static String charged(BigDecimal fee) {
        if (fee == null) {
            return null;
        }
        BigDecimal shortest = fee.stripTrailingZeros();
        return shortest.setScale(Math.max(2, shortest.scale())).toPlainString();
    }

    /** The last 100, oldest first. */
    private List<Exchange> exchanges(String payoutReference) {
        return jdbc.sql("""
                        SELECT * FROM (
                            SELECT id, call, at, left(request, 4000) AS request, http_status, left(answer, 4000) AS answer,
                                   results[array_position(payout_references, :reference::text)] AS result, duration_ms
                            FROM payout_exchange WHERE payout_references @> ARRAY[:reference::text]
                            ORDER BY id DESC LIMIT 100) AS latest
                        ORDER BY id
                        """)
                .param("reference", payoutReference)
                .query((row, n) -> new Exchange(
                        row.getString("call"),
                        Filters.instant(row, "at"),
                        row.getString("request"),
                        row.getObject("http_status", Integer.class),
                        row.getString("answer"),
                        row.getString("result"),
                        row.getObject("duration_ms", Long.class)))
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
                        "created_at", Filters.instant(row, "created_at")))
                .list();
    }
}
