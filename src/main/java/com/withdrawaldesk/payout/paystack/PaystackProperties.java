package com.withdrawaldesk.payout.paystack;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our account at Paystack.
 *
 * @param secretKey {@code sk_live_…} or {@code sk_test_…}; empty unless Paystack is used
 * @param integration the number of our account; empty when it is not known
 */
@ConfigurationProperties("desk.payout.paystack")
record PaystackProperties(
        @DefaultValue("https://api.paystack.co") URI baseUrl,
        @DefaultValue("") String secretKey,
        @DefaultValue("") String integration) {

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "Paystack at " + baseUrl;
    }
}
