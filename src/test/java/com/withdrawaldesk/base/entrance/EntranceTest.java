package com.withdrawaldesk.base.entrance;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.Wire;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What strangers send, on every path there is and on some that there are not, and how long they may take. */
@DeskTest
class EntranceTest {

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    ServletContext server;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Test
    void takesNoLargeBodyOnAnyPath() {
        var paths = paths();
        assertThat(paths)
                .hasSizeGreaterThan(60)
                .contains("/camunda/api/engine/x", "/api/vendor/wallet", "/docs/openapi.json", "/nothing/at/all");

        for (String path : paths) {
            String declared = Wire.exchange(port, post(path, "Content-Length: 125829120") + "username=x");
            assertTooLarge(declared, path);
        }
        for (String path : paths) {
            // A chunk of 65,537 bytes, and no end.
            assertTooLarge(
                    Wire.exchange(
                            port,
                            post(path, "Transfer-Encoding: chunked") + "10001\r\n" + "x".repeat(0x10001)
                                    + "\r\n0\r\n\r\n"),
                    path);
        }
        assertTooLarge(Wire.exchange(managementPort, post("/actuator/health", "Content-Length: 70000")), "management");
    }

    @Test
    void takesNoLongPasswordBelowCamunda() {
        String login = "/camunda/api/admin/auth/user/default/login/tasklist";

        assertTooLarge(Wire.exchange(port, post(login, "Content-Length: 4097")), login);
        assertTooLarge(
                Wire.exchange(
                        port,
                        post(login, "Transfer-Encoding: chunked") + "1001\r\n" + "x".repeat(0x1001) + "\r\n0\r\n\r\n"),
                login);
        assertThat(Wire.exchange(port, post(login, "Content-Length: 4096") + "x".repeat(4096)))
                .doesNotContain("body_too_large");
    }

    @Test
    void takesWhatIsAllowedHoweverItIsSent() {
        String vendor = given.vendor("1500.00");
        String body = "{\"amount\": \"500.00\", \"pin\": \"" + Given.PIN + "\"}";
        String padded = body + " ".repeat(64 * 1024 - body.length());
        String address = "/api/vendor/wallet/request-withdrawal/";

        assertStatus(http.post(vendor, address, padded), 201);
        assertStatus(http.postChunked(vendor, address, body), 201);
        assertStatus(http.postChunked(vendor, address, padded + " "), 413);
        // Two at once on one connection: none of the second is taken for the first's.
        String head = "POST " + address + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + Http.basic(vendor, "Desk-demo-1")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        String both = Wire.exchange(port, head + "\r\n" + body + head + "Connection: close\r\n\r\n" + body);
        assertThat(both.split("HTTP/1.1 ")).hasSize(3);
        assertThat(both).containsOnlyOnce("HTTP/1.1 201").containsOnlyOnce("HTTP/1.1 422");
    }

    @Test
    void refusesABodyThatIsNotWhatItsHeadersSay() {
        assertThat(Wire.exchange(port, post("/api/webhooks/paystack/", "Transfer-Encoding: chunked") + "nonsense\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("malformed_request");
    }

    /** By count: four hundred that drip, and as many that only hold on, and everybody else is served meanwhile. */
    @Test
    void servesOthersWhileFourHundredSendSlowly() {
        var dripping = open(
                400,
                i -> post(
                        i % 2 == 0 ? "/api/webhooks/paystack/" : "/camunda/api/engine/engine/default/task",
                        "Content-Length: 60000"));
        var others = new ArrayList<Wire>();
        others.addAll(open(100, i -> "GET /docs HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        others.addAll(open(100, i -> "GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n"));
        for (int i = 0; i < 100; i++) {
            var reader = Wire.to(port, 2048);
            reader.send("GET /docs/swagger-ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
            others.add(reader);
        }
        String vendor = given.vendor("1000.00");

        List<Integer> answers = IntStream.range(0, 40)
                .mapToObj(i -> {
                    dripping.forEach(wire -> wire.send("x"));
                    return http.get(vendor, "/api/vendor/wallet/").status();
                })
                .toList();

        assertThat(answers).hasSize(40).containsOnly(200);
        assertStatus(http.get(null, "/actuator/health/liveness"), 200);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    dripping.forEach(wire -> wire.send("x"));
                    assertThat(dripping).allMatch(Wire::isClosed);
                });
        dripping.forEach(Wire::close);
        others.forEach(Wire::close);
    }

    private List<Wire> open(int number, java.util.function.IntFunction<String> beginning) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    var wire = Wire.to(port);
                    wire.send(beginning.apply(i));
                    return wire;
                })
                .toList();
    }

    /** Every servlet's, every filter's and every controller's, and some that nobody has. */
    private Collection<String> paths() {
        Stream<String> registered = Stream.of(
                        server.getServletRegistrations().values().stream()
                                .flatMap(servlet -> servlet.getMappings().stream()),
                        server.getFilterRegistrations().values().stream()
                                .flatMap(filter -> filter.getUrlPatternMappings().stream()))
                .flatMap(mappings -> mappings);
        Stream<String> mapped = Mappings.of(requestMappingHandlerMapping).stream()
                .map(mapping -> mapping.substring(mapping.indexOf(' ') + 1).replaceAll("\\{\\w+}", "7"));
        return Stream.of(
                        registered.map(path -> path.replace("*", "x")),
                        mapped,
                        Stream.of(
                                "/",
                                "/nothing/at/all",
                                "/error",
                                "/actuator/health",
                                "/ws/notifications/",
                                "/camunda/app/tasklist/"))
                .flatMap(all -> all)
                .map(path -> path.startsWith("/") ? path : "/" + path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String post(String path, String length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n" + length
                + "\r\nConnection: close\r\n\r\n";
    }

    private static void assertTooLarge(String answer, String path) {
        assertThat(answer)
                .as(path)
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json", "\"code\":\"body_too_large\"")
                .containsOnlyOnce("X-Request-Id: ");
    }
}
