package com.withdrawaldesk.payout.flutterwave;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our account at Flutterwave.
 *
 * @param secretKey {@code FLWSECK-…}; empty unless Flutterwave is used
 */
@ConfigurationProperties("desk.payout.flutterwave")
record FlutterwaveProperties(
        @DefaultValue("https://api.flutterwave.com/v3") URI baseUrl,
        @DefaultValue("") String secretKey) {

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "Flutterwave at " + baseUrl;
    }
}
