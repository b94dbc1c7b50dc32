package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tomcat.websocket.Constants;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

class LiveSocketsTest {

    private static final Told TOLD =
            new Told(1, Notices.request(Audience.group("businessAdmins")), Instant.parse("2026-03-02T09:00:00Z"));

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final Standing standing = new Standing() {
        @Override
        public Optional<Set<String>> groups(Authentication login) {
            return Optional.ofNullable(
                    groups.containsKey(login.getName()) ? groups.get(login.getName()) : Set.of("businessAdmins"));
        }

        @Override
        public Instant until(Authentication login) {
            return until;
        }
    };

    private final Map<String, Set<String>> groups = new HashMap<>();
    private Instant until;
    private final Map<String, Object> container = new HashMap<>();
    private final WebSocketSession admin = session("ada", "businessAdmins");

    @Test
    void pingsClientsAndHasTomcatDropThoseThatFallSilentOrBehind() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 10);
        sockets.afterConnectionEstablished(admin);

        sockets.ping();

        verify(admin).sendMessage(any(PingMessage.class));
        assertThat(container)
                .containsEntry(Constants.READ_IDLE_TIMEOUT_MS, 60_000L)
                .containsEntry(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, 2_000L);
    }

    @Test
    void hasClientsAuthenticateAgainWhenTheirLoginIsOld() throws IOException {
        LiveSockets sockets = sockets(Duration.ZERO, 10);
        sockets.afterConnectionEstablished(admin);

        sockets.ping();

        verify(admin).close(argThat(status -> status.getCode() == 1012));
        assertThat(sockets.isEmpty()).isTrue();
    }

    @Test
    void dropsAClientThatCannotBeWrittenTo() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 10);
        WebSocketSession other = session("bob", "businessAdmins");
        sockets.afterConnectionEstablished(admin);
        sockets.afterConnectionEstablished(other);
        doThrow(new IOException("gone")).when(admin).sendMessage(any());

        sockets.push(TOLD);
        sockets.push(TOLD);

        verify(admin).close(CloseStatus.SESSION_NOT_RELIABLE);
        verify(other, times(2)).sendMessage(any(TextMessage.class));
    }

    @Test
    void hasThoseConnectAgainWhoseRightsHaveChangedAndNobodyElse() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 10);
        WebSocketSession other = session("bob", "businessAdmins");
        sockets.afterConnectionEstablished(admin);
        sockets.afterConnectionEstablished(other);

        sockets.recheck("ada");
        verify(admin, never()).close(any());
        groups.put("ada", Set.of());
        sockets.recheck("ada");
        sockets.push(TOLD);

        verify(admin).close(argThat(status -> status.getCode() == 1012));
        verify(admin, never()).sendMessage(any());
        verify(other).sendMessage(any());
    }

    @Test
    void endsWhatLostItsRightsBeforeItWasOpen() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 10);
        groups.put("ada", null);

        sockets.afterConnectionEstablished(admin);

        verify(admin).close(argThat(status -> status.getCode() == 1012));
        assertThat(sockets.isEmpty()).isTrue();
    }

    @Test
    void sendsNothingToALoginThatHasExpired() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 10);
        until = NOW;
        sockets.afterConnectionEstablished(admin);

        sockets.push(TOLD);

        verify(admin).close(argThat(status -> status.getCode() == 1012));
        verify(admin, never()).sendMessage(any());
        assertThat(sockets.isEmpty()).isTrue();
    }

    @Test
    void limitsTheConnectionsOfTheNode() throws IOException {
        LiveSockets sockets = sockets(Duration.ofHours(1), 1);
        sockets.afterConnectionEstablished(admin);
        WebSocketSession tooMany = session("bob", "businessAdmins");

        sockets.afterConnectionEstablished(tooMany);
        sockets.push(TOLD);

        verify(tooMany).close(CloseStatus.SERVICE_OVERLOAD);
        verify(tooMany, never()).sendMessage(any());
        verify(admin).sendMessage(any());
    }

    private LiveSockets sockets(Duration maxAge, int perNode) {
        var live = new NotificationProperties.Live(10, perNode, Duration.ofSeconds(2), Duration.ofSeconds(20), maxAge);
        return new LiveSockets(
                new NotificationProperties(null, null, live),
                new ObjectMapper().registerModule(new JavaTimeModule()),
                new SimpleMeterRegistry(),
                standing,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private WebSocketSession session(String user, String group) {
        var session = mock(WebSocketSession.class, withSettings().extraInterfaces(NativeWebSocketSession.class));
        var nativeSession = mock(Session.class);
        when(nativeSession.getUserProperties()).thenReturn(container);
        when(((NativeWebSocketSession) session).getNativeSession(Session.class)).thenReturn(nativeSession);
        when(session.getPrincipal())
                .thenReturn(UsernamePasswordAuthenticationToken.authenticated(
                        user, null, List.of(new SimpleGrantedAuthority(group))));
        return session;
    }
}
