package com.withdrawaldesk.payout;

import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Clients with limits of their own, for tests that would get in the way of others with the desk's. */
public final class Clients {

    private Clients() {}

    /** Waits so long for a connection and for an answer; each client has its own circuit breaker. */
    public static ProviderClients of(JdbcClient jdbc, Clock clock, Duration connect, Duration answer, int callsAtOnce) {
        var limits = new ConnectionProperties(connect, answer, callsAtOnce, 20, Duration.ofSeconds(30));
        return new ProviderClients(RestClient.builder(), limits, new Exchanges(jdbc, clock), clock);
    }
}
