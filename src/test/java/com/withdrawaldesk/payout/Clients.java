package com.withdrawaldesk.payout;

import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Clients with limits of their own, for tests that would get in the way of others with the desk's. */
public final class Clients {

    private Clients() {}

    /** With this much patience and this many calls at once; each client has its own circuit breaker. */
    public static ProviderClients of(JdbcClient jdbc, Clock clock, Duration patience, int callsAtOnce) {
        var limits = new ConnectionProperties(patience, patience, callsAtOnce, Duration.ofSeconds(30));
        return new ProviderClients(RestClient.builder(), limits, new Exchanges(jdbc, clock), clock);
    }
}
