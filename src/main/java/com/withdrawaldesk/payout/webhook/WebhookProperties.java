package com.withdrawaldesk.payout.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What providers sign with, and how what they tell is handled. A provider without a secret is not listened to. */
@ConfigurationProperties("desk.payout")
record WebhookProperties(
        @DefaultValue Paystack paystack,
        @DefaultValue Flutterwave flutterwave,
        @DefaultValue Webhook webhook) {

    /**
     * Paystack.
     *
     * @param secretKey signs its webhooks, too
     * @param previousSecretKey still accepted while the key is rotated; null otherwise
     * @param approval whether Paystack asks us about each transfer before it makes it
     * @param domain {@code live} or {@code test}: events of the other mode are suspicious; null to accept both
     * @param integration the number of our account there: events of others are suspicious; null to accept all
     */
    record Paystack(
            String secretKey,
            String previousSecretKey,
            @DefaultValue("false") boolean approval,
            String domain,
            String integration) {

        List<String> secrets() {
            return given(secretKey, previousSecretKey);
        }
    }

    /**
     * Flutterwave.
     *
     * @param secretHash comes with each webhook
     * @param previousSecretHash still accepted while the hash is rotated; null otherwise
     */
    record Flutterwave(String secretHash, String previousSecretHash) {

        List<String> secrets() {
            return given(secretHash, previousSecretHash);
        }
    }

    /**
     * The inbox.
     *
     * @param allowedAddresses by provider, the addresses or networks (CIDR) that its webhooks come from; any when there are none
     * @param batchSize how many events are handled in one run, once a second
     * @param retryDelays pause after the first, second, … attempt that did not match or collided; the last one repeats
     * @param giveUpAfter age at which an event that matches nothing is given up and operations are told
     * @param lockTimeout how long an event waits for a payout that is being worked on, before it is tried again later
     * @param keepFor how long settled events are kept
     */
    record Webhook(
            @DefaultValue Map<String, List<String>> allowedAddresses,
            @DefaultValue("50") int batchSize,

            @DefaultValue({"2s", "5s", "30s", "2m", "10m", "30m", "1h"})
            List<Duration> retryDelays,

            @DefaultValue("72h") Duration giveUpAfter,
            @DefaultValue("3s") Duration lockTimeout,
            @DefaultValue("90d") Duration keepFor) {}

    private static List<String> given(String... secrets) {
        return Stream.of(secrets)
                .filter(secret -> secret != null && !secret.isBlank())
                .toList();
    }
}
