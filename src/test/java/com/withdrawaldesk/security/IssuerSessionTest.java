package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.support.TestClock;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** How long a login at the issuer is worth something, and what the browser keeps on the way there. */
class IssuerSessionTest {

    private final TestClock clock = new TestClock();
    private final WebLogins logins =
            new WebLogins(null, new SessionProperties(Duration.ofHours(12), Duration.ofMinutes(30)), clock);
    private final CurrentRights rights = new CurrentRights(null, null, clock);

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.parse("2026-11-30T08:00:00Z"));
    }

    @Test
    void endsWhenNobodyDidAnythingThoughThePageGoesOnAsking() {
        MockHttpSession session = session();

        for (int minute = 0; minute < 29; minute++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(logins.current(session, false)).isPresent();
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(logins.current(session, false)).isEmpty();
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void endsOfOldAgeHoweverBusyItIs() {
        MockHttpSession session = session();
        var who = logins.current(session, true).orElseThrow();

        for (int hour = 0; hour < 48; hour++) {
            assertThat(logins.current(session, true)).get().satisfies(now -> assertThat(rights.groups(now))
                    .hasValueSatisfying(groups -> assertThat(groups).containsExactly("businessAdmins")));
            clock.advance(Duration.ofMinutes(15));
        }
        assertThat(logins.current(session, true)).isEmpty();
        assertThat(session.isInvalid()).isTrue();
        assertThat(rights.groups(who)).as("a socket that is still open").isEmpty();
        assertThat(rights.until(who)).isEqualTo(clock.instant());
    }

    @Test
    void keepsTheWayThereInACookieThatNobodyElseCanMake() {
        Underway ours = underway("the desk's secret");
        var sent = new MockHttpServletResponse();
        ours.saveAuthorizationRequest(asked("state-1"), new MockHttpServletRequest(), sent);
        String cookie = sent.getCookie(Underway.COOKIE).getValue();

        assertThat(ours.loadAuthorizationRequest(back(cookie, "state-1")))
                .satisfies(
                        asked -> assertThat(asked.<String>getAttribute("nonce")).isEqualTo("nonce-1"))
                .satisfies(asked ->
                        assertThat(asked.<String>getAttribute("code_verifier")).isEqualTo("verifier-1"));
        assertThat(ours.loadAuthorizationRequest(back(cookie, "state-2"))).isNull();
        assertThat(ours.loadAuthorizationRequest(back(cookie, null))).isNull();
        assertThat(underway("another's").loadAuthorizationRequest(back(cookie, "state-1")))
                .isNull();
        for (int length = 0; length < cookie.length(); length++) {
            assertThat(ours.loadAuthorizationRequest(back(cookie.substring(0, length), "state-1")))
                    .as("%s letters", length)
                    .isNull();
        }
        for (int i = 0; i < cookie.length(); i++) {
            String changed = cookie.substring(0, i) + (cookie.charAt(i) == 'A' ? 'B' : 'A') + cookie.substring(i + 1);
            // The last letter has bits that mean nothing.
            assertThat(i < cookie.length() - 2 ? ours.loadAuthorizationRequest(back(changed, "state-1")) : null)
                    .as("letter %s", i)
                    .isNull();
        }
        clock.advance(Underway.PATIENCE);
        assertThat(ours.loadAuthorizationRequest(back(cookie, "state-1"))).isNull();
    }

    /** What another issuer says is not used, and nothing holds a request: the login is told that it cannot be done now. */
    @Test
    void usesNoAddressesButThoseOfTheIssuerItself() throws IOException {
        var said = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/.well-known/openid-configuration", call -> {
            byte[] body = said.get().getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        var issuer = new Issuer(
                new OidcProperties(url, "desk", "secret", List.of("openid"), false), "https://desk.example.com/back");
        String right = """
                {"issuer": "%s", "authorization_endpoint": "%s/a", "token_endpoint": "%s/t", "jwks_uri": "%s/k",
                 "subject_types_supported": ["public"], "userinfo_endpoint": "%s/u"}""".replace("%s", url);
        try {
            for (String wrong :
                    List.of("", "no JSON", "[]", "{}", right.replace("\"" + url + "\"", "\"https://evil.example\""))) {
                said.set(wrong);
                assertThatExceptionOfType(Refusal.class)
                        .as(wrong)
                        .isThrownBy(() -> issuer.findByRegistrationId("desk"))
                        .matches(refusal -> refusal.code() == Code.SERVICE_UNAVAILABLE);
            }
            said.set(right);
            assertThat(issuer.findByRegistrationId("desk").getProviderDetails().getTokenUri())
                    .isEqualTo(url + "/t");
            assertThat(issuer.findByRegistrationId("other")).isNull();
        } finally {
            server.stop(0);
        }
        assertThat(issuer.findByRegistrationId("desk")).as("once known").isNotNull();
    }

    private MockHttpSession session() {
        var session = new MockHttpSession();
        new IssuerLogin("grace", List.of("businessAdmins"), clock.instant().plus(Duration.ofHours(12)), null)
                .keepIn(session);
        var all = new Authentications();
        all.addOrReplace(new UserAuthentication("grace", "default"));
        session.setAttribute("authenticatedUser", all);
        logins.attributeAdded(new HttpSessionBindingEvent(session, "authenticatedUser", all));
        return session;
    }

    private Underway underway(String secret) {
        ClientRegistrationRepository issuer = id -> ClientRegistration.withRegistrationId(id)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("desk")
                .redirectUri("https://desk.example.com/back")
                .authorizationUri("https://login.example.com/authorize")
                .tokenUri("https://login.example.com/token")
                .build();
        return new Underway(issuer, secret, "/back", true, clock);
    }

    private static OAuth2AuthorizationRequest asked(String state) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri("https://login.example.com/authorize")
                .clientId("desk")
                .state(state)
                .attributes(kept -> {
                    kept.put("nonce", "nonce-1");
                    kept.put("code_verifier", "verifier-1");
                })
                .build();
    }

    private static MockHttpServletRequest back(String cookie, String state) {
        var request = new MockHttpServletRequest();
        request.setCookies(new Cookie(Underway.COOKIE, cookie));
        if (state != null) {
            request.setParameter("state", state);
        }
        return request;
    }
}
