package com.withdrawaldesk.receipt;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How receipts look.
 *
 * @param issuer the marketplace's name, at the top
 * @param zone the time zone of the times in them; that of the desk unless set
 */
@ConfigurationProperties("desk.receipt")
record ReceiptProperties(
        @DefaultValue("Withdrawal Desk") String issuer,
        @DefaultValue("Africa/Lagos") ZoneId zone) {}
