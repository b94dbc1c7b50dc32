package com.withdrawaldesk.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What must always hold, each as a query that names the offenders and so must return nothing. */
@Component
public class Invariants {

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("wallet balance equals the sum of its transfers", """
                SELECT w.id::text FROM wallet w LEFT JOIN (
                    SELECT wallet_id, sum(CASE WHEN credit_account LIKE 'wallet:%' THEN amount_minor ELSE -amount_minor END) AS total
                    FROM ledger_transfer GROUP BY wallet_id) t ON t.wallet_id = w.id
                WHERE w.balance_minor <> coalesce(t.total, 0)""");
        QUERIES.put("no wallet is below zero, unless a sale was taken back", """
                SELECT w.id::text FROM wallet w WHERE w.balance_minor < 0 AND NOT EXISTS (
                    SELECT FROM ledger_transfer t
                    WHERE t.wallet_id = w.id AND t.kind IN ('sale_refund', 'charge_back', 'correction'))""");
        QUERIES.put("every withdrawal was debited exactly once, with its amount", """
                SELECT w.reference FROM withdrawal w
                LEFT JOIN ledger_transfer t ON t.withdrawal_id = w.id AND t.kind = 'withdrawal_debit'
                GROUP BY w.id HAVING count(t.id) <> 1 OR max(t.amount_minor) <> w.amount_minor""");
        QUERIES.put("no withdrawal was both refunded and settled, or either twice", """
                SELECT w.reference FROM withdrawal w JOIN ledger_transfer t ON t.withdrawal_id = w.id
                WHERE t.kind IN ('withdrawal_refund', 'withdrawal_settlement')
                GROUP BY w.id HAVING count(*) > 1""");
        QUERIES.put("what a withdrawal's state says of its money is what the ledger says", """
                SELECT w.reference FROM withdrawal w
                LEFT JOIN (SELECT withdrawal_id,
                    count(*) FILTER (WHERE kind = 'withdrawal_refund') AS refunds,
                    count(*) FILTER (WHERE kind = 'withdrawal_settlement') AS settlements,
                    count(*) FILTER (WHERE kind = 'reversal') AS reversals
                    FROM ledger_transfer GROUP BY withdrawal_id) l ON l.withdrawal_id = w.id
                WHERE ARRAY[coalesce(l.refunds, 0), coalesce(l.settlements, 0), coalesce(l.reversals, 0)]::int[] <> CASE
                    WHEN w.stage IN ('rejected', 'failed', 'refunded', 'cancelled') THEN ARRAY[1, 0, 0]
                    WHEN w.stage = 'completed' THEN ARRAY[0, 1, 0]
                    WHEN w.stage = 'reversed' THEN ARRAY[0, 1, 1]
                    ELSE ARRAY[0, 0, 0] END""");
        QUERIES.put("money in transit equals the open withdrawals", """
                SELECT 'in transit ' || transit || ', open ' || open FROM
                    (SELECT coalesce(sum(CASE WHEN credit_account = 'platform:in_transit' THEN amount_minor
                                              ELSE -amount_minor END), 0) AS transit
                     FROM ledger_transfer WHERE 'platform:in_transit' IN (debit_account, credit_account)) t,
                    (SELECT coalesce(sum(amount_minor), 0) AS open FROM withdrawal WHERE ended_at IS NULL) o
                WHERE transit <> open""");
        QUERIES.put("what reaches the bank is the amount less the fees the requester bears", """
                SELECT w.reference FROM withdrawal w LEFT JOIN withdrawal_fee f ON f.withdrawal_id = w.id AND f.bearer = 'requester'
                GROUP BY w.id HAVING w.payout_minor <> w.amount_minor - coalesce(sum(f.quoted_minor), 0)""");
        QUERIES.put("a settlement and the fees it took are what was debited", """
                SELECT w.reference FROM withdrawal w JOIN ledger_transfer t ON t.withdrawal_id = w.id
                WHERE w.stage IN ('completed', 'reversed') GROUP BY w.id
                HAVING coalesce(sum(t.amount_minor) FILTER (WHERE t.debit_account = 'platform:in_transit'), 0) <> w.amount_minor""");
        QUERIES.put("fees were booked as quoted and charged, and given back with what the bank returned", """
                WITH fee AS (
                    SELECT f.*, w.stage, f.bearer = 'requester' AND f.quoted_minor > 0 AS deducted
                    FROM withdrawal_fee f JOIN withdrawal w ON w.id = f.withdrawal_id WHERE w.stage IN ('completed', 'reversed')),
                due AS (
                    SELECT withdrawal_id, kind, quoted_minor FROM fee WHERE deducted
                    UNION ALL SELECT withdrawal_id, kind || '_reversal', quoted_minor FROM fee WHERE deducted AND stage = 'reversed'
                    UNION ALL SELECT withdrawal_id, 'stamp_duty_charge', quoted_minor FROM fee WHERE kind = 'stamp_duty'
                    UNION ALL SELECT withdrawal_id, 'provider_fee_charge', charged_minor FROM fee
                        WHERE kind = 'provider_fee' AND charged_minor > 0),
                booked AS (
                    SELECT withdrawal_id, kind, amount_minor FROM ledger_transfer WHERE withdrawal_id IS NOT NULL
                      AND kind NOT IN ('withdrawal_debit', 'withdrawal_refund', 'withdrawal_settlement', 'reversal', 'return_charge', 'paid_after_all',
                                       'receivable_repaid', 'receivable_returned', 'receivable_written_off', 'repayment_returned',
                                       'write_off_returned'))
                SELECT DISTINCT w.reference FROM withdrawal w JOIN (
                    (TABLE due EXCEPT TABLE booked) UNION ALL (TABLE booked EXCEPT TABLE due)) d ON d.withdrawal_id = w.id""");
        QUERIES.put("every open withdrawal has a running process", """
                SELECT w.reference FROM withdrawal w WHERE w.ended_at IS NULL AND NOT EXISTS (
                    SELECT FROM act_ru_execution e
                    WHERE e.id_ = w.process_instance_id AND e.business_key_ = w.reference)""");
        QUERIES.put("every running withdrawal process has an open withdrawal", """
                SELECT e.business_key_ FROM act_ru_execution e JOIN act_re_procdef d ON d.id_ = e.proc_def_id_
                WHERE d.key_ = 'withdrawal' AND e.parent_id_ IS NULL AND NOT EXISTS (
                    SELECT FROM withdrawal w WHERE w.reference = e.business_key_ AND w.ended_at IS NULL)""");
        QUERIES.put("every completed withdrawal has a payout of the same amount that was paid", """
                SELECT w.reference FROM withdrawal w WHERE w.stage = 'completed' AND NOT EXISTS (
                    SELECT FROM payout_attempt p WHERE p.withdrawal_id = w.id AND p.amount_minor = w.payout_minor
                      AND p.state IN ('paid', 'reversed'))""");
        QUERIES.put("no payout was sent for a withdrawal that nobody approved", """
                SELECT w.reference FROM withdrawal w JOIN payout_attempt p ON p.withdrawal_id = w.id
                WHERE w.decision IS DISTINCT FROM 'approve' OR lower(w.decided_by) IN (lower(w.requester_id), lower(w.initiated_by))""");
        QUERIES.put("no payout is on its way while another of the same withdrawal was paid", """
                SELECT w.reference FROM withdrawal w JOIN (
                    SELECT withdrawal_id FROM payout_attempt WHERE state NOT IN ('failed', 'reversed')
                    GROUP BY withdrawal_id HAVING count(*) > 1) p ON p.withdrawal_id = w.id
                WHERE NOT EXISTS (
                    SELECT FROM ledger_transfer t WHERE t.withdrawal_id = w.id AND t.kind = 'paid_after_all')""");
        QUERIES.put("whatever was paid and is not settled is booked as owed", """
                SELECT w.reference FROM withdrawal w
                JOIN payout_attempt p ON p.withdrawal_id = w.id AND p.state = 'paid'
                WHERE w.stage IN ('failed', 'refunded', 'reversed') GROUP BY w.id HAVING count(*) > (
                    SELECT count(*) FILTER (WHERE t.kind = 'paid_after_all')
                           - count(*) FILTER (WHERE t.kind = 'receivable_returned')
                    FROM ledger_transfer t WHERE t.withdrawal_id = w.id)""");
        QUERIES.put("what is owed waits for somebody, and nothing else does", """
                SELECT coalesce(o.reference, e.business_key_) FROM (
                    SELECT w.reference FROM withdrawal w JOIN ledger_transfer t ON t.withdrawal_id = w.id
                    WHERE t.kind = 'paid_after_all' OR t.debit_account LIKE 'receivable:%' OR t.credit_account LIKE 'receivable:%'
                    GROUP BY w.id HAVING sum(CASE WHEN t.debit_account LIKE 'receivable:%' THEN t.amount_minor
                                                  ELSE -t.amount_minor END) > 0) o
                FULL JOIN (SELECT e.business_key_ FROM act_ru_execution e JOIN act_re_procdef d ON d.id_ = e.proc_def_id_
                           WHERE d.key_ = 'receivable' AND e.parent_id_ IS NULL) e ON e.business_key_ = o.reference
                WHERE o.reference IS NULL OR e.business_key_ IS NULL""");
        QUERIES.put("nothing was refunded that a provider may still pay", """
                SELECT w.reference FROM withdrawal w JOIN payout_attempt p ON p.withdrawal_id = w.id
                WHERE w.stage IN ('failed', 'refunded') AND p.state NOT IN ('failed', 'paid', 'reversed')""");
        // Where nobody seals, as in a desk whose scheduler was never on, there is nothing late.
        QUERIES.put("each row of the audit trail is sealed within a quarter of an hour", """
                SELECT id::text FROM audit_event
                WHERE id > coalesce((SELECT last_id FROM audit_seal ORDER BY no DESC LIMIT 1), -9223372036854775808)
                  AND at < clock_timestamp() - interval '15 minutes'
                  AND EXISTS (SELECT FROM scheduled_tasks WHERE task_name = 'audit-seal')""");
    }

    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;

    Invariants(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
    }

    /**
     * Checks everything, each query on one consistent view of the data.
     *
     * @return what does not hold, with at most 100 offenders each; empty when all is well
     */
    public Map<String, List<String>> violations() {
        return snapshot.execute(tx -> violations(jdbc));
    }

    static Map<String, List<String>> violations(JdbcClient jdbc) {
        var violations = new LinkedHashMap<String, List<String>>();
        QUERIES.forEach((name, query) -> {
            List<String> offenders =
                    jdbc.sql(query + " LIMIT 100").query(String.class).list();
            if (!offenders.isEmpty()) {
                violations.put(name, offenders);
            }
        });
        return violations;
    }

    /** The names of all that is checked. */
    public List<String> names() {
        return List.copyOf(QUERIES.keySet());
    }
}
