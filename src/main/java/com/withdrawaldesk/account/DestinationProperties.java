package com.withdrawaldesk.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far an account is trusted.
 *
 * @param coolingOff how long after a change of the saved account nothing is paid to it; zero for not at all
 * @param lookUpTimeout how long somebody who saves an account, or asks for money, waits for the bank's answer at the most
 * @param lookUpsPerDay how often each user may have a bank asked whose account it is, on one day (UTC); zero for no limit
 * @param nameMatchWarning reviewers are warned of names that agree less than this, from 0 to 100
 */
@ConfigurationProperties("desk.destination")
record DestinationProperties(
        @DefaultValue("24h") Duration coolingOff,
        @DefaultValue("5s") Duration lookUpTimeout,
        @DefaultValue("30") int lookUpsPerDay,
        @DefaultValue("70") int nameMatchWarning) {

    DestinationProperties {
        if (lookUpsPerDay < 0) {
            throw new IllegalArgumentException("desk.destination.look-ups-per-day is below zero.");
        }
    }
}
