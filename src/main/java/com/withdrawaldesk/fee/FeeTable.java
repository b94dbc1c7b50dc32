package com.withdrawaldesk.fee;

import com.withdrawaldesk.wallet.OwnerType;
import java.math.BigDecimal;
import org.joda.money.Money;

/** The marketplace's price list. Asked within each request, so it answers from memory. */
public interface FeeTable {

    /** The fee for a withdrawal of this amount. */
    Price of(Money amount, OwnerType requester);

    /**
     * A flat fee and a part of the amount, which add up.
     *
     * @param flat in major units (naira), zero or more
     * @param percent of the amount, zero or more
     */
    record Price(BigDecimal flat, BigDecimal percent) {

        public Price {
            if (flat.signum() < 0 || percent.signum() < 0) {
                throw new IllegalArgumentException("a fee is never below zero");
            }
        }
    }
}
