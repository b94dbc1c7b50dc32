package com.withdrawaldesk.wallet;

import org.joda.money.Money;

/**
 * A movement between two accounts of the platform, which goes with a settlement or a reversal.
 *
 * @param kind once for each withdrawal
 * @param description for people; the withdrawal's reference is added
 * @param debitAccount where it comes from, for example {@code platform:in_transit}
 * @param creditAccount where it goes to
 * @param amount above zero
 */
public record Posting(String kind, String description, String debitAccount, String creditAccount, Money amount) {}
