package com.withdrawaldesk.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What one socket of the live alerts hears. */
public final class Ear implements WebSocket.Listener, AutoCloseable {

    public final Queue<String> frames = new ConcurrentLinkedQueue<>();
    public final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> ponged = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private Ear() {}

    /** Opens a socket; headers are names and values in turn. */
    public static CompletableFuture<Ear> open(HttpClient http, URI address, String... headers) {
        var ear = new Ear();
        var socket = http.newWebSocketBuilder();
        for (int n = 0; n < headers.length; n += 2) {
            socket.header(headers[n], headers[n + 1]);
        }
        return socket.buildAsync(address, ear).thenCompose(ear::ready);
    }

    /** A socket is open to the client before the desk knows of it; an answered ping says that the desk does. */
    private CompletableFuture<Ear> ready(WebSocket socket) {
        this.socket = socket;
        socket.sendPing(ByteBuffer.allocate(0));
        return CompletableFuture.anyOf(ponged, closed).thenApply(done -> this);
    }

    public WebSocket socket() {
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
