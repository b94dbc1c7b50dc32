package com.withdrawaldesk.base.throttle;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Statements;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The limits as people meet them: every address of the API, by somebody who has no call left. */
@DeskTest
class LimitedAddressesTest {

    private static final List<Limit> OF_USERS = List.of(
            Limit.PIN,
            Limit.REQUESTS,
            Limit.SETTINGS,
            Limit.EXPORTS,
            Limit.SEARCHES,
            Limit.ACTIONS,
            Limit.MAILS,
            Limit.SOCKETS);

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    TestLimits limits;

    @Autowired
    Statements statements;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    /** By the first part of the path, everybody of the test's own. */
    private final Map<String, String> busy = new HashMap<>();

    @BeforeEach
    void exhaustEverybody() {
        busy.put("vendor", given.vendor("1000.00"));
        busy.put("customer", given.customer("1000.00"));
        String admin = "busy" + Long.toString(System.nanoTime(), 36);
        people.add(admin, Groups.BUSINESS_ADMINS, Groups.OPERATIONS, Groups.AUDITORS);
        busy.put("admin", admin);
        busy.values().forEach(user -> OF_USERS.forEach(limit -> limits.exhaust(limit, user)));
    }

    @Test
    void refuseBeforeAnythingIsReadOrDone() {
        Footprint before = Footprint.of(jdbc);
        var refused = new TreeSet<String>();
        var limited = new TreeSet<String>();
        requestMappingHandlerMapping.getHandlerMethods().forEach((info, method) -> {
            if (!Limit.of(method).isEmpty()) {
                limited.addAll(Mappings.of(info));
            }
        });
        assertThat(limited).hasSizeGreaterThan(35);

        for (String mapping : limited) {
            String path = mapping.substring(mapping.indexOf(' ') + 1)
                    .replace("{id}", "7")
                    .replaceAll("\\{\\w+}", "WTH-000000000000");
            String user = busy.get(path.split("/")[2]);
            // Not even JSON: nobody looks.
            Answer answer = mapping.startsWith("POST") ? http.post(user, path, "{\"") : http.get(user, path);

            assertProblem(answer, 429, "too_many_requests");
            assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
            assertThat(answer.header("RateLimit")).matches("\"[a-z]+\";r=0;t=[1-9]\\d*");
            assertThat(answer.header("RateLimit-Policy")).matches("\"[a-z]+\";q=100000;w=60");
            refused.add(mapping);
        }

        assertThat(refused)
                .contains(
                        "POST /api/vendor/wallet/request-withdrawal",
                        "POST /api/customer/wallet/request-withdrawal",
                        "POST /api/customer/wallet/withdrawals/{reference}/cancel",
                        "POST /api/vendor/set-payment-pin",
                        "POST /api/vendor/update-payment-settings",
                        "POST /api/vendor/payout-schedule",
                        "GET /api/admin/finance/list-withdrawals.csv",
                        "GET /api/customer/wallet/withdrawals/{reference}/receipt.pdf",
                        "GET /api/admin/finance/list-withdrawals",
                        "POST /api/admin/operations/emails/{id}/resend",
                        "POST /api/admin/finance/trigger-payout");
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE actor IN (:busy)")
                        .param("busy", new ArrayList<>(busy.values()))
                        .query(Integer.class)
                        .single())
                .as("nor is the trail filled")
                .isLessThanOrEqualTo(setUp());
    }

    /** What {@link Given} left in the trail: a PIN for both, an account for the vendor. */
    private int setUp() {
        return jdbc.sql("SELECT count(*) FROM audit_event WHERE actor IN (:busy) AND outcome = 'done'")
                .param("busy", new ArrayList<>(busy.values()))
                .query(Integer.class)
                .single();
    }

    @Test
    void costNoMoreStatementsThanTheLogin() {
        String vendor = busy.get("vendor");
        String body = "{\"amount\": 100.00, \"pin\": \"" + Given.PIN + "\"}";
        http.post(vendor, "/api/vendor/wallet/request-withdrawal/", body);
        http.get(vendor, "/api/vendor/nothing/"); // The first login of an hour is recorded.

        List<String> login = statements.during(() -> http.get(vendor, "/api/vendor/nothing/"));
        List<String> refused =
                statements.during(() -> http.post(vendor, "/api/vendor/wallet/request-withdrawal/", body));

        assertThat(refused).isEqualTo(login);
    }

    @Test
    void leaveEverythingElseAndEverybodyElseAlone() {
        String vendor = busy.get("vendor");

        assertStatus(http.get(vendor, "/api/vendor/wallet/"), 200);
        assertStatus(http.get(vendor, "/api/vendor/payment-settings/"), 200);
        Answer answer = assertStatus(
                http.post(
                        given.vendor("1000.00"),
                        "/api/vendor/wallet/request-withdrawal/",
                        "{\"amount\": 100.00, \"pin\": \"" + Given.PIN + "\"}"),
                201);
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"pin\";q=100000;w=60, \"requests\";q=100000;w=60,"
                        + " \"pin-by-address\";q=5000000;w=60, \"requests-by-address\";q=5000000;w=60");
        assertThat(answer.header("RateLimit")).startsWith("\"pin\";r=99999;t=1, \"requests\";r=99999;t=1, ");
        assertThat(http.get(vendor, "/api/vendor/wallet/").header("RateLimit")).isNull();
    }

    @Test
    void holdForLiveAlerts() {
        Throwable refused =
                Assertions.catchThrowable(() -> http.listen(busy.get("vendor")).join());

        assertThat(refused)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        var response = ((WebSocketHandshakeException) refused.getCause()).getResponse();
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("RateLimit-Policy")).contains("\"sockets\";q=100000;w=60");
    }
}
