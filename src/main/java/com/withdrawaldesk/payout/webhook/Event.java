package com.withdrawaldesk.payout.webhook;

import com.withdrawaldesk.payout.Result;

/**
 * What a provider tells of one transfer. Texts are empty when they are missing.
 *
 * @param subject the provider's id of the transfer
 * @param reference ours, if the transfer is
 * @param amountMinor in kobo; null when it is missing
 * @param foreign whether it comes from another account or mode of the provider than the one configured
 * @param claim what became of the transfer; null when the event has no news of one
 */
record Event(
        String name,
        String subject,
        String status,
        String reference,
        Long amountMinor,
        String currency,
        boolean foreign,
        Result claim) {}
