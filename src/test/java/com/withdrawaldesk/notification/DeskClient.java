package com.withdrawaldesk.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Speaks HTTP and WebSocket with the desk, as its clients do. */
final class DeskClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    DeskClient(int port) {
        this.port = port;
    }

    record Answer(int status, JsonNode body) {}

    Answer get(String path, String user) {
        return send(request(path, user).GET().build());
    }

    Answer post(String path, String user) {
        return send(request(path, user).POST(BodyPublishers.noBody()).build());
    }

    /** Opens a socket; headers are names and values in turn. */
    CompletableFuture<Ear> listen(String path, String... headers) {
        var ear = new Ear();
        var socket = http.newWebSocketBuilder();
        for (int n = 0; n < headers.length; n += 2) {
            socket.header(headers[n], headers[n + 1]);
        }
        return socket.buildAsync(URI.create("ws://localhost:" + port + path), ear)
                .thenCompose(ear::ready);
    }

    static String basic(String user) {
        byte[] login = (user + ":" + Cast.PASSWORD).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(login);
    }

    /** Without a user the request carries no credentials. */
    private HttpRequest.Builder request(String path, String user) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        return user == null ? request : request.header("Authorization", basic(user));
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What one socket hears. */
    static final class Ear implements WebSocket.Listener, AutoCloseable {

        final Queue<String> frames = new ConcurrentLinkedQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final CompletableFuture<Void> ponged = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        /** A socket is open to the client before the desk knows of it; an answered ping says that the desk does. */
        CompletableFuture<Ear> ready(WebSocket socket) {
            this.socket = socket;
            socket.sendPing(ByteBuffer.allocate(0));
            return CompletableFuture.anyOf(ponged, closed).thenApply(done -> this);
        }

        WebSocket socket() {
            return socket;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            ponged.complete(null);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
