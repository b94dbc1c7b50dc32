package com.withdrawaldesk.base.entrance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Wire;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Nothing that somebody sends who is not logged in is a fault of the desk: no 5xx, no page of the server's, nothing in the log. */
@DeskTest
class StrangersTest {

    private static final List<String> PATHS = List.of(
            "/",
            "/docs",
            "/docs/",
            "/docs/openapi.json",
            "/docs/index.html",
            "/docs/nothing",
            "/error",
            "/favicon.ico",
            "/webjars/chart.js/dist/chart.umd.min.js",
            "/admin/withdrawals/nonsense",
            "/admin/payout-runs/7",
            "/api/vendor/wallet/",
            "/api/vendor/wallet/request-withdrawal/",
            "/api/admin/finance/withdrawal-detail/?id=7",
            "/api/webhooks/paystack/",
            "/api/webhooks/flutterwave/",
            "/api/nothing",
            "/ws/notifications/",
            "/actuator",
            "/actuator/health",
            "/nothing");

    private static final List<String> HEADERS = List.of(
            "X-Plain: 1",
            "Accept-Language: \u00e2\u0080\u00a8",
            "Accept: \u0080",
            "Accept: text/html;q=nonsense",
            "Accept-Encoding: \u0081",
            "Content-Type: \u0090/\u0091",
            "Content-Type: nonsense",
            "User-Agent: \u0085",
            "X-Request-Id: \u009f\u009f\u009f\u009f\u009f\u009f\u009f\u009f",
            "Idempotency-Key: \u0080",
            "X-Paystack-Signature: \u0080",
            "verif-hash: \u0080",
            "Authorization: \u0080",
            "Authorization: Basic \u0080",
            "Authorization: Basic ////",
            "Authorization: Bearer \u0080",
            "Cookie: \u0081=\u0082; JSESSIONID=\u0083",
            "Cookie: JSESSIONID=0; XSRF-TOKEN=0",
            "X-XSRF-TOKEN: \u0080",
            "Origin: \u0080",
            "Origin: http://[",
            "Referer: http://[\u0080",
            "Range: bytes=9-1",
            "If-Modified-Since: \u0080",
            "If-None-Match: \u0080",
            "Forwarded: for=\u0080",
            "X-Forwarded-For: ' || 'x",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Prefix: \u0080",
            "X-Http-Method-Override: \u0080",
            "Expect: nonsense",
            "Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: \u0080\r\nSec-WebSocket-Version: nonsense",
            "Upgrade: h2c\r\nHTTP2-Settings: \u0080",
            "Host: evil.example",
            "\u0080: 1",
            "Transfer-Encoding: nonsense",
            "Content-Length: -1");

    private static final List<String> TARGETS = List.of(
            "/docs?%",
            "/docs?%00=1",
            "/docs?\u0080=\u0081",
            "/docs/openapi.json?%ff=%fe",
            "/docs/%00",
            "/docs/%2e%2e/error",
            "/docs//x",
            "/docs;x=1",
            "/docs/\u0080",
            "/api/vendor/wallet?limit=%zz",
            "/%00",
            "/%",
            "//",
            "/;",
            "/\\",
            "/a%0ab",
            "/" + "x".repeat(7000),
            "/" + "x".repeat(20000),
            "nonsense",
            "http://evil.example/docs",
            "*");

    @LocalServerPort
    int port;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
    }

    @Test
    void causeNoFaultOfTheDesk() {
        var requests = new ArrayList<String>();
        for (String path : PATHS) {
            for (String header : HEADERS) {
                for (String method : List.of("GET", "POST")) {
                    requests.add(request(method, path, header));
                }
            }
            for (String method : List.of(
                    "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "nonsense", "\u0080")) {
                requests.add(request(method, path, "X-Plain: 1"));
            }
        }
        TARGETS.forEach(target -> requests.add(request("GET", target, "X-Plain: 1")));
        requests.add("\u0016\u0003\u0001 hello\r\n\r\n");
        requests.add("GET / HTTP/9.9\r\n\r\n");
        requests.add("GET /docs HTTP/1.1\r\n\r\n");
        requests.add("GET /docs HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
        requests.add("GET /docs HTTP/1.1\r\nHost: \u0080\r\n\r\n");
        requests.add(request("GET", "/docs", "X-Long: " + "x".repeat(100_000)));

        var softly = new SoftAssertions();
        requests.forEach(request -> {
            String answer = Wire.exchange(port, request);
            String shown = request.length() > 300 ? request.substring(0, 300) : request;
            softly.assertThat(answer).as(shown).doesNotStartWith("HTTP/1.1 5");
            if (answer.startsWith("HTTP/1.1 4")) {
                String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
                softly.assertThat(body).as(shown).matches("(?s)|.*\\{\"type\":\"urn:withdrawal-desk:problem:.*");
            }
            softly.assertThat(answer).as(shown).doesNotContain("<html", "Tomcat", "Exception", "evil.example");
        });
        softly.assertAll();

        assertThat(requests).hasSizeGreaterThan(1500);
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .filteredOn(event -> !event.getFormattedMessage().startsWith("not signed by"))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
        assertThat(log.list)
                .as("one line for each provider, however many messages are not signed")
                .filteredOn(event -> event.getFormattedMessage().startsWith("not signed by"))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void findNothingAtTheErrorPage() {
        assertThat(Wire.exchange(port, request("GET", "/error", "X-Plain: 1")))
                .startsWith("HTTP/1.1 404")
                .contains("\"code\":\"not_found\"");
    }

    @Test
    void hearTheSameHeadersFromEverything() {
        for (String path :
                List.of("/", "/docs/", "/nothing", "/api/vendor/wallet/", "/%00", "/actuator/health", "/favicon.ico")) {
            assertThat(Wire.exchange(port, request("GET", path, "X-Plain: 1")))
                    .as(path)
                    .containsOnlyOnce("Referrer-Policy: ")
                    .containsOnlyOnce("X-Request-Id: ")
                    .containsOnlyOnce("X-Content-Type-Options: nosniff");
        }
    }

    /** Where a redirect leads is never up to whoever asks. */
    @Test
    void areLedNowhereElse() {
        for (String path : List.of(
                "/",
                "/docs",
                "/docs/",
                "/admin/withdrawals/5c0e8f1e-0000-4000-8000-000000000000",
                "/camunda",
                "/camunda/",
                "/camunda/app/tasklist",
                "/camunda/app/tasklist/",
                "/camunda/app/",
                "/camunda/app/cockpit/default")) {
            String answer = Wire.exchange(
                    port,
                    "GET " + path
                            + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).doesNotContain("evil.example");
            assertThat(answer.lines().filter(line -> line.startsWith("Location: ")))
                    .as(path)
                    .allMatch(line -> line.startsWith("Location: /") && !line.startsWith("Location: //"));
        }
    }

    private static String request(String method, String target, String header) {
        return method + " " + target + " HTTP/1.1\r\n" + (header.startsWith("Host:") ? "" : "Host: localhost\r\n")
                + header + "\r\n" + (header.contains("Connection:") ? "" : "Connection: close\r\n") + "\r\n";
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
