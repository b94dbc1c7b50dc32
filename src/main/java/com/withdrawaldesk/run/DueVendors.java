package com.withdrawaldesk.run;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.withdrawal.WithdrawalProperties;
import java.util.List;
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

    DueVendors(JdbcClient jdbc, RunProperties properties, WithdrawalProperties rules, Amounts amounts) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.rules = rules;
        this.amounts = amounts;
    }

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
        return jdbc.sql("""
                        SELECT s.vendor_id, s.minimum_minor, w.balance_minor, w.status
                        FROM payout_schedule s
                        LEFT JOIN wallet w ON w.owner_id = s.vendor_id AND w.owner_type = 'vendor'
                        WHERE s.frequency <> 'off' AND s.vendor_id > :after
                          AND (s.frequency = 'daily'
                               OR s.weekday IN (:weekdays)
                               OR s.day_of_month IN (:days)
                               OR w.balance_minor >= s.threshold_minor)
                        ORDER BY s.vendor_id LIMIT :limit
                        """)
                .param("after", vendorId)
                .param("weekdays", period.weekdays())
                .param("days", period.daysOfMonth())
                .param("limit", properties.batch())
                .query((row, n) -> due(
                        row.getString("vendor_id"),
                        row.getString("status"),
                        amounts.ofMinor(row.getLong("balance_minor")),
                        amounts.ofMinor(row.getLong("minimum_minor"))))
                .list();
    }

    private Due due(String vendor, String walletStatus, Money balance, Money ownMinimum) {
        Money deskMinimum = amounts.of(rules.minimum());
        Money minimum = ownMinimum.isGreaterThan(deskMinimum) ? ownMinimum : deskMinimum;
        if (walletStatus == null) {
            return skipped(vendor, Code.WALLET_NOT_FOUND, "You have no wallet yet.");
        }
        if (walletStatus.equals("frozen")) {
            return skipped(vendor, Code.WALLET_FROZEN, "Your wallet is frozen. Please contact us.");
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
