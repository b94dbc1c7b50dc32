package com.withdrawaldesk.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;

/**
 * A client of the running desk. Users are those of {@link People}, null for nobody; headers are names and values in
 * turn.
 */
@TestComponent
public class Http {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final IntSupplier port;
    private final IntSupplier managementPort;

    @Autowired
    Http(Environment environment) {
        this(
                () -> environment.getRequiredProperty("local.server.port", Integer.class),
                () -> environment.getRequiredProperty("local.management.port", Integer.class));
    }

    /** A client of the desk that is found there when a request is made. */
    public Http(IntSupplier port, IntSupplier managementPort) {
        this.port = port;
        this.managementPort = managementPort;
    }

    /**
     * An answer.
     *
     * @param body the JSON; missing when there is none or it is something else
     * @param bytes the body as it came
     */
    public record Answer(int status, HttpHeaders headers, JsonNode body, byte[] bytes) {

        /** The first value of this header, null when it is not there. */
        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    public Answer get(String user, String path, String... headers) {
        return send("GET", user, path, null, headers);
    }

    public Answer post(String user, String path, String json, String... headers) {
        return send("POST", user, path, json, headers);
    }

    /** Sends any request. The given headers replace the usual ones. */
    public Answer send(String method, String user, String path, String body, String... headers) {
        return exchange(method, user, path, body == null ? null : BodyPublishers.ofString(body), headers);
    }

    /** Listens to the live alerts. */
    public CompletableFuture<Ear> listen(String user) {
        return listenWith("Authorization", basic(user, People.PASSWORD));
    }

    /** Listens to the live alerts, with these headers. */
    public CompletableFuture<Ear> listenWith(String... headers) {
        URI address = URI.create(url("/ws/notifications/").toString().replaceFirst("http", "ws"));
        return Ear.open(client, address, headers);
    }

    /** As {@link #listen}, with any value of the header {@code Authorization}. */
    public CompletableFuture<Ear> listenWith(String authorization) {
        URI address = URI.create(url("/ws/notifications/").toString().replaceFirst("http", "ws"));
        return Ear.open(client, address, "Authorization", authorization);
    }

    /** Posts JSON in chunks, without saying how long it is. */
    public Answer postChunked(String user, String path, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return exchange("POST", user, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    }

    private Answer exchange(String method, String user, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(url(path)).method(method, body == null ? BodyPublishers.noBody() : body);
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (user != null) {
            request.setHeader("Authorization", basic(user, People.PASSWORD));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The full address of a path; of one below {@code /actuator} at the management port. */
    public URI url(String path) {
        var asked = path.startsWith("/actuator") ? managementPort : port;
        return URI.create("http://127.0.0.1:" + asked.getAsInt() + path);
    }

    /** The value of an {@code Authorization} header. */
    public static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private Answer answer(HttpResponse<byte[]> response) throws IOException {
        boolean isJson = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        return new Answer(
                response.statusCode(),
                response.headers(),
                json.readTree(isJson ? response.body() : new byte[0]),
                response.body());
    }
}
