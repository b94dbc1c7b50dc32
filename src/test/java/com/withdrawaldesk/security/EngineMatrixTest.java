package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebAppPaths;
import com.withdrawaldesk.support.WebAppPaths.Call;
import com.withdrawaldesk.support.WebApps;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may call what of the web apps' REST API: everything that the server has, by everybody there is. */
@DeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineMatrixTest {

    /** Everybody, by an account and the app they log in to; null where they are let in to none. */
    enum Who {
        ANONYMOUS(null, null),
        VENDOR("techstore", null),
        CUSTOMER("johndoe", null),
        PLATFORM("marketplace", null),
        REMOVED_ADMIN("removedadmin", null),
        ADMIN("admin1", "tasklist", Groups.BUSINESS_ADMINS),
        OPERATOR("operator1", "cockpit", Groups.OPERATIONS),
        AUDITOR("auditor1", "cockpit", Groups.AUDITORS),
        ENGINE_ADMIN("engineadmin", "admin", Groups.ENGINE_ADMINS);

        final String user;
        final String app;
        final List<String> groups;

        Who(String user, String app, String... groups) {
            this.user = user;
            this.app = app;
            this.groups = List.of(groups);
        }
    }

    /** What ends the session it is called with; tried elsewhere. */
    private static final String LOGOUT = "POST /camunda/api/admin/auth/user/{processEngineName}/logout";

    @Autowired
    ServletContext server;

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Given given;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    private final EngineCalls list = new EngineCalls();
    private List<Call> calls;

    @BeforeAll
    void prepare() {
        people.add("auditor1", Groups.AUDITORS);
        calls = WebAppPaths.of(server).stream()
                .filter(call -> !call.toString().equals(LOGOUT))
                .toList();
        // Something that a call could change.
        given.approved(given.vendor("50000.00"), "20000.00");
        given.requested(given.vendor("50000.00"), "20000.00");
    }

    @ParameterizedTest
    @EnumSource
    void letsInOnlyWhomItIsFor(Who who) {
        String[] headers = headers(who);
        var refused = new ArrayList<Call>();
        var allowed = new ArrayList<Call>();
        calls.forEach(call -> (isFor(who, call) ? allowed : refused).add(call));

        Footprint before = Footprint.of(jdbc);
        refused.forEach(call -> assertRefused(who, call, headers));
        if (!Footprint.of(jdbc).equals(before)) {
            // Which one was it?
            for (Call call : refused) {
                Footprint now = Footprint.of(jdbc);
                assertRefused(who, call, headers);
                assertThat(Footprint.of(jdbc)).as("after the refused " + call).isEqualTo(now);
            }
        }
        assertThat(Footprint.of(jdbc)).isEqualTo(before);

        for (Call call : allowed) {
            if (call.toString().contains("/login/")) {
                continue; // Without the token of its page it is refused to everybody; EngineDoorTest logs in with it.
            }
            Answer answer = send(call, headers);
            assertThat(answer.body().path("code").asText())
                    .as(call + " by " + who)
                    .isNotIn("forbidden", "unauthorized");
        }
        assertThat(refused).hasSizeGreaterThan(allowed.size());
        assertThat(allowed.size() > 20).isEqualTo(who.app != null);
    }

    /** A variable of the list must not let in what has a name of its own, and no line may be about nothing. */
    @Test
    void hasALineForEachOpenCallAndNoOther() {
        var real = new TreeSet<String>();
        for (Call call : calls) {
            real.add(shape(call.toString()));
            EngineCalls.Call line = find(call);
            if (line != null) {
                assertThat(shape(line.method() + " /camunda/api/" + line.template()))
                        .isEqualTo(shape(call.toString()));
            }
        }
        real.add(shape(LOGOUT));
        assertThat(real)
                .containsAll(list.all().stream()
                        .map(line -> shape(line.method() + " /camunda/api/" + line.template()))
                        .toList());
    }

    @Test
    void knowsTheWholeApi() {
        assertThat(calls.stream().map(Call::toString))
                .hasSizeGreaterThan(400)
                .contains(
                        "POST /camunda/api/engine/engine/{name}/job/{id}/execute",
                        "POST /camunda/api/engine/engine/{name}/deployment/create",
                        "GET /camunda/api/cockpit/plugin/base/{engine}/process-definition/{id}/called-process-definitions");
    }

    private void assertRefused(Who who, Call call, String[] headers) {
        Answer answer = send(call, headers);
        assertThat(answer.header("Set-Cookie")).as(call.toString()).isNull();
        if (who.app == null) {
            assertProblem(answer, 401, "unauthorized");
        } else {
            assertProblem(answer, 403, "forbidden");
        }
    }

    private boolean isFor(Who who, Call call) {
        EngineCalls.Call line = find(call);
        return line != null && (line.isOpen() || line.isFor(who.groups));
    }

    private EngineCalls.Call find(Call call) {
        return list.find(call.method(), call.example().substring("/camunda/api/".length()));
    }

    private Answer send(Call call, String[] headers) {
        String body = call.method().matches("GET|OPTIONS") ? null : "{}";
        return http.send(call.method(), null, call.example(), body, headers);
    }

    /** Who has no session tries a password; who was an admin has the session of then. */
    private String[] headers(Who who) {
        if (who == Who.REMOVED_ADMIN) {
            people.add(who.user, Groups.BUSINESS_ADMINS);
            WebApps session = WebApps.login(http.url("/"), "tasklist", who.user, People.PASSWORD);
            identities.deleteMembership(who.user, Groups.BUSINESS_ADMINS);
            return new String[] {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
        }
        if (who.app != null) {
            WebApps session = WebApps.login(http.url("/"), who.app, who.user, People.PASSWORD);
            return new String[] {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
        }
        return who.user == null ? new String[0] : new String[] {"Authorization", Http.basic(who.user, People.PASSWORD)};
    }

    private static String shape(String call) {
        return call.replaceAll("/(default|\\{[^{}]*})(?=/|$)", "/{}");
    }
}
