package com.withdrawaldesk.review;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Suspicious patterns across wallets, of the last 30 days: what no single review shows. They decide nothing. */
@RestController
@Limited(Limit.SEARCHES)
class PatternController {

    private static final Duration LOOKED_AT = Duration.ofDays(30);
    private static final int NAMED = 10;
    private static final Set<String> PATTERNS = Set.of(
            "shared_account",
            "many_requests",
            "split_amounts",
            "changed_and_emptied",
            "pin_guessing",
            "often_rejected");

    private final JdbcClient jdbc;
    private final Amounts amounts;
    private final WithdrawalProperties rules;
    private final Wording wording;
    private final Clock clock;

    PatternController(JdbcClient jdbc, Amounts amounts, WithdrawalProperties rules, Wording wording, Clock clock) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.rules = rules;
        this.wording = wording;
        this.clock = clock;
    }

    /**
     * @param owners whose wallets it is about, at most ten of them
     * @param count requests, or locks of a PIN
     * @param amount of these requests together; null where there are none
     */
    record Found(String pattern, List<String> owners, int count, String amount, Instant last) {}

    record Patterns(Instant since, List<Found> results) {}

    @GetMapping("/api/admin/finance/patterns")
    Patterns patterns(@ListFilters(value = "pattern", paged = false) ListQuery query) {
        String pattern = query.filter("pattern", PATTERNS);
        query.check();
        Instant since = clock.instant().minus(LOOKED_AT);
        var found = jdbc.sql("""
                        WITH recent AS (SELECT * FROM withdrawal WHERE created_at > :since),
                        found AS (
                            -- One bank account, several owners.
                            SELECT 'shared_account' AS pattern, array_agg(DISTINCT requester_id) AS owners, count(*) AS n,
                                   sum(amount_minor) AS minor, max(created_at) AS last
                            FROM recent GROUP BY account_number, coalesce(bank_code, lower(bank_name))
                            HAVING count(DISTINCT requester_id) > 1
                            UNION ALL
                            -- Five requests or more of one wallet on one day.
                            SELECT 'many_requests', array_agg(DISTINCT requester_id), count(*), sum(amount_minor), max(created_at)
                            FROM recent GROUP BY wallet_id, (created_at AT TIME ZONE :zone)::date HAVING count(*) >= 5
                            UNION ALL
                            -- Together above the amount that takes two admins, each of them below.
                            SELECT 'split_amounts', array_agg(DISTINCT requester_id), count(*), sum(amount_minor), max(created_at)
                            FROM recent WHERE amount_minor <= :second AND stage <> 'cancelled'
                            GROUP BY wallet_id, (created_at AT TIME ZONE :zone)::date
                            HAVING count(*) > 1 AND sum(amount_minor) > :second
                            UNION ALL
                            -- Another account was saved, and within three days nearly all was asked for.
                            SELECT 'changed_and_emptied', owners, n, minor, last FROM (
                                SELECT DISTINCT ON (w.wallet_id) array_agg(DISTINCT w.requester_id) AS owners, count(*) AS n,
                                       sum(w.amount_minor) AS minor, max(w.created_at) AS last
                                FROM audit_event a
                                JOIN recent w ON w.requester_id = a.subject_id AND w.requester_type = 'vendor'
                                    AND w.created_at BETWEEN a.at AND a.at + interval '3 days'
                                JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                                WHERE a.subject_type = 'payment_settings' AND a.action = 'payment_settings.changed'
                                  AND a.at > :since::timestamptz - interval '3 days' AND is_other_account(a.before, a.after)
                                GROUP BY w.wallet_id, a.id HAVING min(d.wallet_balance_minor) * 10 <= sum(w.amount_minor)
                                ORDER BY w.wallet_id, minor DESC) emptied
                            UNION ALL
                            SELECT 'pin_guessing', array_agg(DISTINCT subject_id), count(*), NULL, max(at) FROM audit_event
                            WHERE subject_type = 'payment_pin' AND action = 'payment_pin.locked' AND at > :since
                            GROUP BY subject_id HAVING count(*) >= 2
                            UNION ALL
                            SELECT 'often_rejected', array_agg(DISTINCT requester_id), count(*), sum(amount_minor), max(created_at)
                            FROM recent WHERE stage = 'rejected' GROUP BY wallet_id HAVING count(*) >= 3)
                        SELECT * FROM found
                        WHERE :pattern::text IS NULL OR pattern = :pattern
                        ORDER BY last DESC LIMIT 200
                        """)
                .param("since", Timestamp.from(since))
                .param("zone", wording.zone().getId())
                .param(
                        "second",
                        rules.secondApprovalAbove() == null
                                ? Long.MAX_VALUE
                                : Amounts.minor(amounts.of(rules.secondApprovalAbove())))
                .param("pattern", pattern)
                .query((row, n) -> new Found(
                        row.getString("pattern"),
                        Stream.of((String[]) row.getArray("owners").getArray())
                                .limit(NAMED)
                                .toList(),
                        row.getInt("n"),
                        row.getObject("minor") == null ? null : amounts.plain(row.getLong("minor")),
                        Filters.instant(row, "last")))
                .list();
        return new Patterns(since, found);
    }
}
