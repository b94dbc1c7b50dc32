package com.withdrawaldesk.payout;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Makes the client of each provider. */
@Component
public class ProviderClients {

    private final RestClient.Builder http;
    private final ConnectionProperties limits;
    private final Exchanges exchanges;
    private final Clock clock;

    ProviderClients(RestClient.Builder http, ConnectionProperties limits, Exchanges exchanges, Clock clock) {
        this.http = http;
        this.limits = limits;
        this.exchanges = exchanges;
        this.clock = clock;
    }

    /** @param secretKey goes with each call and nowhere else */
    public ProviderClient of(String provider, URI baseUrl, String secretKey) {
        var jdk = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connectTimeout())
                .build();
        var requests = new JdkClientHttpRequestFactory(jdk);
        requests.setReadTimeout(limits.readTimeout());
        RestClient authorized = http.clone()
                .requestFactory(requests)
                .baseUrl(baseUrl.toString().replaceFirst("/*$", "/")) // A path would run into the next one.
                .defaultHeaders(headers -> headers.setBearerAuth(secretKey))
                .build();
        return new ProviderClient(provider, authorized, limits, exchanges, clock);
    }
}
