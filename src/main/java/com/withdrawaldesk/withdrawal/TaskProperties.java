package com.withdrawaldesk.withdrawal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long people have for what waits for them; reviews have {@link WithdrawalProperties#overdueAfter}.
 *
 * @param transfer to make a transfer by hand
 * @param confirmation to confirm, as the second person, what a first one did or found
 * @param investigation to find out where the money is
 * @param settlement to settle what a requester owes
 * @param remindEvery how often they are reminded after that
 */
@ConfigurationProperties("desk.tasks")
public record TaskProperties(
        @DefaultValue("8h") Duration transfer,
        @DefaultValue("8h") Duration confirmation,
        @DefaultValue("24h") Duration investigation,
        @DefaultValue("7d") Duration settlement,
        @DefaultValue("12h") Duration remindEvery) {}
