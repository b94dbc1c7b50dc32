package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Somebody who is logged in to the engine's web apps. Sends what their pages send, with cookies and CSRF token. */
public final class WebApps {

    private static final String LOGIN = "admin/auth/user/default";
    private static final String ENGINE = "engine/engine/default/";

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI api;

    private WebApps(URI desk) {
        api = desk.resolve("/camunda/api/");
    }

    /** Logs in to this app, for example {@code tasklist}. */
    public static WebApps login(DeskProcess desk, String app, String user, String password) {
        return login(URI.create("http://localhost:" + desk.port()), app, user, password);
    }

    /** Logs in to this app of the desk at this address. */
    public static WebApps login(URI desk, String app, String user, String password) {
        var session = new WebApps(desk);
        session.loginAgain(app, user, password);
        return session;
    }

    /** Logs in, in the same browser. */
    public void loginAgain(String app, String user, String password) {
        var login = tryLogin(app, user, password);
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
        exchange("GET", LOGIN, null, ""); // The login began another session with another token.
    }

    /** What a login is answered that comes from this address, as the proxy in front reports it. */
    public static HttpResponse<String> tryLogin(URI desk, String app, String user, String password, String address) {
        return new WebApps(desk).tryLogin(app, user, password, "X-Forwarded-For", address);
    }

    private HttpResponse<String> tryLogin(String app, String user, String password, String... headers) {
        exchange("GET", LOGIN, null, ""); // Perhaps nobody yet, but a session with a token.
        return exchange(
                "POST",
                LOGIN + "/login/" + app,
                "application/x-www-form-urlencoded",
                "username=" + user + "&password=" + password,
                headers);
    }

    /** The session's cookie, as a header that any client can send. */
    public String cookie() {
        return "JSESSIONID=" + cookie("JSESSIONID");
    }

    /** The CSRF token that the session's pages send along. */
    public String token() {
        return cookie("XSRF-TOKEN");
    }

    public JsonNode get(String path) {
        return engine("GET", path, Map.of());
    }

    /** Calls the engine REST API; the status of the answer, whatever it is. Body is JSON, null for none. */
    public int call(String method, String path, String body) {
        return exchange(method, ENGINE + path, "application/json", body == null ? "" : body)
                .statusCode();
    }

    /** Whether the session is still somebody's. */
    public boolean isLoggedIn() {
        return exchange("GET", LOGIN, null, "").statusCode() == 200;
    }

    public void post(String path, Map<String, ?> body) {
        engine("POST", path, body);
    }

    /**
     * Sends a request to the engine's API and returns its status.
     *
     * @param body null for none
     */
    public int send(String method, String path, Object body) {
        try {
            return exchange(
                            method,
                            ENGINE + path,
                            "application/json",
                            body == null ? "" : json.writeValueAsString(body))
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs out. */
    public void logout() {
        exchange("POST", LOGIN + "/logout", "application/json", "");
    }

    /** Adds a user with the password {@link People#PASSWORD} to a group, as an administrator does in Camunda Admin. */
    public void addUser(String id, String group) {
        post(
                "user/create",
                Map.of(
                        "profile", Map.of("id", id, "email", id + "@example.com"),
                        "credentials", Map.of("password", People.PASSWORD)));
        engine("PUT", "group/" + group + "/members/" + id, Map.of());
    }

    private JsonNode engine(String method, String path, Map<String, ?> body) {
        try {
            var answer = exchange(method, ENGINE + path, "application/json", json.writeValueAsString(body));
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> exchange(String method, String path, String type, String body, String... headers) {
        var request = HttpRequest.newBuilder(api.resolve(path));
        if (method.equals("GET")) {
            request.GET();
        } else {
            request.method(method, BodyPublishers.ofString(body))
                    .header("Content-Type", type)
                    .header("X-XSRF-TOKEN", token());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }
}
