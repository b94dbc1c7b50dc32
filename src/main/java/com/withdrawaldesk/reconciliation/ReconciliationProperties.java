package com.withdrawaldesk.reconciliation;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When the books are compared by themselves.
 *
 * @param at the time of day (UTC)
 * @param days how many days back, yesterday being the first: providers settle and return late, so a day is looked at again
 * @param retryEvery how long after a provider could not be asked it is asked again, as long as the day is one of those
 */
@ConfigurationProperties("desk.reconciliation")
record ReconciliationProperties(
        @DefaultValue("05:00") LocalTime at,

        @DefaultValue("3") int days,

        @DefaultValue("30m") Duration retryEvery) {}
