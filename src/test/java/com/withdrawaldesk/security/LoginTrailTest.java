package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.WebApps;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who came in, by which door, and who did not. */
@DeskTest
class LoginTrailTest {

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    private long before;

    @BeforeEach
    void remember() {
        before = jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void tellsTheFirstCallOfAnHour() {
        String vendor = given.vendor("1000.00");

        for (int i = 0; i < 5; i++) {
            http.get(vendor, "/api/vendor/wallet/");
        }
        assertThat(rows(vendor)).containsExactly("login vendors 127.0.0.1 password");

        clock.advance(Duration.ofMinutes(61));
        http.get(vendor, "/api/vendor/wallet/");
        assertThat(rows(vendor)).hasSize(2);
    }

    @Test
    void tellsEachLoginToTheWebAppsAndTheLogout() {
        WebApps first = WebApps.login(http.url("/"), "tasklist", "admin2", People.PASSWORD);
        first.get("task/count");
        first.get("task/count");
        WebApps second = WebApps.login(http.url("/"), "tasklist", "admin2", People.PASSWORD);
        second.logout();

        assertThat(rows("admin2"))
                .containsExactly(
                        "login businessAdmins 127.0.0.1 web app",
                        "login businessAdmins 127.0.0.1 web app",
                        "logout businessAdmins 127.0.0.1");
    }

    @Test
    void tellsOfAWrongPasswordOnceAndOfNoNameThatNobodyHas() {
        String careless = given.vendor("1000.00");
        for (int i = 0; i < 5; i++) {
            http.get(null, "/api/vendor/wallet/", "Authorization", Http.basic(careless, "Wrong-demo-2"));
            http.get(null, "/api/vendor/wallet/", "Authorization", Http.basic("s3cret-in-the-wrong-field", "x"));
            http.get(null, "/api/vendor/wallet/", "Authorization", "Bearer not-a-token-but-a-secret");
        }

        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE id > ? AND action = 'login.failed'"
                                + " AND subject_id = ? AND outcome = 'refused'")
                        .params(before, careless)
                        .query(Long.class)
                        .single())
                .isOne();
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE id > ? AND action = 'login.failed'")
                        .param(before)
                        .query(Long.class)
                        .single())
                .isLessThanOrEqualTo(2);
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event e WHERE id > ?"
                                + " AND (e::text LIKE '%wrong-field%' OR e::text LIKE '%not-a-token%'"
                                + " OR e::text LIKE '%Wrong-demo%')")
                        .param(before)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private List<String> rows(String user) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', action, nullif(roles, ''), ip, after ->> 'by') FROM audit_event
                        WHERE id > ? AND actor = ? AND subject_id = ? AND action LIKE 'log%' AND outcome = 'done' ORDER BY id
                        """).params(before, user, user).query(String.class).list();
    }
}
