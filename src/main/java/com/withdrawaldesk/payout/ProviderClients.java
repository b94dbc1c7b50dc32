package com.withdrawaldesk.payout;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
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

    /**
     * Names one of our accounts: by its number, or by the key where the number is not known, so that with a new key it counts as
     * another one.
     *
     * @param secretKey says whether it is the test mode; of itself nothing is told
     * @param number empty when it is not known
     */
    public static String account(String secretKey, String number) {
        String mode = secretKey.toLowerCase(Locale.ROOT).contains("test") ? "test" : "live";
        return mode + ":" + (number.isEmpty() ? fingerprint(secretKey) : number);
    }

    private static String fingerprint(String secretKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secretKey.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
