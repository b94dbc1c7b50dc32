package com.withdrawaldesk.receipt;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.fee.FeeLine;
import java.time.Instant;
import java.util.List;
import org.joda.money.Money;

/**
 * What a receipt says.
 *
 * @param requesterId stands for the name where that cannot be shown
 * @param payout what was sent to the bank
 * @param fees all of them, whoever bears them
 * @param bankReference the bank's own reference, for example the NIP session id; null when the bank gave none
 * @param transferReference ours, under which the provider knows the transfer
 */
record Receipt(
        String reference,
        String requester,
        String requesterId,
        Money amount,
        Money payout,
        List<FeeLine> fees,
        BankAccount account,
        String bankReference,
        String transferReference,
        Instant requestedAt,
        Instant paidAt) {}
