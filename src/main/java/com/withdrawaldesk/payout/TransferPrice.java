package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.joda.money.Money;

/** What a bank transfer costs in Nigeria, the same at Paystack and Flutterwave: a price by amount, and 7.5 % VAT on it. */
public final class TransferPrice {

    private static final BigDecimal VAT_FACTOR = new BigDecimal("1.075");

    private TransferPrice() {}

    /** In naira with VAT, rounded up to a kobo; nothing for another currency. */
    public static Money of(Money amount) {
        if (!amount.getCurrencyUnit().getCode().equals("NGN")) {
            return amount.minus(amount);
        }
        Money price = Money.of(amount.getCurrencyUnit(), band(amount.getAmount()));
        return price.multipliedBy(VAT_FACTOR, RoundingMode.UP);
    }

    private static int band(BigDecimal naira) {
        if (naira.compareTo(BigDecimal.valueOf(5_000)) <= 0) {
            return 10;
        }
        return naira.compareTo(BigDecimal.valueOf(50_000)) <= 0 ? 25 : 50;
    }
}
