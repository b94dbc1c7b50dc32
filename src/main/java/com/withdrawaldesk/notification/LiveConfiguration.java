package com.withdrawaldesk.notification;

import java.util.Map;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.InvalidUrlException;
import org.springframework.web.util.UriComponentsBuilder;

/** Opens live alerts to pages of the desk itself and of its public address, and to clients that are not browsers. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class LiveConfiguration implements WebSocketConfigurer {

    private final LiveSockets sockets;
    private final NotificationProperties settings;

    LiveConfiguration(LiveSockets sockets, NotificationProperties settings) {
        this.sockets = sockets;
        this.settings = settings;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        // Browsers send cookies to any WebSocket they are told to open; the origin is what keeps other sites out.
        registry.addHandler(sockets, "/ws/notifications")
                .addInterceptors(new ReadableOrigin())
                .setAllowedOrigins(settings.publicOrigin());
    }

    /** Refuses an origin that is none, on which the framework's own check of origins fails with an error. */
    private static final class ReadableOrigin implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            String origin = request.getHeaders().getOrigin();
            try {
                return origin == null || UriComponentsBuilder.fromUriString(origin) != null;
            } catch (InvalidUrlException e) {
                response.setStatusCode(HttpStatus.FORBIDDEN);
                return false;
            }
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, Exception failure) {
            // Nothing follows from a handshake that was let through.
        }
    }
}
