package com.withdrawaldesk.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.support.Ear;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

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
        return Ear.open(http, URI.create("ws://localhost:" + port + path), headers);
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
}
