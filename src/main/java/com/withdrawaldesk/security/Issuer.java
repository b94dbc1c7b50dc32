package com.withdrawaldesk.security;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The desk as a client of the issuer. The issuer is asked for its addresses by the first who wants to log in, so it need not be
 * there when the desk starts; one caller asks, and while the issuer does not answer the others do not wait in a row.
 */
class Issuer implements ClientRegistrationRepository {

    static final String ID = "desk";

    private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OidcProperties settings;
    private final String callback;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile ClientRegistration known;

    /** @param callback the whole address that the issuer sends people back to */
    Issuer(OidcProperties settings, String callback) {
        this.settings = settings;
        this.callback = callback;
    }

    /** For calls to the issuer, none of which may hold a request for long. */
    static ClientHttpRequestFactory requests() {
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(PATIENCE).build());
        requests.setReadTimeout(PATIENCE);
        return requests;
    }

    /** @throws Refusal while the issuer cannot be asked */
    @Override
    public ClientRegistration findByRegistrationId(String id) {
        if (known == null && id.equals(ID)) {
            try {
                if (!asking.tryLock(1, TimeUnit.SECONDS)) {
                    throw unreachable();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable();
            }
            try {
                known = known == null ? ask() : known;
            } finally {
                asking.unlock();
            }
        }
        return id.equals(ID) ? known : null;
    }

    private ClientRegistration ask() {
        try {
            Map<String, Object> said = RestClient.builder()
                    .requestFactory(requests())
                    .build()
                    .get()
                    .uri(settings.issuerUri().replaceFirst("/$", "") + "/.well-known/openid-configuration")
                    .retrieve()
                    .body(new ParameterizedTypeReference<>() {});
            if (said == null || !settings.issuerUri().equals(said.get("issuer"))) {
                throw new IllegalArgumentException("it calls itself something else");
            }
            return ClientRegistrations.fromOidcConfiguration(said)
                    .registrationId(ID)
                    .clientId(settings.clientId())
                    .clientSecret(settings.clientSecret())
                    .scope(settings.scopes())
                    .userInfoUri(null) // What it signs is enough.
                    .redirectUri(callback)
                    .build();
        } catch (RestClientException | IllegalArgumentException unusable) {
            LOG.warn("the issuer of logins cannot be used: {}", unusable.toString());
            throw unreachable();
        }
    }

    private static Refusal unreachable() {
        return new Refusal(Code.SERVICE_UNAVAILABLE, "The issuer of logins cannot be reached at the moment.")
                .retryAfter(Duration.ofSeconds(5));
    }
}
