package com.withdrawaldesk.payout;

/**
 * A bank money can be sent to.
 *
 * @param code the provider's, for example {@code 058}: leading zeros matter
 */
public record Bank(String code, String name) {}
