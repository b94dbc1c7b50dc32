package com.withdrawaldesk.run;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.List;
import java.util.Set;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds whom a run has to pay, in batches in the order of their ids, and says how much by what one statement can tell.
 * Whether the bank account can be paid to is known to the payment settings.
 */
@Component
class DueVendors {

    private final JdbcClient jdbc;
    private final RunProperties properties;
    private final WithdrawalProperties rules;
    private final Amounts amounts;
    private final Wording wording;

    DueVendors(
            JdbcClient jdbc, RunProperties properties, WithdrawalProperties rules, Amounts amounts, Wording wording) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.rules = rules;
        this.amounts = amounts;
        this.wording = wording;
    }

    /**
     * What passes without the vendor doing anything about it: who is skipped for it is due at the next run, whatever the
     * frequency. That a wallet was empty is no such reason; it is paid when its day comes again.
     */
    static final Set<String> PASSING = Set.of(
            Code.COOLING_OFF.value(),
            Code.INSUFFICIENT_BALANCE.value(),
            Code.INTERNAL_ERROR.value(),
            Code.OWES.value(),
            Code.PAYOUTS_PAUSED.value(),
            Code.WALLET_FROZEN.value());

    private static final String DUE = """
            SELECT s.vendor_id, s.minimum_minor, w.balance_minor,
                   CASE WHEN w.closed_at IS NULL THEN w.status ELSE 'closed' END AS status
            FROM payout_schedule s
            LEFT JOIN wallet w ON w.owner_id = s.vendor_id AND w.owner_type = 'vendor'
            WHERE s.frequency <> 'off'
              AND (s.frequency = 'daily'
                   OR s.weekday IN (:weekdays)
                   OR s.day_of_month IN (:days)
                   OR w.balance_minor >= s.threshold_minor
                   OR (SELECT i.reason_code FROM payout_run_item i JOIN payout_run r ON r.id = i.run_id
                       WHERE i.vendor_id = s.vendor_id AND r.period < :day ORDER BY i.seq DESC LIMIT 1) IN (:passing))
            """;

    /** A reason not to pay somebody: a stable code and a sentence for the vendor. */
    record Reason(String code, String message) {

        static Reason of(Refusal refused) {
            return new Reason(refused.code().value(), refused.getMessage());
        }
    }

    /**
     * A vendor whose day it is.
     *
     * @param amount what is to be paid; null when there is an obstacle
     * @param obstacle why nothing can be paid; null when there is an amount
     */
    record Due(String vendorId, Money amount, Reason obstacle) {}

    /** The next vendors after this one, at most a batch; the empty text comes before all. */
    List<Due> after(String vendorId, Period period) {
        return due(DUE + " AND s.vendor_id > :after ORDER BY s.vendor_id LIMIT :limit", period)
                .param("after", vendorId)
                .param("limit", properties.batch())
                .query((row, n) -> due(
                        row.getString("vendor_id"),
                        row.getString("status"),
                        amounts.ofMinor(row.getLong("balance_minor")),
                        amounts.ofMinor(row.getLong("minimum_minor"))))
                .list();
    }

    /** Whether anybody is due whose wallet has enough and is not frozen. */
    boolean any(Period period) {
        return due(
                        DUE
                                + " AND w.status = 'active' AND w.closed_at IS NULL AND w.balance_minor >= greatest(s.minimum_minor, :minimum) LIMIT 1",
                        period)
                .param("minimum", Amounts.minor(amounts.of(rules.minimum())))
                .query((row, n) -> true)
                .optional()
                .isPresent();
    }

    private JdbcClient.StatementSpec due(String sql, Period period) {
        return jdbc.sql(sql)
                .param("weekdays", period.weekdays())
                .param("days", period.daysOfMonth())
                .param("day", period.day())
                .param("passing", PASSING);
    }

    private Due due(String vendor, String walletStatus, Money balance, Money ownMinimum) {
        Money deskMinimum = amounts.of(rules.minimum());
        Money minimum = ownMinimum.isGreaterThan(deskMinimum) ? ownMinimum : deskMinimum;
        if (walletStatus == null) {
            return skipped(vendor, Code.WALLET_NOT_FOUND, "You have no wallet yet.");
        }
        if (walletStatus.equals("frozen")) {
            return skipped(vendor, Code.WALLET_FROZEN, wording.say("wallet.frozen"));
        }
        if (walletStatus.equals("closed")) {
            return skipped(vendor, Code.WALLET_CLOSED, wording.say("wallet.closed"));
        }
        if (balance.isNegative()) {
            return new Due(vendor, null, Reason.of(Withdrawals.owes(balance)));
        }
        if (balance.isZero()) {
            return skipped(vendor, Code.NOTHING_TO_PAY, "Your wallet was empty.");
        }
        if (balance.isLessThan(minimum)) {
            return skipped(
                    vendor,
                    Code.BELOW_MINIMUM,
                    "Your balance of " + Amounts.spoken(balance) + " was below the minimum of "
                            + Amounts.spoken(minimum) + ".");
        }
        return new Due(vendor, capped(balance), null);
    }

    private Money capped(Money balance) {
        Money maximum = rules.maximum() == null ? balance : amounts.of(rules.maximum());
        return balance.isGreaterThan(maximum) ? maximum : balance;
    }

    private static Due skipped(String vendor, Code code, String message) {
        return new Due(vendor, null, new Reason(code.value(), message));
    }
}
