package com.withdrawaldesk.notification;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of what people are told with.
 *
 * @param publicUrl where people reach the desk; links in e-mails begin with it, and live alerts are open to its pages
 */
@ConfigurationProperties("desk")
record NotificationProperties(
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @DefaultValue Mail mail,
        @DefaultValue Live live) {

    /** The public address without its path, as browsers send it in {@code Origin}. */
    String publicOrigin() {
        return publicUrl.getScheme() + "://" + publicUrl.getAuthority();
    }

    /** The absolute form of a path of the desk. */
    String absolute(String path) {
        return publicUrl.toString().replaceFirst("/+$", "") + path;
    }

    /**
     * E-mail.
     *
     * @param from sender, with or without a name
     * @param deliveryInterval pause between two looks at what is due
     * @param batchSize how many e-mails share one connection to the mail server
     * @param claimDuration how long a batch belongs to whoever took it; longer than sending the slowest batch takes
     * @param retryDelays pause after the first, second, … failed attempt; the last one is used from then on
     * @param maxAttempts after as many failed attempts an e-mail is given up
     * @param degradedAfter age of the oldest undelivered notice at which the health of {@code delivery} is DEGRADED
     */
    record Mail(
            @DefaultValue("Withdrawal Desk <no-reply@localhost>")
            String from,

            @DefaultValue("2s") Duration deliveryInterval,
            @DefaultValue("20") int batchSize,
            @DefaultValue("10m") Duration claimDuration,
            @DefaultValue({"30s", "2m", "10m", "1h", "6h"}) List<Duration> retryDelays,
            @DefaultValue("8") int maxAttempts,
            @DefaultValue("15m") Duration degradedAfter) {

        Duration delayAfter(int attempts) {
            return retryDelays.get(Math.min(attempts, retryDelays.size()) - 1);
        }
    }

    /**
     * Live alerts.
     *
     * @param maxSocketsPerPerson open at the same time on one node
     * @param maxSocketsPerNode open at the same time on one node
     * @param sendTimeout a client that does not take a frame for so long is dropped
     * @param pingInterval pause between two pings; a client silent for three of them is dropped
     * @param maxAge after which a client has to connect again, and so to prove that it is still logged in
     */
    record Live(
            @DefaultValue("10") int maxSocketsPerPerson,
            @DefaultValue("2000") int maxSocketsPerNode,
            @DefaultValue("2s") Duration sendTimeout,
            @DefaultValue("20s") Duration pingInterval,
            @DefaultValue("15m") Duration maxAge) {}
}
