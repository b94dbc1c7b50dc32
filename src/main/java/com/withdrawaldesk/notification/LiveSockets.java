package com.withdrawaldesk.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.websocket.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * The open sockets of this node. Clients only listen: what they send is ignored, and what is too large ends the connection.
 *
 * <p>All frames are written by the one thread of {@link LiveListener}, so they need no lock and keep their order; a client
 * that does not take a frame in time is dropped and finds everything in its inbox when it comes back.
 */
@Component
class LiveSockets extends TextWebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSockets.class);
    private static final int MAX_INBOUND_BYTES = 1024;
    private static final CloseStatus RECONNECT =
            CloseStatus.SERVICE_RESTARTED.withReason("Connect again and read your inbox.");

    private final Map<WebSocketSession, Client> open = new ConcurrentHashMap<>();
    private final NotificationProperties.Live limits;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final Standing standing;
    private final Clock clock;

    LiveSockets(
            NotificationProperties settings, ObjectMapper json, MeterRegistry meters, Standing standing, Clock clock) {
        this.limits = settings.live();
        this.standing = standing;
        this.clock = clock;
        this.json = json;
        this.meters = meters;
        Gauge.builder("desk.live.sockets", open, Map::size).register(meters);
    }

    /** Sends the notice to everybody of its audience who is connected here. */
    void push(Told told) {
        var frame = new TextMessage(write(told));
        open.forEach((session, client) -> {
            if (isOver(client)) {
                close(session, RECONNECT);
            } else if (client.reader().hears(told.notice().audience())) {
                boolean sent = send(session, frame);
                meters.counter(
                                "desk.notifications.delivered",
                                "channel",
                                "websocket",
                                "outcome",
                                sent ? "delivered" : "dropped")
                        .increment();
            }
        });
    }

    /** Finds out which clients are gone, and has those reconnect whose login was checked too long ago. */
    void ping() {
        long now = System.nanoTime();
        open.forEach((session, client) -> {
            if (now - client.since() > limits.maxAge().toNanos() || isOver(client)) {
                close(session, RECONNECT);
            } else {
                send(session, new PingMessage());
            }
        });
    }

    /** Has this user's clients connect again whose login is worth less than when they came, or more. */
    void recheck(String user) {
        open.forEach((session, client) -> {
            if (client.reader().user().equals(user)) {
                recheck(session, client);
            }
        });
    }

    private void recheck(WebSocketSession session, Client client) {
        boolean same = standing.groups(client.login())
                .filter(client.reader().groups()::equals)
                .isPresent();
        if (!same) {
            close(session, RECONNECT);
        }
    }

    private boolean isOver(Client client) {
        return client.until() != null && !clock.instant().isBefore(client.until());
    }

    /** Ends all connections, so that clients come back and read what they may have missed. */
    void askToReconnect() {
        open.keySet().forEach(session -> close(session, RECONNECT));
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    @Override
    public synchronized void afterConnectionEstablished(WebSocketSession session) {
        var login = (Authentication) session.getPrincipal();
        Reader reader = Reader.withGroups(login);
        long own = open.values().stream()
                .filter(client -> client.reader().user().equals(reader.user()))
                .count();
        if (own >= limits.maxSocketsPerPerson() || open.size() >= limits.maxSocketsPerNode()) {
            close(session, CloseStatus.SERVICE_OVERLOAD);
            return;
        }
        session.setTextMessageSizeLimit(MAX_INBOUND_BYTES);
        session.setBinaryMessageSizeLimit(MAX_INBOUND_BYTES);
        var settings = ((NativeWebSocketSession) session)
                .getNativeSession(Session.class)
                .getUserProperties();
        settings.put(
                Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, limits.sendTimeout().toMillis());
        settings.put(Constants.READ_IDLE_TIMEOUT_MS, 3 * limits.pingInterval().toMillis());
        var client = new Client(login, reader, standing.until(login), System.nanoTime());
        open.put(session, client);
        // What changed between the login and this moment was told to nobody here.
        recheck(session, client);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        open.remove(session);
    }

    private boolean send(WebSocketSession session, WebSocketMessage<?> message) {
        try {
            session.sendMessage(message);
            return true;
        } catch (IOException | IllegalStateException e) {
            close(session, CloseStatus.SESSION_NOT_RELIABLE);
            return false;
        }
    }

    private void close(WebSocketSession session, CloseStatus status) {
        open.remove(session);
        try {
            session.close(status);
        } catch (IOException e) {
            LOG.debug("a socket was gone before it was closed", e);
        }
    }

    private String write(Told told) {
        try {
            return json.writeValueAsString(NotificationJson.of(told, false));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored notice can always be written", e);
        }
    }

    /**
     * A connection.
     *
     * @param until when the login ends by itself; null when it does not
     * @param since the moment it was opened, of {@link System#nanoTime}
     */
    private record Client(Authentication login, Reader reader, Instant until, long since) {}
}
