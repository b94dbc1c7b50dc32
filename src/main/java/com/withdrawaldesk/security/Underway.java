package com.withdrawaldesk.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.util.WebUtils;

/**
 * Who is on the way to the issuer. What has to be compared when they come back is in a sealed cookie of their browser, because
 * strangers get no session. All nodes of the desk read it: the key is made of what they and the issuer know.
 */
class Underway implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    static final String COOKIE = "desk-login";

    /** How long somebody may take at the issuer. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int NONCE = 12;

    /** Bytes that a seal is at least: AES-GCM's nonce and tag. */
    private static final int SEALS = NONCE + 16;

    private final ClientRegistrationRepository issuer;
    private final AesBytesEncryptor seal;
    private final String path;
    private final boolean secure;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param secret of the desk at the issuer
     * @param path the only one that gets the cookie: where the issuer sends people back to
     */
    Underway(ClientRegistrationRepository issuer, String secret, String path, boolean secure, Clock clock) {
        this.issuer = issuer;
        this.seal = new AesBytesEncryptor(key(secret), KeyGenerators.secureRandom(NONCE), CipherAlgorithm.GCM);
        this.path = path;
        this.secure = secure;
        this.clock = clock;
    }

    private static SecretKey key(String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(COOKIE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param until in seconds since 1970 */
    private record Way(String state, String nonce, String verifier, String app, long until) {}

    @Override
    public void saveAuthorizationRequest(
            OAuth2AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        var way = new Way(
                asked.getState(),
                asked.getAttribute(OidcParameterNames.NONCE),
                asked.getAttribute(PkceParameterNames.CODE_VERIFIER),
                IssuerEntrance.APPS.contains(String.valueOf(request.getParameter("app")))
                        ? request.getParameter("app")
                        : null,
                clock.instant().plus(PATIENCE).getEpochSecond());
        try {
            send(
                    response,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(seal.encrypt(json.writeValueAsBytes(way))),
                    PATIENCE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        Way way = way(request);
        if (way == null || !way.state().equals(request.getParameter(OAuth2ParameterNames.STATE))) {
            return null;
        }
        ClientRegistration client = issuer.findByRegistrationId(Issuer.ID);
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(client.getProviderDetails().getAuthorizationUri())
                .clientId(client.getClientId())
                .redirectUri(client.getRedirectUri())
                .scopes(client.getScopes())
                .state(way.state())
                .attributes(attributes -> {
                    attributes.put(OAuth2ParameterNames.REGISTRATION_ID, Issuer.ID);
                    attributes.put(OidcParameterNames.NONCE, way.nonce());
                    attributes.put(PkceParameterNames.CODE_VERIFIER, way.verifier());
                })
                .build();
    }

    /** Once only: whoever comes back without success begins anew. */
    @Override
    public OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest asked = loadAuthorizationRequest(request);
        if (asked != null) {
            send(response, "", Duration.ZERO);
        }
        return asked;
    }

    /** The app that somebody was on the way to; null when it was none. */
    String app(HttpServletRequest request) {
        Way way = way(request);
        return way == null ? null : way.app();
    }

    private Way way(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie == null) {
            return null;
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(cookie.getValue());
            if (sealed.length <= SEALS) {
                return null;
            }
            Way way = json.readValue(seal.decrypt(sealed), Way.class);
            return clock.instant().getEpochSecond() < way.until() ? way : null;
        } catch (IllegalArgumentException | IllegalStateException | IOException notOurs) {
            return null;
        }
    }

    private void send(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, value)
                        .path(path)
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(age)
                        .build()
                        .toString());
    }
}
