package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.WebApps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Guessing passwords at every door that takes one: it neither locks nor holds those whose passwords they are. */
@DeskTest
@ExtendWith(OutputCaptureExtension.class)
class LoginDoorsTest {

    private static final String HOME = "203.0.113.1";
    private static final String STRANGER = "203.0.113.66";

    enum Door {
        API,
        METRICS,
        SOCKET,
        TASKLIST,
        ENGINE
    }

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    Statements statements;

    private String victim;

    @BeforeEach
    void come() {
        victim = "victim" + UUID.randomUUID().toString().replace("-", "");
        people.add(victim, Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        clock.stopAt(clock.instant());
    }

    @AfterEach
    void go() {
        clock.reset();
        people.remove(victim);
    }

    @ParameterizedTest
    @EnumSource
    void keepsNobodyOutFromAnotherAddress(Door door) throws Exception {
        String before = userRows();

        var guesses = new TreeMap<Integer, Integer>();
        for (int n = 0; n < 100; n++) {
            guesses.merge(enter(door, victim, "Wrong-pass-" + n, STRANGER), 1, Integer::sum);
        }

        assertThat(guesses).containsExactlyInAnyOrderEntriesOf(Map.of(401, 6, 429, 94));
        for (Door each : Door.values()) {
            assertThat(enter(each, victim, People.PASSWORD, HOME))
                    .as(each.name())
                    .isLessThan(400);
            assertThat(enter(each, victim, People.PASSWORD, STRANGER))
                    .as(each.name())
                    .isEqualTo(429);
        }
        assertThat(userRows()).as("what the engine keeps of its users").isEqualTo(before);
        clock.advance(Duration.ofSeconds(1));
        assertThat(enter(door, victim, People.PASSWORD, STRANGER)).isLessThan(400);
    }

    /** The last of them would otherwise be beyond anybody's help. */
    @Test
    void locksNoAdministratorForGood() throws Exception {
        for (int round = 0; round < 30; round++) {
            enter(Door.API, "engineadmin", "Wrong-pass-1", STRANGER);
            clock.advance(Duration.ofMinutes(15));
        }

        assertThat(enter(Door.TASKLIST, "engineadmin", "Desk-demo-1", STRANGER)).isEqualTo(200);
        assertThat(enter(Door.API, "engineadmin", "Desk-demo-1", HOME))
                .as("no business of administrators of users, but let in")
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void doesNotTellWhoExists(Door door) throws Exception {
        var answers = new ArrayList<List<Integer>>();
        for (String user : new String[] {victim, "nobody" + UUID.randomUUID(), "nul\u0001" + UUID.randomUUID()}) {
            var statuses = new ArrayList<Integer>();
            for (int n = 0; n < 10; n++) {
                statuses.add(enter(door, user, "Wrong-pass-" + n, "198.51.100." + door.ordinal()));
            }
            answers.add(statuses);
        }

        assertThat(answers).containsOnly(List.of(401, 401, 401, 401, 401, 401, 429, 429, 429, 429));
    }

    /** So the time that it takes does not tell either: the hash of nobody's password is checked as well. */
    @Test
    void doesTheSameWorkForWhoDoesNotExist() {
        String nobody = "nobody" + UUID.randomUUID();
        for (String path : List.of("/api/vendor/wallet/", "/actuator/info", "/ws/notifications/")) {
            assertThat(statements.during(() -> basic(path, nobody, "Wrong-pass-1", HOME)))
                    .as(path)
                    .isEqualTo(statements.during(() -> basic(path, victim, "Wrong-pass-1", HOME)))
                    .isNotEmpty();
        }
        assertThat(statements.during(() -> WebApps.tryLogin(http.url("/"), "tasklist", nobody, "Wrong-pass-1", HOME)))
                .isEqualTo(statements.during(
                        () -> WebApps.tryLogin(http.url("/"), "tasklist", victim, "Wrong-pass-1", HOME)));
    }

    @Test
    void saysWhenToTryAgain(CapturedOutput log) {
        for (int n = 0; n < 7; n++) {
            basic("/api/vendor/wallet/", victim, "Wrong-pass-1", STRANGER);
        }

        var answer = basic("/api/vendor/wallet/", victim, "Wrong-pass-1", STRANGER);

        assertProblem(answer, 429, "too_many_requests");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("WWW-Authenticate")).isNull();
        var page = WebApps.tryLogin(http.url("/"), "tasklist", victim, "Wrong-pass-1", STRANGER);
        assertThat(page.statusCode()).isEqualTo(429);
        assertThat(page.headers().firstValue("Retry-After")).contains("1");
        assertThat(page.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(page.body()).contains("\"message\":\"Too many wrong passwords. Try again in 1 s.\"");
        assertThat(log.getAll()).as("of what strangers do").doesNotContain("ERROR", "WARN", victim);
    }

    /** What an engine that locks has left behind. */
    @Test
    void frees() throws Exception {
        jdbc.sql("UPDATE act_id_user SET attempts_ = 10, lock_exp_time_ = now() + interval '1 year' WHERE id_ = ?")
                .param(victim)
                .update();

        assertThat(enter(Door.API, victim, People.PASSWORD, HOME)).isEqualTo(200);
    }

    /** The status of an answer to this password at this door. */
    private int enter(Door door, String user, String password, String address) throws Exception {
        return switch (door) {
            case API ->
                basic("/api/admin/notifications/", user, password, address).status();
            case METRICS -> basic("/actuator/info", user, password, address).status();
            case SOCKET -> {
                int status =
                        basic("/ws/notifications/", user, password, address).status();
                yield status == 400 ? 101 : status; // Let in, and told that this is no request for a socket.
            }
            case TASKLIST ->
                WebApps.tryLogin(http.url("/"), "tasklist", user, password, address)
                        .statusCode();
            case ENGINE -> {
                Origin.set(new Origin("anonymous", List.of(), address, null, null));
                try {
                    yield identities.checkPassword(user, password) ? 200 : 401;
                } catch (LoginRefused refused) {
                    yield refused.getResponse().getStatus();
                } finally {
                    Origin.set(null);
                }
            }
        };
    }

    private Http.Answer basic(String path, String user, String password, String address) {
        return http.get(
                null,
                path,
                "Authorization",
                Http.basic(user, password),
                "X-Forwarded-For",
                Objects.requireNonNull(address));
    }

    private String userRows() {
        return jdbc.sql("SELECT md5(string_agg(u::text, '' ORDER BY id_)) FROM act_id_user u")
                .query(String.class)
                .single();
    }
}
