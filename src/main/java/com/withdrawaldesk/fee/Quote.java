package com.withdrawaldesk.fee;

import java.util.List;
import org.joda.money.Money;

/**
 * What a withdrawal of this amount costs.
 *
 * @param amount what leaves the wallet
 * @param lines the fees above zero
 */
public record Quote(Money amount, List<FeeLine> lines) {

    /** What the requester bears. */
    public Money deducted() {
        return lines.stream().filter(FeeLine::deducted).map(FeeLine::quoted).reduce(amount.minus(amount), Money::plus);
    }

    /** What reaches the bank account; zero or less when the fees eat the amount up. */
    public Money payout() {
        return amount.minus(deducted());
    }
}
