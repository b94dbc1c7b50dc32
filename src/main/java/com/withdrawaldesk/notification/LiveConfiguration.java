package com.withdrawaldesk.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Throttle;
import com.withdrawaldesk.base.web.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
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
    private final Throttle throttle;
    private final ObjectMapper json;

    LiveConfiguration(LiveSockets sockets, NotificationProperties settings, Throttle throttle, ObjectMapper json) {
        this.sockets = sockets;
        this.settings = settings;
        this.throttle = throttle;
        this.json = json;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        // Browsers send cookies to any WebSocket they are told to open; the origin is what keeps other sites out.
        registry.addHandler(sockets, "/ws/notifications")
                .addInterceptors(new Opening(throttle, json))
                .setAllowedOrigins(settings.publicOrigin());
    }

    /**
     * Refuses what opens no socket, with an answer like any other of the desk, and an origin that is none, on which the
     * framework's own check of origins fails with an error. Whoever opens too many too fast is refused as well.
     */
    private record Opening(Throttle throttle, ObjectMapper json) implements HandshakeInterceptor {

        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes)
                throws IOException {
            if (!"websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
                return refuse(
                        response,
                        new Refusal(Code.MALFORMED_REQUEST, "This address opens a WebSocket, with ws:// or wss://."));
            }
            try {
                throttle.spend(
                        List.of(Limit.SOCKETS),
                        request.getPrincipal().getName(),
                        ((ServletServerHttpRequest) request).getServletRequest().getRemoteAddr());
            } catch (Refusal refusal) {
                return refuse(response, refusal);
            }
            String origin = request.getHeaders().getOrigin();
            try {
                return origin == null || UriComponentsBuilder.fromUriString(origin) != null;
            } catch (InvalidUrlException e) {
                response.setStatusCode(HttpStatus.FORBIDDEN);
                return false;
            }
        }

        private boolean refuse(ServerHttpResponse response, Refusal refusal) throws IOException {
            Problem.write(((ServletServerHttpResponse) response).getServletResponse(), json, refusal);
            return false;
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, Exception failure) {
            // Nothing follows from a handshake that was let through.
        }
    }
}
