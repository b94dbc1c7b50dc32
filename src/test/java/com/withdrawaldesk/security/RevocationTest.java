package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Ear;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.WebApps;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Whoever may not decide any more decides nothing more, by any door, from the next call on. */
@DeskTest
class RevocationTest {

    private static final String TOKEN = "X-XSRF-TOKEN";
    private static final String INBOX = "/api/admin/notifications/";
    private static final String DECISION = """
            {"variables": {"decision": {"value": "approve", "type": "String"}}}""";
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    Interruption interruption;

    @Autowired
    TestClock clock;

    @Autowired
    IdentityService identities;

    @Autowired
    TaskService tasks;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Invariants invariants;

    private final String leaver = "leaver" + NEXT.incrementAndGet() + "x" + Long.toString(System.nanoTime(), 36);
    private Withdrawal withdrawal;
    private String task;

    @BeforeEach
    void anAdminIsAtWork() {
        people.add(leaver, Groups.BUSINESS_ADMINS);
        withdrawal = given.requested(given.vendor("5000.00"), "500.00");
        task = tasklist.taskOf(withdrawal).getId();
    }

    @AfterEach
    void everythingAddsUp() {
        interruption.forget();
        clock.reset();
        people.remove(leaver);
        assertThat(invariants.violations()).isEmpty();
    }

    /** What ends somebody's rights. */
    enum End {
        REMOVED_FROM_THE_GROUP,
        REMOVED_BY_SQL,
        DELETED,
        PASSWORD_CHANGED_BY_AN_ADMINISTRATOR,
        PASSWORD_CHANGED_BY_THEMSELVES
    }

    /** By which way somebody decides. */
    enum Door {
        REST,
        REST_WITH_SESSION,
        BULK,
        BULK_WITH_SESSION,
        ENGINE_COMPLETE,
        ENGINE_SUBMIT_FORM,
        ENGINE_SESSION_WITH_OLD_GROUPS,
        EMERGENCY_PROPOSE,
        EMERGENCY_CONFIRM,
        EMERGENCY_CONFIRM_WITH_SESSION,
        TRIGGER_PAYOUT
    }

    static Stream<Arguments> everyDoor() {
        return Arrays.stream(Door.values())
                .flatMap(door -> Arrays.stream(End.values()).map(end -> Arguments.of(door, end)))
                // A session of the engine in Java has no password.
                .filter(pair -> pair.get()[0] != Door.ENGINE_SESSION_WITH_OLD_GROUPS
                        || !pair.get()[1].toString().startsWith("PASSWORD"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyDoor")
    void isRefusedAtTheNextCall(Door door, End end) {
        WebApps session = login();
        long proposal = proposed();
        assertThat(session.call("GET", "task/" + task, null)).isEqualTo(200);

        end(end);
        Footprint before = Footprint.of(jdbc);
        int status = decide(door, session, proposal);

        assertThat(status).isIn(401, 403);
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
        // What the session was used for or not: it is over.
        session.call("GET", "task/" + task, null);
        assertThat(session.isLoggedIn()).isFalse();
        assertThat(session.call("GET", "task/" + task, null)).isEqualTo(401);
        assertProblem(sessionGet(session), 401, "unauthorized");
    }

    private int decide(Door door, WebApps session, long proposal) {
        String reference = "{\"reference\": \"" + withdrawal.reference() + "\"}";
        String many = "{\"references\": [\"" + withdrawal.reference() + "\"], \"decision\": \"approve\"}";
        String confirm = "/api/admin/finance/emergency-refund/" + proposal + "/confirm/";
        return switch (door) {
            case REST ->
                http.post(leaver, "/api/admin/finance/approve-withdrawal/", reference)
                        .status();
            case REST_WITH_SESSION -> sessionPost(session, "/api/admin/finance/approve-withdrawal/", reference);
            case BULK ->
                http.post(leaver, "/api/admin/finance/decide-many/", many).status();
            case BULK_WITH_SESSION -> sessionPost(session, "/api/admin/finance/decide-many/", many);
            case ENGINE_COMPLETE -> session.call("POST", "task/" + task + "/complete", DECISION);
            case ENGINE_SUBMIT_FORM -> session.call("POST", "task/" + task + "/submit-form", DECISION);
            case ENGINE_SESSION_WITH_OLD_GROUPS -> completeWithOldGroups();
            case EMERGENCY_PROPOSE ->
                http.post(leaver, "/api/admin/finance/emergency-refund/", """
                        {"reference": "%s", "reason": "Out", "dry_run": false}""".formatted(withdrawal.reference()))
                        .status();
            case EMERGENCY_CONFIRM -> http.post(leaver, confirm, null).status();
            case EMERGENCY_CONFIRM_WITH_SESSION -> sessionPost(session, confirm, "");
            case TRIGGER_PAYOUT ->
                http.post(
                                leaver,
                                "/api/admin/finance/trigger-payout/",
                                "{\"vendor\": \"" + withdrawal.requesterId() + "\"}")
                        .status();
        };
    }

    /** As an engine session that was made before, and whose groups nobody has read since. */
    private int completeWithOldGroups() {
        Origin.set(new Origin("anonymous", List.of(), "127.0.0.1", "browser", null));
        identities.setAuthentication(leaver, List.of(Groups.BUSINESS_ADMINS));
        try {
            tasks.complete(task, Map.of("decision", "approve"));
            return 204;
        } catch (Exception refused) {
            assertThat(refused).hasMessageContaining("Only members of businessAdmins");
            return 403;
        } finally {
            identities.clearAuthentication();
            Origin.set(null);
        }
    }

    private void end(End end) {
        switch (end) {
            case REMOVED_FROM_THE_GROUP -> identities.deleteMembership(leaver, Groups.BUSINESS_ADMINS);
            case REMOVED_BY_SQL ->
                jdbc.sql("DELETE FROM act_id_membership WHERE user_id_ = ?")
                        .param(leaver)
                        .update();
            case DELETED -> identities.deleteUser(leaver);
            case PASSWORD_CHANGED_BY_AN_ADMINISTRATOR -> {
                User user = identities.createUserQuery().userId(leaver).singleResult();
                user.setPassword("Other-river-77");
                identities.saveUser(user);
            }
            case PASSWORD_CHANGED_BY_THEMSELVES ->
                assertThat(login().call("PUT", "user/" + leaver + "/credentials", """
                                {"password": "Other-river-77", "authenticatedUserPassword": "%s"}""".formatted(People.PASSWORD)))
                        .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hearsNothingMore(End end) {
        Ear byPassword = http.listen(leaver).join();
        WebApps session = login();
        Ear bySession = http.listenWith("Cookie", session.cookie()).join();
        Ear other = http.listen("admin2").join();

        end(end);
        await().until(() -> byPassword.closed.isDone() && bySession.closed.isDone());

        assertThat(other.closed).isNotDone();
        other.close();
        if (!end.name().startsWith("REMOVED")) {
            assertThatThrownBy(() -> http.listen(leaver).join()).isInstanceOf(CompletionException.class);
        }
        // The first call of a session that lost a group may still be answered as who they are by now.
        session.call("GET", "task/" + task, null);
        assertThatThrownBy(() -> http.listenWith("Cookie", session.cookie()).join())
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void isRefusedInTheMiddleOfABulk() {
        Withdrawal second = given.requested(given.vendor("5000.00"), "500.00");
        interruption.at("userTask_reviewWithdrawal", "end", () -> end(End.REMOVED_BY_SQL));

        var answer = http.post(
                leaver, "/api/admin/finance/decide-many/", """
                {"references": ["%s", "%s"], "decision": "approve"}""".formatted(withdrawal.reference(), second.reference()));

        assertStatus(answer, 200);
        assertThat(answer.body().path("decided").asInt()).isOne();
        assertThat(answer.body().at("/results/1/code").asText()).isEqualTo("forbidden");
        assertThat(given.now(second).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    @Test
    void isRefusedInTheMiddleOfAnEmergency() {
        Withdrawal second = given.requested(withdrawal.requesterId(), "500.00");
        long proposal = http.post(
                        "admin1", "/api/admin/finance/emergency-refund/", """
                        {"filter": {"requester": "%s"}, "reason": "Interrupted", "dry_run": false}""".formatted(withdrawal.requesterId()))
                .body()
                .at("/proposal/id")
                .asLong();
        interruption.at("serviceTask_refundInEmergency", "end", () -> end(End.REMOVED_BY_SQL));

        var answer = http.post(leaver, "/api/admin/finance/emergency-refund/" + proposal + "/confirm/", null);

        assertStatus(answer, 200);
        assertThat(answer.body().at("/proposal/refunded").asInt()).isOne();
        assertThat(answer.body().at("/proposal/open").asInt()).isOne();
        assertThat(given.now(second).stage()).isEqualTo(Stage.IN_REVIEW);
        assertProblem(
                http.post(leaver, "/api/admin/finance/emergency-refund/" + proposal + "/confirm/", null),
                403,
                "forbidden");
    }

    @Test
    void aTokenDecidesWhileItIsValidAndNoLonger() {
        Instant end = clock.instant().plus(Duration.ofMinutes(5));
        var token = new JwtAuthenticationToken(
                Jwt.withTokenValue("t")
                        .header("alg", "RS256")
                        .subject("tokenadmin")
                        .expiresAt(end)
                        .build(),
                AuthorityUtils.createAuthorityList(Groups.BUSINESS_ADMINS));
        SecurityContextHolder.getContext().setAuthentication(token);
        try {
            given.decide("tokenadmin", withdrawal, new Verdict(true, null, null));
            assertThat(given.now(withdrawal).decidedBy()).isEqualTo("tokenadmin");

            Withdrawal later = given.requested(given.vendor("5000.00"), "500.00");
            clock.advance(Duration.ofMinutes(5));

            assertThatThrownBy(() -> given.decide("tokenadmin", later, new Verdict(true, null, null)))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Only members of businessAdmins");
            assertThat(given.now(later).stage()).isEqualTo(Stage.IN_REVIEW);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    @Test
    void aSessionEndsHoweverBusyItIs() {
        WebApps session = login();
        for (int times = 1; times < 12 * 3; times++) {
            clock.advance(Duration.ofMinutes(20));
            assertStatus(sessionGet(session), 200);
            assertThat(session.call("GET", "task/" + task, null)).isEqualTo(200);
        }

        clock.advance(Duration.ofMinutes(20));

        assertProblem(sessionGet(session), 401, "unauthorized");
        assertThat(session.call("GET", "task/" + task, null)).isEqualTo(401);
        assertThat(session.isLoggedIn()).isFalse();
    }

    /** A page that is left open asks every few seconds, and comes back to its alerts. */
    @Test
    void aSessionEndsWhenNobodyDoesAnythingHoweverOftenPagesAsk() {
        WebApps session = login();
        clock.advance(Duration.ofMinutes(20));
        assertStatus(sessionGet(session), 200);
        for (int times = 0; times < 29; times++) {
            clock.advance(Duration.ofMinutes(1));
            assertStatus(byItself(session), 200);
            http.listenWith("Cookie", session.cookie()).join().close();
        }

        clock.advance(Duration.ofMinutes(1));

        assertProblem(byItself(session), 401, "unauthorized");
        assertThat(session.isLoggedIn()).isFalse();
    }

    private Http.Answer byItself(WebApps session) {
        return http.get(
                null, INBOX, "Cookie", session.cookie(), TOKEN, session.token(), EngineSession.BY_ITSELF, "true");
    }

    @Test
    void aNewLoginIsANewSession() {
        WebApps session = login();
        String old = session.cookie();
        String token = session.token();

        session.loginAgain("tasklist", leaver, People.PASSWORD);

        assertThat(session.cookie()).isNotEqualTo(old);
        assertProblem(http.get(null, INBOX, "Cookie", old, TOKEN, token), 401, "unauthorized");
        assertStatus(sessionGet(session), 200);
    }

    @Test
    void aGroupThatSomebodyGainsCountsAtOnce() {
        WebApps session = login();
        String path = "/api/admin/operations/attention/";
        people.add(leaver, Groups.OPERATIONS);

        assertStatus(http.get(null, path, "Cookie", session.cookie(), TOKEN, session.token()), 200);
        assertThat(session.isLoggedIn()).isTrue();
        assertThat(session.call("GET", "process-definition/statistics", null)).isEqualTo(200);
    }

    private long proposed() {
        return http.post("admin1", "/api/admin/finance/emergency-refund/", """
                        {"reference": "%s", "reason": "Interrupted", "dry_run": false}""".formatted(withdrawal.reference()))
                .body()
                .at("/proposal/id")
                .asLong();
    }

    private WebApps login() {
        return WebApps.login(http.url("/"), "tasklist", leaver, People.PASSWORD);
    }

    private Http.Answer sessionGet(WebApps session) {
        return http.get(null, INBOX, "Cookie", session.cookie(), TOKEN, session.token());
    }

    private int sessionPost(WebApps session, String path, String body) {
        return http.post(null, path, body, "Cookie", session.cookie(), TOKEN, session.token())
                .status();
    }
}
