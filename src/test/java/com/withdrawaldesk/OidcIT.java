package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.RealIssuer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.web.util.UriComponentsBuilder;

/** Staff log in to the web apps at an issuer: the demo, told to, with a real issuer and a real browser. */
class OidcIT {

    private static final String LOGIN = "/oauth2/authorization/desk";
    private static final String CALLBACK = "/login/oauth2/code/desk";
    private static final String ENGINE = "/camunda/api/engine/engine/default/";
    private static final String WITH_TOKEN = "{'X-XSRF-TOKEN': document.cookie.match(/XSRF-TOKEN=([^;]+)/)[1]}";

    @TempDir
    static Path data;

    private static RealIssuer issuer;
    private static DeskProcess desk;
    private static Http http;
    private static String url;

    @BeforeAll
    static void start() {
        int port = DeskProcess.freePort();
        url = "http://localhost:" + port;
        issuer = new RealIssuer(url);
        desk = DeskProcess.startDemo(
                        port,
                        Map.of(
                                "DESK_PUBLIC_URL",
                                url,
                                "DESK_OIDC_ISSUER_URI",
                                issuer.url(),
                                "DESK_OIDC_CLIENT_ID",
                                RealIssuer.CLIENT,
                                "DESK_OIDC_CLIENT_SECRET",
                                RealIssuer.SECRET),
                        data)
                .awaitReady();
        http = desk.http();
    }

    @AfterAll
    static void stop() {
        desk.close();
        issuer.close();
    }

    @Test
    void letsStaffOfTheIssuerWorkUnderTheirOwnName() throws Exception {
        String byApi = requested("500.00");
        String byTask = requested("600.00");
        try (var browser = new Browser()) {
            logIn(browser, "/", "grace.h@example.com");
            browser.see(By.className("task-filters")); // The first page of a desk takes its time.
            browser.seeText("₦500.00");
            browser.picture("oidc-tasklist");
            browser.open(url + "/admin/withdrawals/" + byApi);
            browser.click(By.name("approve"));
            browser.click(By.name("yes"));
            browser.seeText("Approved by grace.h@example.com");
            browser.picture("oidc-approved");

            // The engine's own door asks for the groups of this session, too.
            String task = (String)
                    browser.run("return fetch('" + ENGINE + "task').then(a => a.json()).then(all => all[0].id)");
            assertThat(call(browser, "POST", ENGINE + "task/" + task + "/claim", "{'userId': 'grace.h@example.com'}"))
                    .isEqualTo(204L);
            assertThat(call(
                            browser,
                            "POST",
                            ENGINE + "task/" + task + "/submit-form",
                            "{'variables': {'decision': {'value': 'approve', 'type': 'String'}}}"))
                    .isEqualTo(204L);
            assertThat(call(browser, "GET", ENGINE + "job", null)).isEqualTo(403L);

            // The same login is worth the same at the API, and nothing without the page's token, or beyond staff's
            // groups.
            assertThat(call(browser, "GET", "/api/admin/finance/list-withdrawals/", null))
                    .isEqualTo(200L);
            assertThat(browser.run(
                            "return fetch('/api/admin/finance/list-withdrawals/', {headers: {'X-XSRF-TOKEN': 'other'}})"
                                    + ".then(a => a.status)"))
                    .isEqualTo(401L);
            assertThat(call(browser, "GET", "/api/vendor/wallet/", null)).isEqualTo(403L);

            // Out here and there: the next visit asks for the password again.
            browser.open(url + "/oauth2/logout");
            browser.see(By.name("password"));
            assertThat((String) browser.run("return location.href")).startsWith(issuer.url());

            // An administrator of people gets the app that they wanted, and nothing of what admins of the business
            // decide.
            logIn(browser, "/camunda/app/admin/", "ken@example.com");
            browser.seeText("Users");
            browser.picture("oidc-admin");
            assertThat((String) browser.run("return location.pathname")).startsWith("/camunda/app/admin/");
            assertThat(call(browser, "GET", "/api/admin/finance/list-withdrawals/", null))
                    .isEqualTo(403L);
        }
        for (String id : List.of(byApi, byTask)) {
            assertThat(detail(id).body().toString())
                    .contains("\"decided_by\":\"grace.h@example.com\"", "\"actor\":\"grace.h@example.com\"");
        }
        assertThat(trail("grace.h@example.com").toString())
                .contains("\"login\"", "\"by\":\"issuer\"", "\"logout\"", "\"withdrawal.approved\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop@example.com", "nobody@example.com", "system"})
    void showsEverybodyElseAPageAndTheWayOut(String stranger) {
        Answer to = http.get(null, LOGIN);
        Answer refused = back(to, issuer.answerTo(to.header("Location"), stranger), "Accept-Language", "fr");

        assertStatus(refused, 403);
        assertThat(refused.header("Content-Type")).startsWith("text/html");
        assertThat(text(refused))
                .contains("Réservé au personnel du bureau")
                .doesNotContain(">" + stranger, "@example.com");
        assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.contains("JSESSIONID"));
        assertThat(trail(stranger.equals("system") ? "anonymous" : stranger).toString())
                .contains("\"login\"", "\"refused\"", "\"not staff\"");
    }

    @Test
    void asksTheIssuerWithStateNonceAndProofKey() {
        Answer to = http.get(null, LOGIN + "?app=https://evil.example");

        assertThat(to.status()).isEqualTo(302);
        var asked = UriComponentsBuilder.fromUri(URI.create(to.header("Location")))
                .build()
                .getQueryParams();
        assertThat(to.header("Location")).startsWith(issuer.url() + "/oauth2/authorize?");
        assertThat(asked.getFirst("response_type")).isEqualTo("code");
        assertThat(asked.getFirst("code_challenge_method")).isEqualTo("S256");
        assertThat(List.of("state", "nonce", "code_challenge"))
                .allMatch(name -> asked.getFirst(name).length() > 30);
        assertThat(asked.getFirst("redirect_uri")).isEqualTo(url + CALLBACK);
        // No session yet, but a sealed cookie that only the way back sees.
        assertThat(to.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("desk-login=")
                .contains("Path=" + CALLBACK, "HttpOnly", "SameSite=Lax")
                .doesNotContain(asked.getFirst("state"));
        // Whatever address somebody came by, and wherever they would be led.
        Answer elsewhere = http.get(null, LOGIN, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https");
        assertThat(elsewhere.header("Location")).doesNotContain("evil");
        Answer in = back(to, issuer.answerTo(to.header("Location"), "grace.h@example.com"));
        assertThat(in.header("Location")).isEqualTo("/camunda/app/tasklist/default/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?code=abc",
                "?code=abc&state=def",
                "?state=def",
                "?error=access_denied&state=def",
                "?code=abc&state=%00",
                "?iss=https://elsewhere.example&code=a&state=b"
            })
    void takesNoAnswerThatItDidNotAskFor(String query) {
        for (String cookie : List.of("a=b", "desk-login=", "desk-login=AAAA", cookie(http.get(null, LOGIN)))) {
            Answer answer = http.get(null, CALLBACK + query, "Cookie", cookie);

            assertThat(answer.status()).as(query).isIn(401, 404);
            assertThat(answer.header("Set-Cookie")).isNull();
        }
    }

    /** Somebody's code is worth nothing in another's browser, and nothing a second time. */
    @Test
    void takesEachCodeOnceAndFromWhoAskedForIt() {
        Answer mine = http.get(null, LOGIN);
        Answer other = http.get(null, LOGIN);
        URI answer = issuer.answerTo(mine.header("Location"), "grace.h@example.com");
        String stolen = answer.toString().replaceFirst("state=[^&]*", "state=" + state(other));

        assertStatus(back(other, answer), 401);
        assertStatus(back(other, URI.create(stolen)), 401);
        Answer again = http.get(null, LOGIN);
        answer = issuer.answerTo(again.header("Location"), "grace.h@example.com");
        assertStatus(back(again, answer), 302);
        assertStatus(back(again, answer), 401);
        assertThat(trail("anonymous").toString()).contains("\"login.failed\"");
    }

    @Test
    void takesNoPasswordsInTheWebApps() {
        Answer answer = http.send(
                "POST",
                null,
                "/camunda/api/admin/auth/user/default/login/tasklist",
                "username=admin1&password=" + People.PASSWORD,
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertProblem(answer, 403, "forbidden");
        for (String page :
                List.of("/camunda/app/tasklist/", "/camunda/app/cockpit/default/", "/camunda/app/welcome/default")) {
            assertThat(http.get(null, page).header("Location")).as(page).contains(LOGIN);
        }
        assertStatus(http.get("admin1", "/api/admin/finance/list-withdrawals/"), 200);
    }

    /** In review; its id. */
    private static String requested(String amount) {
        String body = "{\"amount\": \"" + amount + "\", \"pin\": \"" + Given.PIN + "\"}";
        Answer asked = assertStatus(http.post("techstore", "/api/vendor/wallet/request-withdrawal/", body), 201);
        String search = "?search=" + asked.body().path("reference").asText();
        return assertStatus(http.get("admin1", "/api/admin/finance/list-withdrawals/" + search), 200)
                .body()
                .at("/results/0/id")
                .asText();
    }

    private static Answer detail(String id) {
        return assertStatus(http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + id), 200);
    }

    /** What the audit trail has of this actor. */
    private static Object trail(String actor) {
        return assertStatus(http.get("auditor1", "/api/admin/audit/?actor=" + actor), 200)
                .body();
    }

    /** Calls the desk from its page, as that would. */
    private static Object call(Browser browser, String method, String path, String body) {
        return browser.run(
                "return fetch('%s', {method: '%s', headers: Object.assign(%s, {'Content-Type': 'application/json'})%s})"
                                .formatted(
                                        path,
                                        method,
                                        WITH_TOKEN,
                                        body == null ? "" : ", body: JSON.stringify(" + body + ")")
                        + ".then(a => a.status)");
    }

    /** Comes back from the issuer with the cookie that was given on the way there. */
    private static Answer back(Answer to, URI answer, String... headers) {
        var all = new ArrayList<>(List.of("Cookie", cookie(to)));
        all.addAll(List.of(headers));
        return http.get(null, answer.getPath() + "?" + answer.getRawQuery(), all.toArray(String[]::new));
    }

    private static String cookie(Answer to) {
        return to.header("Set-Cookie").replaceFirst(";.*", "");
    }

    private static String state(Answer to) {
        return to.header("Location").replaceFirst(".*[?&]state=([^&]*).*", "$1");
    }

    private static String text(Answer answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }

    private static void logIn(Browser browser, String page, String user) {
        browser.open(url + page);
        browser.type(By.name("username"), user);
        browser.type(By.name("password"), People.PASSWORD);
        browser.click(By.cssSelector("button[type=submit]"));
    }
}
