package com.withdrawaldesk.fee;

import org.joda.money.Money;

/**
 * One fee of a withdrawal.
 *
 * @param quoted what the requester was told, zero or more; borne by them it is what they pay, whatever it costs in the end
 * @param charged what it cost in the end; null until the withdrawal is settled, and where the provider does not say
 */
public record FeeLine(FeeKind kind, Bearer bearer, Money quoted, Money charged) {

    boolean deducted() {
        return bearer == Bearer.REQUESTER && quoted.isPositive();
    }
}
