package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.base.money.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The facts in the forms about what became known after a withdrawal's end: what our books say, what each provider says, and
 * what a person found. Read anew each time it is opened. Public, because expressions can only call what is public.
 */
@Component
public class LateSheet {

    private final Sheets sheets;
    private final Amounts amounts;
    private final JdbcClient jdbc;

    LateSheet(Sheets sheets, Amounts amounts, JdbcClient jdbc) {
        this.sheets = sheets;
        this.amounts = amounts;
        this.jdbc = jdbc;
    }

    /** Markdown. */
    public String of(DelegateExecution execution) {
        String reference = execution.getProcessBusinessKey();
        var facts = jdbc.sql("""
                        SELECT w.*, (SELECT sum(CASE WHEN t.debit_account LIKE 'receivable:%' THEN t.amount_minor
                                                     WHEN t.credit_account LIKE 'receivable:%' THEN -t.amount_minor END)
                                     FROM ledger_transfer t WHERE t.withdrawal_id = w.id) AS owed_minor
                        FROM withdrawal w WHERE w.reference = ?
                        """).param(reference).query((row, n) -> ours(row)).single();
        jdbc.sql("""
                        SELECT p.* FROM payout_attempt p JOIN withdrawal w ON w.id = p.withdrawal_id WHERE w.reference = ?
                        ORDER BY p.attempt
                        """).param(reference).query(row -> {
            facts.put(said(row), theirs(row));
        });
        jdbc.sql("""
                        SELECT f.* FROM payout_finding f JOIN withdrawal w ON w.id = f.withdrawal_id
                        WHERE w.reference = ? AND f.state = 'proposed' ORDER BY f.id
                        """).param(reference).query(row -> {
            found(row, facts);
        });
        return sheets.table(facts);
    }

    private Map<String, String> ours(ResultSet row) throws SQLException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Amount", amounts.spoken(row.getLong("payout_minor")));
        facts.put("Requester", Sheets.plain(row.getString("requester_name")));
        facts.put("Bank", Sheets.plain(row.getString("bank_name")));
        facts.put(
                "Account",
                "\\*\\*\\*\\*\\*\\*" + row.getString("account_number").replaceAll(".*(?=.{4}$)", ""));
        facts.put("Reference", row.getString("reference"));
        facts.put(
                "We say",
                sheets.say(
                        "stage",
                        Map.of(
                                "stage", Sheets.plain(row.getString("stage")),
                                "time",
                                        sheets.time(
                                                row.getTimestamp("updated_at").toInstant()))));
        if (row.getLong("owed_minor") > 0) {
            facts.put("Owed", amounts.spoken(row.getLong("owed_minor")));
        }
        return facts;
    }

    /** One line for each attempt: an untranslated name, for it is the provider's. */
    private static String said(ResultSet row) throws SQLException {
        return row.getString("provider") + " " + row.getInt("attempt");
    }

    private String theirs(ResultSet row) throws SQLException {
        String result = row.getString("last_result");
        String message = row.getString("message");
        return sheets.say(
                "said",
                Map.of(
                        "state", Sheets.plain(row.getString("state")),
                        "result", Sheets.plain(result == null ? "-" : result),
                        "words", message == null ? "" : Sheets.plain(message),
                        "time", sheets.time(row.getTimestamp("updated_at").toInstant())));
    }

    private void found(ResultSet row, Map<String, String> facts) throws SQLException {
        facts.put(
                "Found",
                sheets.say("found_" + row.getString("found"), Map.of()) + " " + Sheets.plain(row.getString("reason")));
        if (row.getObject("amount_minor") != null) {
            facts.put("Amount of it", amounts.spoken(row.getLong("amount_minor")));
        }
        if (row.getString("bank_reference") != null) {
            facts.put("Bank's reference", Sheets.plain(row.getString("bank_reference")));
        }
        facts.put("To confirm", sheets.say("recorded_by", Map.of("name", Sheets.plain(row.getString("found_by")))));
    }
}
