package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.account.Flag.Severity.ATTENTION;
import static com.withdrawaldesk.account.Flag.Severity.INFORMATION;
import static com.withdrawaldesk.account.Flag.Severity.SERIOUS;

import com.withdrawaldesk.account.DestinationFlags;
import com.withdrawaldesk.account.Flag;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.control.Evidence;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads from our tables what a person needs to decide, as the markdown that the forms show. Nothing of it is stored. Names of
 * facts are English here, and in the reader's language where {@link Wording} has one: {@code sheet.wallet_before}.
 */
@Component
class Sheets {

    private static final Map<Flag.Severity, String> SYMBOLS = Map.of(SERIOUS, "✖", ATTENTION, "⚠", INFORMATION, "ℹ");

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final Fees fees;
    private final Wording wording;
    private final DestinationFlags destinations;
    private final Evidence evidence;
    private final Withdrawals withdrawals;
    private final Reader reader;

    Sheets(
            JdbcClient jdbc,
            Amounts amounts,
            Fees fees,
            Wording wording,
            DestinationFlags destinations,
            Evidence evidence,
            Withdrawals withdrawals,
            Reader reader) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.fees = fees;
        this.wording = wording;
        this.destinations = destinations;
        this.evidence = evidence;
        this.withdrawals = withdrawals;
        this.reader = reader;
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
                    reader.readsAccount(row.getObject("id", UUID.class));
                    var facts = new LinkedHashMap<String, String>();
                    long amount = row.getLong("amount_minor");
                    long after = row.getLong("after_minor");
                    boolean high = row.getString("priority").equals("high");
                    facts.put(
                            "Amount",
                            high ? say("high", Map.of("amount", amounts.spoken(amount))) : amounts.spoken(amount));
                    facts.putAll(fees(row));
                    facts.put(
                            "Requester",
                            say(
                                    row.getString("requester_type"),
                                    Map.of(
                                            "name", plain(row.getString("requester_name")),
                                            "id", plain(row.getString("requester_id")),
                                            "time",
                                                    time(row.getTimestamp("customer_since")
                                                            .toInstant()))));
                    if (!row.getString("initiated_by").equals(row.getString("requester_id"))) {
                        facts.put(
                                "Started by", say("for_vendor", Map.of("name", plain(row.getString("initiated_by")))));
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
        return review.dueAt() == null
                ? say("decided", Map.of())
                : say(review.overdue() ? "overdue" : "due", Map.of("time", time(review.dueAt())));
    }

    private String use(DestinationFlags.Use use) {
        return say(use.paid() == 0 ? "never_paid" : "paid", Map.of("time", time(use.since()), "count", use.paid()));
    }

    /** Under the table, for sentences of any length would stretch it. */
    private String evidence(UUID withdrawal) {
        List<Flag> flags = evidence.of(withdrawal);
        String serious = flags.stream()
                .filter(flag -> flag.severity() == SERIOUS && !flag.code().equals("wallet_frozen"))
                .map(flag -> "\n" + say("dismiss", Map.of("finding", plain(flag.code()))) + "\n")
                .collect(Collectors.joining());
        String found = flags.stream()
                .map(flag -> "- **" + SYMBOLS.get(flag.severity()) + " "
                        + say(flag.severity().name().toLowerCase(Locale.ROOT), Map.of()) + "** " + plain(flag.message())
                        + "\n")
                .collect(Collectors.joining());
        return "\n" + (found.isEmpty() ? say("nothing_stands_out", Map.of()) + "\n" : found) + serious;
    }

    /** As {@link #payout}; the account is for whoever claimed the task, who also reads who had claimed it before. */
    String toTransfer(String reference, String execution) {
        return jdbc.sql("""
                        SELECT t.assignee_ = :reader AS claimed,
                               (SELECT string_agg(DISTINCT l.user_id_, ', ') FROM act_hi_op_log l
                                WHERE l.task_id_ = t.id_ AND l.operation_type_ = 'Claim' AND l.user_id_ <> :reader) AS before
                        FROM act_ru_task t WHERE t.execution_id_ = :execution
                        """)
                .param("reader", reader.id())
                .param("execution", execution)
                .query((row, n) -> {
                    String before = row.getString("before");
                    return payout(reference, row.getBoolean("claimed"))
                            + (before == null
                                    ? ""
                                    : "\n" + say("claimed_before", Map.of("name", plain(before))) + "\n");
                })
                .single();
    }

    /**
     * Amount, bank account, and what the provider said.
     *
     * @param whole whether the whole account number is shown, and its end otherwise
     */
    String payout(String reference, boolean whole) {
        return jdbc.sql("""
                        SELECT w.*, p.provider, p.reference AS payout_reference, p.state, p.message, p.checks, p.updated_at AS known_at,
                               p.proposed_by, p.bank_reference AS proof,
                               v.status = 'frozen' AS frozen,
                               (SELECT string_agg(e.provider || ' ' || e.reference || ': ' || e.state || ', '
                                                  || coalesce(e.last_result, '?'), '; ' ORDER BY e.attempt)
                                FROM payout_attempt e WHERE e.withdrawal_id = w.id AND e.attempt < p.attempt) AS earlier,
                               EXISTS (SELECT FROM payout_pause WHERE provider IN ('all', p.provider)) AS paused
                        FROM withdrawal w JOIN wallet v ON v.id = w.wallet_id JOIN payout_attempt p ON p.withdrawal_id = w.id
                        WHERE w.reference = ? ORDER BY p.attempt DESC LIMIT 1
                        """)
                .param(reference)
                .query((row, n) -> {
                    if (whole) {
                        reader.readsAccount(row.getObject("id", UUID.class));
                    }
                    var facts = new LinkedHashMap<String, String>();
                    facts.put("Amount", amounts.spoken(row.getLong("payout_minor")));
                    if (row.getBoolean("frozen") || row.getBoolean("paused")) {
                        facts.put(
                                "Stopped",
                                say(row.getBoolean("frozen") ? "wallet_frozen" : "payouts_paused", Map.of()));
                    }
                    facts.put("Pay to", plain(row.getString("account_name")));
                    facts.put("Bank", bank(row));
                    String account = row.getString("account_number");
                    facts.put(
                            "Account",
                            whole
                                    ? account
                                    : say("claim_first", Map.of("account", account.substring(account.length() - 4))));
                    facts.put("Reference", row.getString("reference"));
                    facts.put("Approved by", plain(row.getString("decided_by")));
                    if (!row.getString("provider").equals("manual")) {
                        facts.put("Payout", row.getString("provider") + " " + plain(row.getString("payout_reference")));
                        facts.put(
                                "Known",
                                say(
                                        "asked",
                                        Map.of(
                                                "state", row.getString("state"),
                                                "time",
                                                        time(row.getTimestamp("known_at")
                                                                .toInstant()),
                                                "count", row.getInt("checks"))));
                    }
                    if (row.getString("earlier") != null) {
                        facts.put("Tried before", plain(row.getString("earlier")));
                    }
                    String proposer = row.getString("proposed_by");
                    if (row.getString("message") != null) {
                        facts.put(proposer == null ? "Provider says" : "Found", plain(row.getString("message")));
                    }
                    if (row.getString("proof") != null) {
                        facts.put("Bank's reference", plain(row.getString("proof")));
                    }
                    if (proposer != null) {
                        facts.put("To confirm", say("recorded_by", Map.of("name", plain(proposer))));
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
                        say("borne_by_" + line.bearer().value(), Map.of("amount", Amounts.spoken(line.quoted())))));
        if (row.getLong("payout_minor") != row.getLong("amount_minor")) {
            facts.put("Reaches the bank", amounts.spoken(row.getLong("payout_minor")));
        }
        return facts;
    }

    private String earlier(String requester, long before) {
        List<String> ends = jdbc.sql("""
                        SELECT status, count(*) AS n FROM withdrawal WHERE requester_id = ? AND seq < ?
                        GROUP BY status ORDER BY n DESC
                        """)
                .params(requester, before)
                .query((row, n) -> say(row.getString("status"), Map.of("count", row.getLong("n"))))
                .list();
        return ends.isEmpty() ? say("none", Map.of()) : String.join(", ", ends);
    }

    private String nameAtTheBank(ResultSet row) throws SQLException {
        String name = row.getString("resolved_name");
        return name == null
                ? say("not_known", Map.of())
                : say("agrees", Map.of("name", plain(name), "match", row.getInt("name_match")));
    }

    private static String bank(ResultSet row) throws SQLException {
        String code = row.getString("bank_code");
        return plain(row.getString("bank_name")) + (code == null ? "" : " (" + plain(code) + ")");
    }

    String say(String key, Map<String, ?> values) {
        return wording.forReader().say("on_sheet." + key, values);
    }

    String time(Instant instant) {
        return wording.forReader().time(instant);
    }

    /** Markdown tables need a head: it is the first fact, the amount. */
    String table(Map<String, String> facts) {
        Wording words = wording.forReader();
        var table = new StringBuilder();
        facts.forEach((name, value) -> {
            boolean head = table.isEmpty();
            table.append("| ")
                    .append(words.find(key(name)).orElse(name))
                    .append(" | ")
                    .append(value)
                    .append(" |\n");
            table.append(head ? "|---|---|\n" : "");
        });
        return table.toString();
    }

    private static String key(String name) {
        return "sheet." + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
    }

    /**
     * Names are other people's input: whatever markdown or HTML they hold is shown, not obeyed. With its dots, colons
     * and @ escaped, no name becomes a link by looking like an address.
     */
    static String plain(String text) {
        return Names.isolated(text)
                .replaceAll("[\\\\`*_{}\\[\\]()#+!|~>.:@-]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replaceAll("\\R", " ");
    }
}
