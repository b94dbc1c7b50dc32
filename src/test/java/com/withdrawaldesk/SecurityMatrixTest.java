package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Wire;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may call what: every mapping there is, by everybody there is. */
@DeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityMatrixTest {

    /** Whose each part of the API is. A mapping outside of them must be one of {@link #PUBLIC}. */
    private static final Map<String, String> OWNERS = Map.of(
            "/api/vendor/", "vendor",
            "/api/customer/", "customer",
            "/api/admin/", "admin1",
            "/api/platform/", "marketplace");

    /** What of the admins' part operations may use: they read, and have an inbox of their own. */
    private static final String FOR_OPERATIONS_TOO =
            "GET /api/admin/finance/(webhooks|looking|list-withdrawals(\\.csv)?|withdrawal-detail|reconciliation(/.*)?)"
                    + "|\\w+ /api/admin/(notifications|payouts/).*|GET /api/admin/operations/.*";

    /** What operations do, and nobody else. */
    private static final String FOR_OPERATIONS_ALONE = "POST /api/admin/operations/.*";

    /** What administrators of users do, and nobody else. */
    private static final String FOR_ENGINE_ADMINS_ALONE = "\\w+ /api/admin/api-keys.*|\\w+ /api/admin/identities.*";

    /** What auditors read, and nobody else. */
    private static final String FOR_AUDITORS_ALONE = "GET /api/admin/audit(\\.csv|/.*)?";

    /** Auditors read whatever the admins' part has, and change nothing. */
    private static final String FOR_AUDITORS_TOO = "GET /api/admin/.*";

    /** What leads a browser to the login, and the description of the API. */
    private static final String PUBLIC = "/|/admin/(withdrawals|payout-runs)/.*|/docs/.*";

    /** What is let in by its signature, whoever sends it. */
    private static final String SIGNED = "/api/webhooks/.*";

    @LocalServerPort
    int port;

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private String vendor;
    private String customer;
    private int calls;

    @BeforeAll
    void openWallets() {
        vendor = given.vendor("1000.00");
        customer = given.customer("1000.00");
        people.add("formeradmin", Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        identities.deleteMembership("formeradmin", Groups.BUSINESS_ADMINS);
        identities.deleteMembership("formeradmin", Groups.OPERATIONS);
        people.add("goneadmin", Groups.BUSINESS_ADMINS);
        people.remove("goneadmin");
    }

    /** Whatever is refused changes nothing, in any table. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "vendor",
                "customer",
                "admin1",
                "operator1",
                "auditor1",
                "marketplace",
                "engineadmin",
                "formeradmin",
                "goneadmin"
            })
    void letsInOnlyWhomItIsFor(String who) {
        var allowed = new ArrayList<String>();
        var refused = new ArrayList<String>();
        Mappings.of(requestMappingHandlerMapping)
                .forEach(mapping -> (isFor(mapping, who) ? allowed : refused).add(mapping));
        assertThat(refused).hasSizeGreaterThan(20);

        Footprint before = Footprint.ofEverything(jdbc);
        refused.forEach(mapping -> assertRefused(mapping, who));
        if (!Footprint.ofEverything(jdbc).equals(before)) {
            // Which one was it?
            for (String mapping : refused) {
                Footprint now = Footprint.ofEverything(jdbc);
                assertRefused(mapping, who);
                assertThat(Footprint.ofEverything(jdbc)).as(mapping).isEqualTo(now);
            }
        }
        assertThat(Footprint.ofEverything(jdbc)).isEqualTo(before);

        for (String mapping : allowed) {
            for (Answer answer : answers(mapping, who)) {
                assertThat(answer.status())
                        .as("%s by %s: %s", mapping, who, answer.body())
                        .isNotIn(401, 403, 405, 500);
            }
        }
    }

    private void assertRefused(String mapping, String who) {
        for (Answer answer : answers(mapping, who)) {
            boolean unknown = who.equals("nobody")
                    || who.equals("goneadmin")
                    || path(mapping).matches(SIGNED);
            assertThat(answer.status()).as("%s by %s", mapping, who).isEqualTo(unknown ? 401 : 403);
            assertProblem(answer, unknown ? 401 : 403, unknown ? "unauthorized" : "forbidden");
        }
    }

    /** With and without the slash at the end. */
    private List<Answer> answers(String mapping, String who) {
        String path = path(mapping);
        return (path.equals("/") || path.matches(PUBLIC) ? Stream.of("") : Stream.of("", "/"))
                .map(slash -> call(mapping, user(who), path + slash))
                .toList();
    }

    private static boolean isFor(String mapping, String who) {
        String path = path(mapping);
        return path.matches(PUBLIC)
                || who.equals("operator1") && mapping.matches(FOR_OPERATIONS_TOO + "|" + FOR_OPERATIONS_ALONE)
                || who.equals("engineadmin") && mapping.matches(FOR_ENGINE_ADMINS_ALONE)
                || who.equals("auditor1") && mapping.matches(FOR_AUDITORS_TOO)
                || !mapping.matches(FOR_OPERATIONS_ALONE + "|" + FOR_ENGINE_ADMINS_ALONE + "|" + FOR_AUDITORS_ALONE)
                        && OWNERS.entrySet().stream()
                                .anyMatch(owner -> path.startsWith(owner.getKey())
                                        && owner.getValue().equals(who));
    }

    /** A new address says beside its mapping which limits it is under, or why it is under none. */
    @Test
    void nothingIsWithoutALimitUnlessItSaysWhy() {
        requestMappingHandlerMapping.getHandlerMethods().forEach((info, method) -> {
            Unlimited free = method.getMethodAnnotation(Unlimited.class);
            Unlimited allFree = method.getBeanType().getAnnotation(Unlimited.class);
            boolean said = free != null && !free.value().isBlank()
                    || allFree != null && !allFree.value().isBlank();
            assertThat(!Limit.of(method).isEmpty() || said)
                    .as("%s needs @Limited, or @Unlimited with the reason", method)
                    .isEqualTo(info.getPatternValues().stream().anyMatch(path -> path.startsWith("/api/")));
        });
    }

    @Test
    void everyPartOfTheOwnersDocumentIsThere() {
        assertThat(Mappings.of(requestMappingHandlerMapping))
                .contains(
                        "GET /api/vendor/wallet",
                        "POST /api/vendor/wallet/request-withdrawal",
                        "GET /api/vendor/wallet/transactions",
                        "GET /api/vendor/payment-settings",
                        "POST /api/vendor/update-payment-settings",
                        "POST /api/vendor/set-payment-pin",
                        "GET /api/customer/wallet",
                        "POST /api/customer/wallet/request-withdrawal",
                        "GET /api/customer/wallet/transactions",
                        "POST /api/customer/set-payment-pin",
                        "GET /api/admin/finance/list-withdrawals",
                        "GET /api/admin/finance/withdrawal-detail",
                        "POST /api/admin/finance/approve-withdrawal",
                        "POST /api/admin/finance/reject-withdrawal",
                        "GET /api/admin/finance/payments",
                        "POST /api/admin/finance/trigger-payout");
    }

    @Test
    void doesNotTellOfAnothersWithdrawal() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        String path = "/api/vendor/wallet/withdrawals/" + withdrawal.reference();

        assertProblem(http.get(vendor, path), 404, "not_found");
        assertProblem(http.post(vendor, path + "/cancel/", null), 404, "not_found");
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("500.00");
        assertProblem(http.get(vendor, path.replace(withdrawal.reference(), "WTH-NOTHINGTHERE")), 404, "not_found");
    }

    @Test
    void keepsTheVendorAndTheCustomerInOnePersonApart() {
        String both = given.vendor("1000.00");
        people.add(both, Groups.CUSTOMERS);
        Withdrawal withdrawal = given.requested(both, "500.00");

        assertProblem(http.get(both, "/api/customer/wallet/withdrawals/" + withdrawal.reference()), 404, "not_found");
        assertProblem(http.get(both, "/api/customer/wallet/"), 404, "wallet_not_found");
        assertProblem(http.get(customer, "/api/vendor/wallet/"), 403, "forbidden");
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("1000.00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic !!!",
                "Basic bm9ib2R5",
                "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbjEiLCJyb2xlcyI6WyJidXNpbmVzc0FkbWlucyJdfQ.",
                "Bearer garbage",
                "Digest username=admin1"
            })
    void knowsNobodyByCredentialsOfAnotherKind(String authorization) {
        Answer answer = http.get(null, "/api/admin/finance/list-withdrawals/", "Authorization", authorization);

        assertProblem(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody:Desk-demo-1", ":", ":Desk-demo-1", "a\u0000b:x", "admin1\n:Desk-demo-1", "%:x"})
    void knowsNobodyByAStrangeName(String credentials) {
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));

        assertProblem(http.get(null, "/api/vendor/wallet/", "Authorization", basic), 401, "unauthorized");
    }

    @Test
    void refusesAWrongPassword() {
        // Somebody of its own: for some seconds after a wrong password the engine refuses the right one.
        String careless = given.vendor("1000.00");

        Answer answer = http.get(null, "/api/vendor/wallet/", "Authorization", Http.basic(careless, "Desk-demo-2"));

        assertProblem(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Withdrawal Desk\", charset=\"UTF-8\"");
    }

    @Test
    void startsNoSessionAndTakesNone() {
        Answer answer = http.get(vendor, "/api/vendor/wallet/");

        assertStatus(answer, 200);
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void recordsWhoWasRefusedAndWhere() {
        String curious = given.vendor("1000.00");

        http.get(curious, "/api/admin/finance/payments/", "X-Request-Id", "refused-request-1");

        assertThat(jdbc.sql("""
                                SELECT concat_ws(' | ', action, outcome, roles, reason, ip, request_id)
                                FROM audit_event WHERE actor = ?
                                """).param(curious).query(String.class).list())
                .containsExactly("GET /api/admin/finance/payments | refused | vendors | role not allowed | 127.0.0.1"
                        + " | refused-request-1");
    }

    @Test
    void tellsEverybodyThatItIsWellButOnlyOperationsHow() {
        for (String who : new String[] {null, vendor, "admin1"}) {
            Answer health = http.get(who, "/actuator/health");
            assertThat(health.body().has("status")).isTrue();
            assertThat(health.body().has("components")).as("details for " + who).isFalse();
        }
        assertThat(http.get("operator1", "/actuator/health").body().has("components"))
                .isTrue();
    }

    @Test
    void showsTheBillOfMaterialsToOperationsAuditorsAndAdministrators() {
        String auditor = given.vendor("1.00");
        people.add(auditor, Groups.AUDITORS);

        for (String who : new String[] {"operator1", "engineadmin", auditor}) {
            Answer bill = assertStatus(http.get(who, "/actuator/sbom/application"), 200);
            assertThat(new String(bill.bytes(), StandardCharsets.UTF_8))
                    .contains("\"bomFormat\" : \"CycloneDX\"", "pkg:maven/org.camunda.bpm/camunda-engine@");
        }
        assertProblem(http.get("admin1", "/actuator/sbom/application"), 403, "forbidden");
        assertProblem(http.get(null, "/actuator/sbom/application"), 401, "unauthorized");
    }

    /** They have a port of their own, which strangers do not reach. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/prometheus",
                "/actuator/sbom"
            })
    void hasNothingOfManagementAtThePortForEverybody(String path) {
        for (String credentials :
                new String[] {"", "Authorization: " + Http.basic("operator1", People.PASSWORD) + "\r\n"}) {
            assertThat(Wire.exchange(
                            port,
                            "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + credentials + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 40")
                    .contains("urn:withdrawal-desk:problem:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/info", "/actuator", "/actuator/env"})
    void keepsMetricsToOperations(String path) {
        assertProblem(http.get(null, path), 401, "unauthorized");
        assertProblem(http.get(vendor, path), 403, "forbidden");
        assertProblem(http.get("admin1", path), 403, "forbidden");
        assertThat(http.get("operator1", path).status()).isIn(200, 404);
        assertThat(http.get("auditor1", path).status()).isIn(200, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin/finance/nothing", "/api/admin", "/api/admin/finance/list-withdrawals/7"})
    void saysThatThereIsNothingToWhoMayLook(String path) {
        assertProblem(http.get("admin1", path), 404, "not_found");
        assertProblem(http.get(null, path), 401, "unauthorized");
        assertProblem(http.get(vendor, path), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/vendors/wallet", "/api/webhooks/nobody/"})
    void isClosedWhereNothingIs(String path) {
        assertProblem(http.get(null, path), 401, "unauthorized");
        assertProblem(http.get("admin1", path), 403, "forbidden");
    }

    /** The engine's own REST API belongs to its web apps, which ask for their own login. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/API/vendor/wallet",
                "/engine-rest/task",
                "/rest/task",
                "/nothing",
                "/webjars/camunda",
                "/webjars/chart.js/package.json",
                "/error/"
            })
    void hasNoOtherDoor(String path) {
        assertThat(http.get("admin1", path).status()).isIn(401, 403, 404);
        assertThat(http.get(null, path).status()).isIn(401, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/vendor//wallet",
                "/api/vendor/wallet;v=1",
                "/api/vendor/%2e%2e/admin/finance/payments",
                "/api/vendor/wallet/withdrawals/a%0ab"
            })
    void refusesAnAmbiguousPath(String path) {
        assertProblem(http.get(vendor, path), 400, "malformed_request");
    }

    /** The server refuses these before the desk sees them. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/vendor/wallet/withdrawals/a%00b", "/api/vendor/wallet%2ftransactions"})
    void tellsNothingWhereTheServerRefusesAPath(String path) {
        Answer answer = assertStatus(http.get(vendor, path), 400);

        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).doesNotContain("Exception", "Tomcat", "\tat ");
    }

    @Test
    void leadsALinkToTheLoginWithoutTellingAnything() {
        Answer answer = http.get(null, "/admin/withdrawals/" + UUID.randomUUID());

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location"))
                .startsWith("/camunda/app/tasklist/default/")
                .doesNotContain("task=");
        assertProblem(http.get(null, "/admin/withdrawals/nonsense"), 404, "not_found");
        assertThat(http.get(null, "/admin/payout-runs/7").header("Location"))
                .isEqualTo("/camunda/app/tasklist/default/#/withdrawals");
        assertProblem(http.get(null, "/admin/payout-runs/nonsense"), 404, "not_found");
    }

    private Answer call(String mapping, String user, String path) {
        String method = mapping.substring(0, mapping.indexOf(' '));
        String body = method.equals("POST") ? "{}" : null;
        if (path.matches(SIGNED)) {
            return http.send(method, user, path, body);
        }
        // From somewhere else each time, as wrong passwords have to wait where they come from.
        String address = "2001:db8:" + Integer.toHexString(calls++) + "::1";
        return http.send(method, user, path, body, "X-Forwarded-For", address);
    }

    private static String path(String mapping) {
        return mapping.substring(mapping.indexOf(' ') + 1)
                .replace("{id}", "7")
                .replaceAll("\\{\\w+}", "WTH-000000000000");
    }

    private String user(String who) {
        return switch (who) {
            case "nobody" -> null;
            case "vendor" -> vendor;
            case "customer" -> customer;
            default -> who;
        };
    }
}
