package com.withdrawaldesk.payout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a provider is called.
 *
 * @param connectTimeout after it the call never left
 * @param readTimeout for the whole answer; longer than a provider's own limit, which is 28 s at Flutterwave
 * @param callsAtOnce how many calls of one node may be at one provider
 * @param breakAfter of how many calls half must have failed for the provider to be left alone
 * @param breakFor how long it is left alone
 */
@ConfigurationProperties("desk.payout")
record ConnectionProperties(
        @DefaultValue("5s") Duration connectTimeout,

        @DefaultValue("35s") Duration readTimeout,

        @DefaultValue("20") int callsAtOnce,

        @DefaultValue("20") int breakAfter,

        @DefaultValue("30s") Duration breakFor) {}
