package com.withdrawaldesk.control;

import static com.withdrawaldesk.account.Flag.Severity.ATTENTION;
import static com.withdrawaldesk.account.Flag.Severity.INFORMATION;
import static com.withdrawaldesk.account.Flag.Severity.SERIOUS;

import com.withdrawaldesk.account.DestinationFlags;
import com.withdrawaldesk.account.Findings;
import com.withdrawaldesk.account.Flag;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What speaks for a closer look at a withdrawal: of its account, its amount and its requester. Facts, and no score. */
@Component
public class Evidence {

    /** How many earlier payments it takes to call an amount usual, and how many times of that is far above. */
    private static final int USUAL_FROM = 3;

    private static final int FAR_ABOVE = 3;

    private static final int NEARLY_ALL_PERCENT = 90;

    private final JdbcClient jdbc;
    private final DestinationFlags destination;
    private final Amounts amounts;
    private final Wording wording;

    Evidence(JdbcClient jdbc, DestinationFlags destination, Amounts amounts, Wording wording) {
        this.jdbc = jdbc;
        this.destination = destination;
        this.amounts = amounts;
        this.wording = wording;
    }

    /** The evidence as things are now, the most severe first; two queries. */
    public List<Flag> of(UUID withdrawalId) {
        var evidence = new ArrayList<>(destination.of(withdrawalId));
        evidence.addAll(ofRequest(withdrawalId));
        evidence.sort(Comparator.comparing(Flag::severity));
        return evidence;
    }

    private List<Flag> ofRequest(UUID withdrawalId) {
        return jdbc.sql("""
                        SELECT w.amount_minor, d.wallet_balance_minor AS after_minor, v.status = 'frozen' AS frozen, earlier.*,
                               EXISTS (SELECT FROM audit_event
                                       WHERE subject_type = 'payment_pin' AND subject_id = w.requester_id
                                         AND action = 'payment_pin.locked' AND at > w.created_at - interval '7 days') AS pin_locked,
                               EXISTS (SELECT FROM audit_event
                                       WHERE subject_type = 'payment_settings' AND subject_id = w.requester_id
                                         AND action = 'payment_settings.changed' AND is_other_account(before, after)
                                         AND at > w.created_at - interval '7 days') AS settings_changed
                        FROM withdrawal w
                        JOIN wallet v ON v.id = w.wallet_id
                        JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                        CROSS JOIN LATERAL (
                            SELECT count(*) AS earlier, count(*) FILTER (WHERE created_at > w.created_at - interval '24 hours') AS within_a_day,
                                   count(*) FILTER (WHERE status = 'completed') AS paid,
                                   percentile_disc(0.5) WITHIN GROUP (ORDER BY amount_minor) FILTER (WHERE status = 'completed') AS usual_minor
                            FROM (SELECT created_at, status, amount_minor FROM withdrawal
                                  WHERE wallet_id = w.wallet_id AND seq < w.seq ORDER BY seq DESC LIMIT 100) latest) earlier
                        WHERE w.id = ?
                        """)
                .param(withdrawalId)
                .query((row, n) -> ofRequest(row))
                .single();
    }

    /** Rounded down, of amounts of any size. */
    static long percent(long part, long whole) {
        return part / Math.max(1, whole / 100);
    }

    private List<Flag> ofRequest(ResultSet row) throws SQLException {
        var evidence = new Findings(wording.forReader());
        long amount = row.getLong("amount_minor");
        long before = row.getLong("after_minor") + amount;
        if (row.getBoolean("frozen")) {
            evidence.add("wallet_frozen", SERIOUS);
        }
        if (row.getBoolean("pin_locked")) {
            evidence.add("pin_locked", ATTENTION);
        }
        if (row.getBoolean("settings_changed")) {
            evidence.add("account_changed", ATTENTION);
        }
        long usual = row.getLong("usual_minor");
        if (row.getInt("paid") >= USUAL_FROM && amount > FAR_ABOVE * usual) {
            evidence.add("unusual_amount", ATTENTION, Map.of("usual", amounts.spoken(usual), "times", amount / usual));
        }
        int withinADay = row.getInt("within_a_day");
        if (withinADay > 0) {
            evidence.add("many_requests", withinADay > 1 ? ATTENTION : INFORMATION, Map.of("number", withinADay + 1));
        }
        if (row.getInt("earlier") == 0) {
            evidence.add("first_withdrawal", INFORMATION);
        }
        if (amount == before) {
            evidence.add("whole_balance", INFORMATION);
        } else if (percent(amount, before) >= NEARLY_ALL_PERCENT) {
            evidence.add("most_of_balance", INFORMATION, Map.of("percent", percent(amount, before)));
        }
        return evidence.list();
    }
}
