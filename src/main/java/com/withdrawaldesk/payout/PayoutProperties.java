package com.withdrawaldesk.payout;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How money leaves.
 *
 * @param provider {@code manual} or {@code sandbox}
 * @param byHandAbove larger amounts, in major units (naira), are transferred by hand whatever the provider, because providers
 *     limit a single transfer; null for never
 * @param checkSchedule waits before the first, second, … check of a payout whose end is not known; after the last one
 *     operations investigate
 * @param sandboxSettlesAfter how long the sandbox takes to pay
 */
@ConfigurationProperties("desk.payout")
public record PayoutProperties(
        @DefaultValue("manual") String provider,

        BigDecimal byHandAbove,

        @DefaultValue({"10s", "30s", "1m", "2m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "24h"})
        List<Duration> checkSchedule,

        @DefaultValue("3s") Duration sandboxSettlesAfter) {}
