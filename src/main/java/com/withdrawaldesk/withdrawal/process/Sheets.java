package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.destination.Flag.Severity.ATTENTION;
import static com.withdrawaldesk.destination.Flag.Severity.INFORMATION;
import static com.withdrawaldesk.destination.Flag.Severity.SERIOUS;

import com.withdrawaldesk.control.Evidence;
import com.withdrawaldesk.destination.DestinationFlags;
import com.withdrawaldesk.destination.Flag;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads from our tables what a person needs to decide, as the markdown that the forms show. Nothing of it is stored. */
@Component
class Sheets {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private static final Map<Flag.Severity, String> HEADS =
            Map.of(SERIOUS, "✖ Serious:", ATTENTION, "⚠ Attention:", INFORMATION, "ℹ Information:");

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Fees fees;
    private final DestinationFlags destinations;
    private final Evidence evidence;
    private final Withdrawals withdrawals;

    Sheets(
            JdbcClient jdbc,
            Amounts amounts,
            Fees fees,
            DestinationFlags destinations,
            Evidence evidence,
            Withdrawals withdrawals) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.fees = fees;
        this.destinations = destinations;
        this.evidence = evidence;
        this.withdrawals = withdrawals;
    }

    /** Amount, requester, wallet before and after, the whole bank account and what is known of it, and what became of earlier requests. */
    String review(String reference) {
        return jdbc.sql("""
                        SELECT w.*, d.wallet_balance_minor AS after_minor, v.balance_minor AS now_minor,
                               v.created_at AS customer_since
                        FROM withdrawal w
                        JOIN wallet v ON v.id = w.wallet_id
                        JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                        WHERE w.reference = ?
                        """)
                .param(reference)
                .query((row, n) -> {
                    var facts = new LinkedHashMap<String, String>();
                    long amount = row.getLong("amount_minor");
                    long after = row.getLong("after_minor");
                    facts.put(
                            "Amount",
                            amounts.spoken(amount) + (row.getString("priority").equals("high") ? " (high)" : ""));
                    facts.putAll(fees(row));
                    facts.put(
                            "Requester",
                            plain(row.getString("requester_name")) + " (" + row.getString("requester_type") + " "
                                    + plain(row.getString("requester_id")) + ", since "
                                    + time(row.getTimestamp("customer_since").toInstant()) + ")");
                    if (!row.getString("initiated_by").equals(row.getString("requester_id"))) {
                        facts.put("Started by", plain(row.getString("initiated_by")) + " for the vendor");
                    }
                    if (row.getString("first_approved_by") != null) {
                        facts.put("Approved first by", plain(row.getString("first_approved_by")));
                    }
                    facts.put("Reference", row.getString("reference"));
                    facts.put("Requested", time(row.getTimestamp("created_at").toInstant()));
                    facts.put("Decide by", deadline(row.getObject("id", UUID.class)));
                    facts.put("Wallet before", amounts.spoken(after + amount));
                    facts.put("Wallet after", amounts.spoken(after));
                    if (row.getLong("now_minor") != after) {
                        facts.put("Wallet now", amounts.spoken(row.getLong("now_minor")));
                    }
                    facts.put("Bank", bank(row));
                    facts.put("Account", row.getString("account_number") + " " + plain(row.getString("account_name")));
                    facts.put("Name at the bank", nameAtTheBank(row));
                    facts.put("Used since", use(destinations.use(row.getObject("id", UUID.class))));
                    facts.put("Earlier withdrawals", earlier(row.getString("requester_id"), row.getLong("seq")));
                    return table(facts) + evidence(row.getObject("id", UUID.class));
                })
                .single();
    }

    private String deadline(UUID id) {
        Withdrawals.Review review = withdrawals.review(id);
        return review.dueAt() == null ? "nothing left" : time(review.dueAt()) + (review.overdue() ? " (overdue)" : "");
    }

    private static String use(DestinationFlags.Use use) {
        return time(use.since()) + (use.paid() == 0 ? ", never paid to" : ", paid to " + use.paid() + " ×");
    }

    /** Under the table, for sentences of any length would stretch it. */
    private String evidence(UUID withdrawal) {
        String found = evidence.of(withdrawal).stream()
                .map(flag -> "- **" + HEADS.get(flag.severity()) + "** " + plain(flag.message()) + "\n")
                .collect(Collectors.joining());
        return "\n" + (found.isEmpty() ? "Nothing stands out.\n" : found);
    }

    /** Amount, bank account, and what the provider said. */
    String payout(String reference) {
        return jdbc.sql("""
                        SELECT w.*, p.provider, p.reference AS payout_reference, p.state, p.message, p.checks, p.updated_at AS known_at,
                               p.proposed_by, p.bank_reference AS proof
                        FROM withdrawal w JOIN payout_attempt p ON p.withdrawal_id = w.id
                        WHERE w.reference = ? ORDER BY p.attempt DESC LIMIT 1
                        """)
                .param(reference)
                .query((row, n) -> {
                    var facts = new LinkedHashMap<String, String>();
                    facts.put("Amount", amounts.spoken(row.getLong("payout_minor")));
                    facts.put("Pay to", plain(row.getString("account_name")));
                    facts.put("Bank", bank(row));
                    facts.put("Account", row.getString("account_number"));
                    facts.put("Reference", row.getString("reference"));
                    facts.put("Approved by", plain(row.getString("decided_by")));
                    if (!row.getString("provider").equals("manual")) {
                        facts.put("Payout", row.getString("provider") + " " + plain(row.getString("payout_reference")));
                        facts.put(
                                "Known",
                                row.getString("state") + " since "
                                        + time(row.getTimestamp("known_at").toInstant()) + ", asked "
                                        + row.getInt("checks") + " times");
                    }
                    String proposer = row.getString("proposed_by");
                    if (row.getString("message") != null) {
                        facts.put(proposer == null ? "Provider says" : "Found", plain(row.getString("message")));
                    }
                    if (row.getString("proof") != null) {
                        facts.put("Bank's reference", plain(row.getString("proof")));
                    }
                    if (proposer != null) {
                        facts.put("To confirm", "recorded by " + plain(proposer));
                    }
                    return table(facts);
                })
                .single();
    }

    private Map<String, String> fees(ResultSet row) throws SQLException {
        var facts = new LinkedHashMap<String, String>();
        fees.of(row.getObject("id", UUID.class))
                .forEach(line -> facts.put(
                        line.kind().label(),
                        Amounts.spoken(line.quoted()) + ", borne by the "
                                + line.bearer().value()));
        if (row.getLong("payout_minor") != row.getLong("amount_minor")) {
            facts.put("Reaches the bank", amounts.spoken(row.getLong("payout_minor")));
        }
        return facts;
    }

    private String earlier(String requester, long before) {
        String summary = jdbc.sql("""
                        SELECT string_agg(n || ' ' || status, ', ' ORDER BY n DESC) FROM (
                            SELECT status, count(*) AS n FROM withdrawal WHERE requester_id = ? AND seq < ? GROUP BY status) s
                        """)
                .params(requester, before)
                .query((row, n) -> row.getString(1))
                .list()
                .get(0);
        return summary == null ? "none" : summary;
    }

    private static String nameAtTheBank(ResultSet row) throws SQLException {
        String name = row.getString("resolved_name");
        return name == null ? "not known" : plain(name) + " (agrees " + row.getInt("name_match") + " of 100)";
    }

    private static String bank(ResultSet row) throws SQLException {
        String code = row.getString("bank_code");
        return plain(row.getString("bank_name")) + (code == null ? "" : " (" + plain(code) + ")");
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** Markdown tables need a head: it is the first fact, the amount. */
    private static String table(Map<String, String> facts) {
        var table = new StringBuilder();
        facts.forEach((name, value) -> {
            boolean head = table.isEmpty();
            table.append("| ").append(name).append(" | ").append(value).append(" |\n");
            table.append(head ? "|---|---|\n" : "");
        });
        return table.toString();
    }

    /** Names are other people's input: whatever markdown or HTML they hold is shown, not obeyed. */
    private static String plain(String text) {
        return text.replaceAll("[\\\\`*_{}\\[\\]()#+!|~>-]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("\\R", " ");
    }
}
