package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How money leaves.
 *
 * @param provider {@code manual} (people transfer and record it), {@code sandbox} (pays nothing), {@code paystack} or
 *     {@code flutterwave}; where several are given, the table
 *     {@code payout-routing} ranks them for each payout
 * @param byHandAbove larger amounts, in major units (naira), are transferred by hand whatever the provider, because providers
 *     limit a single transfer; null for never
 * @param secondTellerAbove a hand transfer above this amount (naira) is confirmed by a second person; null for never
 * @param checkSchedule waits before the first, second, … check of a payout whose end is not known; the last one repeats
 * @param checkFor how long such a payout is checked before operations investigate it
 * @param alarmAfter how long until operations are told that it is still not known
 * @param checkJitter by which part a wait may be longer or shorter, so that many do not ask at once
 * @param failedHold how long a payout that the provider calls failed is held before it is verified once more and refunded
 * @param failedHoldLarge the same for amounts above {@code DESK_PAYOUT_LARGE_ABOVE}
 * @param largeAbove what is a large amount, in major units (naira); compared in the currency's own decimals
 * @param notFoundWindow how long, since the first "not found", a provider must not know a payout before the same reference is
 *     sent again
 * @param notFoundTimes how often it must have said so
 * @param batchWait how long a payout of a run waits to be sent together with others, where its provider can do that, before it
 *     is sent alone
 * @param currency that of the installation
 * @param retryEvery how long a payout waits to be sent that could not be, unless it is released before
 * @param sandboxSettlesAfter how long the sandbox takes to pay
 */
@ConfigurationProperties("desk.payout")
public record PayoutProperties(
        @DefaultValue("manual") List<String> provider,

        BigDecimal byHandAbove,

        BigDecimal secondTellerAbove,

        @DefaultValue({"10s", "30s", "1m", "2m", "5m", "15m", "30m", "1h"})
        List<Duration> checkSchedule,

        @DefaultValue("72h") Duration checkFor,

        @DefaultValue("24h") Duration alarmAfter,

        @DefaultValue("0.2") double checkJitter,

        @DefaultValue("15m") Duration failedHold,

        @DefaultValue("60m") Duration failedHoldLarge,

        @DefaultValue("1000000") BigDecimal largeAbove,

        @DefaultValue("30m") Duration notFoundWindow,

        @DefaultValue("5") int notFoundTimes,

        @DefaultValue("2m") Duration batchWait,

        @DefaultValue("NGN") CurrencyUnit currency,

        @DefaultValue("5m") Duration retryEvery,

        @DefaultValue("3s") Duration sandboxSettlesAfter) {

    /** @param amountMinor in minor units of the currency, whatever number of decimals it has */
    boolean isLarge(long amountMinor) {
        return BigDecimal.valueOf(amountMinor, currency.getDecimalPlaces()).compareTo(largeAbove) > 0;
    }
}
