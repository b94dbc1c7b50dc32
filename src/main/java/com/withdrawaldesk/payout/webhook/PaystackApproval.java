package com.withdrawaldesk.payout.webhook;

import static com.withdrawaldesk.payout.webhook.Source.minor;
import static com.withdrawaldesk.payout.webhook.Source.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a transfer that Paystack is about to make is one that we approved and sent, which a stolen key cannot fake. */
@Component
class PaystackApproval {

    private static final Pattern REFERENCE = Pattern.compile("[a-z0-9_-]{16,50}");

    private final JdbcClient jdbc;
    private final Audit audit;
    private final WebhookMetrics metrics;

    PaystackApproval(JdbcClient jdbc, Audit audit, WebhookMetrics metrics) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.metrics = metrics;
    }

    record Sent(
            String provider,
            long amountMinor,
            String currency,
            String accountNumber,
            String bankCode,
            boolean underWay) {}

    /** Refuses, with an entry in the audit trail, unless the transfer is ours in all that matters. */
    void requireOurs(Optional<JsonNode> body) {
        // Paystack documents that it posts the transfer, not whether in an envelope.
        JsonNode transfer = body.map(json -> json.path("data").isObject() ? json.path("data") : json)
                .orElse(MissingNode.getInstance());
        String reference = text(transfer, "reference");
        String fault = fault(transfer, reference);
        if (fault != null) {
            metrics.rejected("paystack", "approval");
            String subject = REFERENCE.matcher(reference).matches() ? reference : null;
            audit.recordRefused(
                    Audit.Event.of("payout.approval_asked", "payout", subject).because(fault));
            throw new Refusal(Code.TRANSFER_NOT_APPROVED, "This transfer is not one that we approved.");
        }
    }

    /** Null when there is none. */
    private String fault(JsonNode transfer, String reference) {
        Optional<Sent> known = find(reference);
        if (known.isEmpty()) {
            return "reference not known";
        }
        Sent sent = known.get();
        JsonNode recipient = transfer.path("recipient");
        JsonNode account = recipient.path("details").isObject() ? recipient.path("details") : recipient;
        if (!sent.provider().equals("paystack")) {
            return "the payout is not with this provider";
        }
        if (!sent.underWay()) {
            return "the payout is not being sent, or was stopped";
        }
        Long amount = minor(transfer, "amount", 0);
        if (amount == null || amount != sent.amountMinor()) {
            return "the amount is not what was ordered";
        }
        if (!text(transfer, "currency").equals(sent.currency())) {
            return "the currency is not what was ordered";
        }
        boolean sameBank = sent.bankCode() == null || sent.bankCode().equals(text(account, "bank_code"));
        return sameBank && sent.accountNumber().equals(text(account, "account_number"))
                ? null
                : "the account is not the approved one";
    }

    /** What is unknown to us may well be waiting for this answer. */
    private Optional<Sent> find(String reference) {
        return !REFERENCE.matcher(reference).matches()
                ? Optional.empty()
                : jdbc.sql("""
                        SELECT p.provider, p.amount_minor, w.currency, w.account_number, w.bank_code,
                               p.state IN ('sending', 'sent', 'unknown') AND w.decision = 'approve' AND v.status <> 'frozen'
                                   AND NOT EXISTS (SELECT FROM payout_pause WHERE provider IN ('all', p.provider)) AS under_way
                        FROM payout_attempt p JOIN withdrawal w ON w.id = p.withdrawal_id JOIN wallet v ON v.id = w.wallet_id
                        WHERE p.reference = ?
                        """).param(reference).query(Sent.class).optional();
    }
}
