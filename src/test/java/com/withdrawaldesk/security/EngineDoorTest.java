package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.support.WebApps;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import jakarta.servlet.ServletContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The attacks on the web apps that once succeeded, and what belongs to the same kind. */
@DeskTest
class EngineDoorTest {

    private static final String API = "/camunda/api/";
    private static final String ENGINE = API + "engine/engine/default/";
    private static final String COCKPIT = API + "cockpit/plugin/base/default/";
    private static final String LOGIN = API + "admin/auth/user/default/login/";
    private static final String[] STAFF = {"admin1", "operator1", "engineadmin"};

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Given given;

    @Autowired
    Tasklist tasklist;

    @Autowired
    ManagementService management;

    @Autowired
    FilterService filters;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    ServletContext server;

    @Autowired
    JdbcClient jdbc;

    private Withdrawal withdrawal;

    /** Two tellers who transfer the same would pay twice, so the second is stopped before he can. */
    @Test
    void letsOneOfTwoTellersReadTheAccountToTransferTo() {
        people.add("operator2", Groups.OPERATIONS);
        String account = FakeProvider.freshAccount();
        Withdrawal withdrawal = given.approved(given.vendor("9500000.00"), "9500000.00", Given.account("058", account));
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        String task = "task/" + tasklist.taskOf(withdrawal).getId();
        List<WebApps> tellers = Stream.of("operator1", "operator2")
                .map(teller -> WebApps.login(http.url("/"), "tasklist", teller, People.PASSWORD))
                .toList();
        assertThat(tellers)
                .allSatisfy(teller -> assertThat(sheet(teller, task)).contains("claim", account.substring(6)))
                .noneMatch(teller -> sheet(teller, task).contains(account));
        var record = Map.of("variables", Map.of("bank_reference", Map.of("value", "OUT-" + withdrawal.reference())));
        assertThat(tellers).allMatch(teller -> teller.send("POST", task + "/submit-form", record) == 409);

        int[] claims = new int[2];
        assertThat(Together.run(
                        () -> claims[0] = tellers.get(0).send("POST", task + "/claim", Map.of("userId", "operator1")),
                        () -> claims[1] = tellers.get(1).send("POST", task + "/claim", Map.of("userId", "operator2"))))
                .containsOnlyNulls();
        assertThat(claims).containsExactlyInAnyOrder(204, 409);
        WebApps first = tellers.get(claims[0] == 204 ? 0 : 1);
        WebApps second = tellers.get(claims[0] == 204 ? 1 : 0);

        assertThat(sheet(first, task)).contains(account);
        assertThat(sheet(second, task)).contains("claim").doesNotContain(account);
        assertThat(second.send("POST", task + "/submit-form", record)).isEqualTo(409);
        assertThat(first.send("POST", task + "/submit-form", record)).isEqualTo(204);
        assertThat(second.send("POST", task + "/claim", Map.of("userId", "operator2")))
                .isEqualTo(404);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    private static String sheet(WebApps teller, String task) {
        return teller.get(task + "/form-variables").path("sheet").path("value").asText();
    }

    @BeforeEach
    void prepare() {
        withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
    }

    /** A0: the vendor logs in to the app that admits everybody, and asks for tasks whose candidate is a program. */
    @Test
    void runsNoCodeOfAVendor() {
        assertThat(logIn("techstore", "welcome").status()).isEqualTo(403);
        assertProblem(
                http.post("techstore", ENGINE + "task", "{\"orQueries\":[{\"candidateUserExpression\":\"${1}\"}]}"),
                401,
                "unauthorized");
    }

    /** A0: the same by an admin, whichever way the text is brought in. */
    @Test
    void takesNoExpressionFromAnybody() {
        String code =
                "${jdbcClient.sql(\\\"INSERT INTO act_id_membership VALUES ('bookshop','businessAdmins')\\\").update()}";
        String filter = filters.createTaskFilterQuery()
                .filterName("To review")
                .singleResult()
                .getId();
        Footprint before = Footprint.of(jdbc);
        for (String who : STAFF) {
            String[] session = session(who);
            for (String path : List.of(
                    "task",
                    "task/count",
                    "filter/" + filter + "/list",
                    "filter/" + filter + "/count",
                    "filter/" + filter + "/singleResult",
                    "filter/create",
                    "process-instance/suspended",
                    "process-instance/delete",
                    "history/task")) {
                for (String body : List.of(
                        "{\"assigneeExpression\":\"%s\"}",
                        "{\"orQueries\":[{\"candidateUserExpression\":\"%s\"}]}",
                        "{\"orQueries\":[{\"candidateuserEXPRESSION\":\"%s\"}]}",
                        "{\"orQueries\":[{\"candidateUser\\u0045xpression\":\"%s\"}]}",
                        "{\"name\":\"x\",\"resourceType\":\"Task\",\"query\":{\"dueBeforeExpression\":\"%s\"}}",
                        "{\"processInstanceQuery\":{\"a\":[[{\"b\":{\"taskOwnerExpression\":\"%s\"}}]]}}")) {
                    for (String type : List.of("application/json", "application/hal+json", "text/plain", "*/*")) {
                        Answer answer = http.send(
                                "POST", null, ENGINE + path, body.formatted(code), with(session, "Content-Type", type));
                        assertProblem(answer, 400, "malformed_request");
                    }
                }
            }
            for (String query :
                    List.of("assigneeExpression=1", "a=1&dueAfter%45xpression=%24%7B1%7D", "OwnerEXPRESSION")) {
                assertProblem(http.get(null, ENGINE + "task?" + query, session), 400, "malformed_request");
            }
        }
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** A1.1: every app that the server has, and one that it has not. */
    @Test
    void admitsStaffOnlyToAnyApp() {
        Set<String> apps = server.getServletRegistrations().values().stream()
                .flatMap(servlet -> servlet.getMappings().stream())
                .filter(mapping -> mapping.startsWith(API))
                .map(mapping -> mapping.substring(API.length()).replace("/*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        apps.addAll(List.of(AuthenticationUtil.APPS));
        apps.add(AuthenticationUtil.APP_WELCOME);
        assertThat(apps).contains("tasklist", "cockpit", "admin", "welcome");
        apps.addAll(List.of("nothing", "Tasklist"));

        // Even where an administrator has given them the app.
        Authorization given = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        given.setGroupId(Groups.VENDORS);
        given.setResource(Resources.APPLICATION);
        given.setResourceId("*");
        given.addPermission(Permissions.ACCESS);
        authorizations.saveAuthorization(given);
        try {
            for (String user : List.of("techstore", "johndoe", "marketplace")) {
                for (String app : apps) {
                    Answer answer = logIn(user, app);
                    assertThat(answer.status()).as(user + " at " + app).isIn(401, 403);
                    assertThat(answer.header("Set-Cookie"))
                            .as(user + " at " + app)
                            .isNull();
                }
            }
        } finally {
            authorizations.deleteAuthorization(given.getId());
        }
        for (String app : List.of("tasklist", "welcome")) {
            Answer answer = assertStatus(logIn("admin1", app), 200);
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .matches("JSESSIONID=\\w+; Path=/; HttpOnly; SameSite=Lax");
        }
        assertThat(logIn("admin1", "cockpit").status()).isEqualTo(403);
        assertThat(logIn("admin1", "nothing").status()).isIn(401, 403);
    }

    @Test
    void endsTheSessionOfWhoIsNoStaffAnyMore() {
        people.add("leaver2", Groups.OPERATIONS);
        try {
            WebApps session = WebApps.login(http.url("/"), "cockpit", "leaver2", People.PASSWORD);
            String[] headers = {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
            assertStatus(http.get(null, ENGINE + "process-definition", headers), 200);

            people.remove("leaver2");

            assertProblem(http.get(null, ENGINE + "process-definition", headers), 401, "unauthorized");
            assertThat(http.get(null, API + "admin/auth/user/default", headers).status())
                    .isEqualTo(404);
        } finally {
            people.remove("leaver2");
        }
    }

    /** A1.2, A6: a job runs when it is due, as often as the diagram says, and nobody changes that. */
    @Test
    void letsNobodyTouchAJob() {
        Withdrawal approved = given.approved(given.vendor("50000.00"), "20000.00");
        List<String> jobs = management.createJobQuery().list().stream()
                .filter(job -> job.getProcessInstanceId() == null
                        || job.getProcessInstanceId().equals(withdrawal.processInstanceId())
                        || job.getProcessInstanceId().equals(approved.processInstanceId()))
                .map(job -> job.getId())
                .toList();
        assertThat(jobs).hasSizeGreaterThan(1);
        Footprint before = Footprint.of(jdbc);

        for (String who : STAFF) {
            String[] session = session(who);
            for (String job : jobs) {
                refused(session, "POST", "job/" + job + "/execute", "{}");
                refused(session, "PUT", "job/" + job + "/retries", "{\"retries\":0}");
                refused(
                        session,
                        "PUT",
                        "job/" + job + "/retries",
                        "{\"retries\":3,\"dueDate\":\"2030-01-01T00:00:00.000+0000\"}");
                refused(session, "PUT", "job/" + job + "/duedate", "{\"duedate\":\"2099-01-01T00:00:00.000+0000\"}");
                refused(session, "POST", "job/" + job + "/duedate/recalculate", "{}");
                refused(session, "PUT", "job/" + job + "/suspended", "{\"suspended\":true}");
                refused(session, "PUT", "job/" + job + "/priority", "{\"priority\":1}");
                refused(session, "DELETE", "job/" + job, null);
            }
            refused(session, "POST", "job/retries", "{\"jobIds\":[\"" + jobs.get(0) + "\"],\"retries\":0}");
            refused(session, "PUT", "job/suspended", "{\"processDefinitionKey\":\"withdrawal\",\"suspended\":true}");
        }

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** A6: a comment and a link on a review that one may not even read. */
    @Test
    void letsOperationsWriteNothingToAReview() {
        String task = tasklist.taskOf(withdrawal).getId();
        Footprint before = Footprint.of(jdbc);

        String[] session = session("operator1");
        assertProblem(
                send(session, "POST", "task/" + task + "/comment/create", "{\"message\":\"x\"}"), 404, "not_found");
        refused(session, "POST", "task/" + task + "/attachment/create", "{\"url\":\"javascript:alert(1)\"}");

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** A5: what only engine administrators could do, and did. */
    @Test
    void letsNobodyBringAProcessOrStartOne() {
        Footprint before = Footprint.of(jdbc);
        for (String who : STAFF) {
            String[] session = session(who);
            String form =
                    "--x\r\nContent-Disposition: form-data; name=\"a.bpmn\"; filename=\"a.bpmn\"\r\n\r\n<x/>\r\n--x--\r\n";
            assertProblem(
                    http.send(
                            "POST",
                            null,
                            ENGINE + "deployment/create",
                            form,
                            with(session, "Content-Type", "multipart/form-data; boundary=x")),
                    403,
                    "forbidden");
            for (String key : List.of("withdrawal", "payout-run", "payout-reversal")) {
                refused(session, "POST", "process-definition/key/" + key + "/start", "{}");
                refused(session, "POST", "process-definition/key/" + key + "/submit-form", "{}");
            }
            refused(session, "POST", "message", "{\"messageName\":\"Late result heard\",\"businessKey\":\"x\"}");
            refused(session, "POST", "signal", "{\"name\":\"x\"}");
            refused(session, "POST", "condition", "{\"variables\":{}}");
        }
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** A8: strangers leave nothing behind. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/app/tasklist/default/",
                "/camunda/app/welcome/default/",
                "/camunda/lib/deps.js",
                "/camunda/favicon.ico",
                "/camunda/api/admin/auth/user/default",
                "/camunda/api/engine/engine/",
                "/camunda/api/engine/engine/default/task",
                "/camunda/api/tasklist/plugin/withdrawal-desk/static/app/plugin.js"
            })
    void startsNoSessionForAStranger(String path) {
        Answer answer = http.get(null, path);

        assertThat(answer.status()).isLessThan(500);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
    }

    @Test
    void letsTheLoginPageAskWhatItAsks() {
        assertStatus(http.get(null, API + "engine/engine/"), 200);
        assertStatus(http.get(null, API + "engine/engine"), 200);
        assertStatus(http.get(null, API + "admin/auth/user/default"), 404);
        assertStatus(http.get(null, API + "tasklist/plugin/withdrawal-desk/static/app/plugin.js"), 200);
        assertProblem(http.get(null, ENGINE + "task/"), 401, "unauthorized");
        assertProblem(http.post(null, ENGINE + "task//", "{}"), 400, "malformed_request");
    }

    @Test
    void takesTheTokenOfTheLoginPageAndNoOther() {
        String token = "0123456789ABCDEF0123456789ABCDEF";
        String form = "username=admin1&password=" + People.PASSWORD;
        for (String[] headers : List.of(
                new String[0],
                new String[] {"Cookie", "XSRF-TOKEN=" + token},
                new String[] {"X-XSRF-TOKEN", token},
                new String[] {"Cookie", "XSRF-TOKEN=" + token, "X-XSRF-TOKEN", token.replace('0', '1')},
                new String[] {"Cookie", "XSRF-TOKEN=", "X-XSRF-TOKEN", ""})) {
            Answer answer = http.send(
                    "POST",
                    null,
                    LOGIN + "tasklist",
                    form,
                    with(headers, "Content-Type", "application/x-www-form-urlencoded"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    /** A session is one person's, and ends when they say so. */
    @Test
    void endsWithTheLogout() {
        WebApps session = WebApps.login(http.url("/"), "tasklist", "admin1", People.PASSWORD);
        String[] headers = {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
        assertStatus(http.get(null, ENGINE + "filter", headers), 200);

        assertStatus(http.send("POST", null, API + "admin/auth/user/default/logout", "", headers), 200);

        assertProblem(http.get(null, ENGINE + "filter", headers), 401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/yaml", "multipart/form-data; boundary=x", "garbage"
            })
    void readsJsonAlone(String type) {
        String filter = filters.createTaskFilterQuery()
                .filterName("To review")
                .singleResult()
                .getId();
        String path = ENGINE + "filter/" + filter + "/list";
        String[] session = session("admin1");

        assertProblem(
                http.send("POST", null, path, "{}", with(session, "Content-Type", type)),
                415,
                "unsupported_media_type");
        assertProblem(http.send("POST", null, path, "{\"a\":", session), 400, "malformed_request");
        assertStatus(http.send("POST", null, path, "{}", session), 200);
    }

    /** Whatever the body is a form of instead, the answer is the one that every door has, and not the parser's. */
    @Test
    void tellsTheShapeOfABodyInItsOwnWords() {
        String filter = filters.createTaskFilterQuery()
                .filterName("To review")
                .singleResult()
                .getId();
        Map<String, List<String>> paths = Map.of(
                "admin1",
                List.of(ENGINE + "filter/" + filter + "/list", ENGINE + "filter/" + filter + "/count"),
                "operator1",
                List.of(
                        ENGINE + "task",
                        ENGINE + "process-instance/count",
                        ENGINE + "history/task",
                        COCKPIT + "process-instance",
                        COCKPIT + "process-instance/count",
                        COCKPIT + "incident"),
                "engineadmin",
                List.of(ENGINE + "group/create", ENGINE + "user/create", ENGINE + "authorization/create"));
        paths.forEach((user, calls) -> {
            String[] session = session(user);
            for (String path : calls) {
                for (String body :
                        List.of("[]", "7", "\"text\"", "[{}]", "{\"nothingOfThis\": 1}", "{\"id\": {\"a\": 1}}")) {
                    var answer = http.send("POST", null, path, body, session);
                    if (answer.status() >= 400) {
                        assertThat(answer.header("Content-Type"))
                                .as("%s %s", path, body)
                                .contains("json");
                        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                                .as("%s %s", path, body)
                                .doesNotContain("Unrecognized field", "deserialize", "org.camunda", "line: 1");
                    }
                }
                assertProblem(http.send("POST", null, path, "[[]]", session), 400, "malformed_request");
            }
        });
    }

    /** A14: what a stranger may ask for is there or not; it is never a fault of the desk. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/app/evil/default/",
                "/camunda/app/tasklist/evil/",
                "/camunda/app/tasklist/evil",
                "/camunda/app/tasklist/default/nothing.html",
                "/camunda/app/tasklist/default/setup/",
                "/camunda/app/../x",
                "/camunda//api/engine/engine",
                "/camunda/api//engine",
                "/camunda/%61pi/engine/engine/default/task",
                "/camunda/api/%65ngine/engine/default/task",
                "/camunda/api/engine/engine/default/%74ask",
                "/camunda/./api/engine/engine",
                "/camunda/api;x=1/engine/engine",
                "/camunda/api/engine/../engine/engine",
                "/camunda/api/",
                "/camunda/api/evil",
                "/camunda/api/admin/auth/user/evil",
                "/camunda/api/engine/engine/evil/task",
                "/camunda/api/cockpit/plugin/evil/static/app/plugin.js",
                "/camunda/nothing",
                "/camunda/app/tasklist/nothing.js"
            })
    void failsForNoStranger(String path) {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            Answer answer = http.send(method, null, path, method.equals("GET") ? null : "");

            assertThat(answer.status()).as(method).isLessThan(500);
            assertThat(new String(answer.bytes(), StandardCharsets.UTF_8)).doesNotContain("Exception", "org.camunda");
        }
    }

    /** A14: staff are told what is wrong with their request, or that something is, and not what Java says about it. */
    @Test
    void tellsNothingOfItsInsides() {
        String[] session = session("engineadmin");
        for (String[] call : new String[][] {
            {"POST", "user/create", "{}"},
            {"POST", "user/create", "{\"profile\":null}"},
            {"POST", "authorization/create", "{}"},
            {"PUT", "user/engineadmin/profile", "[]"},
            {"POST", "task", "{\"sorting\":[{\"sortBy\":\"nothing\"}]}"},
            {"GET", "task?sortBy=nothing", null}
        }) {
            Answer answer = send(session, call[0], call[1], call[2]);
            assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                    .as(call[1])
                    .doesNotContain("NullPointer", "java.lang", "\tat ");
            if (answer.status() >= 500) {
                assertProblem(answer, 500, "internal_error");
            }
        }
    }

    /** A refusal of the desk is no fault of the engine. */
    @Test
    void tellsWhyADecisionIsRefused() {
        String task = tasklist.taskOf(withdrawal).getId();
        String[] session = session("admin1");
        long recorded =
                jdbc.sql("SELECT max(id) FROM audit_event").query(Long.class).single();
        Footprint before = Footprint.of(jdbc).without("audit_event");

        Answer answer = send(
                session,
                "POST",
                "task/" + task + "/submit-form",
                "{\"variables\":{\"decision\":{\"value\":\"maybe\",\"type\":\"String\"}}}");

        assertProblem(answer, 400, "decision_invalid");
        assertThat(answer.body().path("message").asText()).isEqualTo("Choose approve or reject.");
        assertThat(Footprint.of(jdbc).without("audit_event")).isEqualTo(before);
        // Submitting the form reads the account in it, which is recorded whatever is decided; nothing else is.
        assertThat(jdbc.sql("SELECT DISTINCT action FROM audit_event WHERE outcome = 'done' AND id > ?")
                        .param(recorded)
                        .query(String.class)
                        .list())
                .containsExactly("account_number.read");
    }

    @Test
    void sendsTheHeadersThatProtectBrowsers() {
        String[] session = session("admin1");
        for (Answer answer : List.of(
                http.get(null, "/camunda/app/tasklist/default/", "X-Forwarded-Proto", "https"),
                http.get(null, ENGINE + "task", "X-Forwarded-Proto", "https"),
                http.get(null, ENGINE + "filter", with(session, "X-Forwarded-Proto", "https")),
                http.get(null, "/camunda/lib/deps.js", "X-Forwarded-Proto", "https"))) {
            assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=31536000");
            for (String header : List.of(
                    "Strict-Transport-Security",
                    "X-Content-Type-Options",
                    "Content-Security-Policy",
                    "Referrer-Policy",
                    "X-Frame-Options")) {
                assertThat(answer.headers().allValues(header)).as(header).hasSize(1);
            }
        }
        assertThat(http.get(null, "/camunda/app/tasklist/default/").header("Strict-Transport-Security"))
                .isNull();
        for (String path : List.of("filter", "nothing", "user/admin1/profile")) {
            assertThat(http.get(null, ENGINE + path, session).headers().allValues("Cache-Control"))
                    .containsExactly("no-store");
        }
    }

    @Test
    void leadsNobodyToAnotherHost() {
        for (String path : List.of("/camunda/app/tasklist", "/camunda/app/tasklist/", "/camunda/app/", "/camunda")) {
            Answer answer = http.get(null, path, "X-Forwarded-Host", "evil.example");
            assertThat(answer.status()).as(path).isIn(302, 303, 404);
            if (answer.status() != 404) {
                assertThat(answer.header("Location")).as(path).startsWith("/camunda/app/");
            }
        }
    }

    private void refused(String[] session, String method, String path, String body) {
        assertProblem(send(session, method, path, body), 403, "forbidden");
    }

    private Answer send(String[] session, String method, String path, String body) {
        return http.send(method, null, ENGINE + path, body, session);
    }

    private String[] session(String who) {
        String app = who.equals("operator1") ? "cockpit" : "tasklist";
        WebApps session = WebApps.login(http.url("/"), app, who, People.PASSWORD);
        return new String[] {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
    }

    private Answer logIn(String user, String app) {
        String token = "0123456789ABCDEF0123456789ABCDEF";
        return http.send(
                "POST",
                null,
                LOGIN + app,
                "username=" + user + "&password=" + People.PASSWORD,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Cookie",
                "XSRF-TOKEN=" + token,
                "X-XSRF-TOKEN",
                token);
    }

    private static String[] with(String[] headers, String name, String value) {
        var more = new ArrayList<>(List.of(headers));
        more.addAll(List.of(name, value));
        return more.toArray(String[]::new);
    }
}
