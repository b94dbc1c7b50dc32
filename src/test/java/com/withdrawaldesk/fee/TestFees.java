package com.withdrawaldesk.fee;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.FeeProperties.Bearers;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.wallet.OwnerType;
import java.math.BigDecimal;
import org.joda.money.Money;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The desk's fees in tests: as configured, until a test sets its own; whoever does so resets them. */
@TestComponent
@Primary
public class TestFees extends Fees {

    private final FeeProperties configured;
    private final Payouts payouts;
    private final Amounts amounts;
    private final JdbcClient jdbc;
    private volatile Fees own;

    TestFees(FeeProperties configured, FeeTable table, Payouts payouts, Amounts amounts, JdbcClient jdbc) {
        super(configured, table, payouts, amounts, jdbc);
        this.configured = configured;
        this.payouts = payouts;
        this.amounts = amounts;
        this.jdbc = jdbc;
    }

    /** From now on withdrawals cost this; providers charge the given amount for each transfer. */
    public void are(String flat, String percent, String provider, Bearers bearers) {
        var price = new FeeTable.Price(new BigDecimal(flat), new BigDecimal(percent));
        var settings = new FeeProperties(
                bearers,
                configured.vatPercent(),
                configured.stampDuty(),
                configured.stampDutyFrom(),
                configured.minimumPayout(),
                configured.table());
        own = new Fees(settings, (amount, requester) -> price, payouts, amounts, jdbc) {
            @Override
            Money providerFee(Money amount) {
                return amounts.parse(provider);
            }
        };
    }

    /** Back to what is configured. */
    public void reset() {
        own = null;
    }

    @Override
    public Quote quote(OwnerType requester, Money amount) {
        return own == null ? super.quote(requester, amount) : own.quote(requester, amount);
    }
}
