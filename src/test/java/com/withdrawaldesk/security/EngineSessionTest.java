package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebApps;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a login to Tasklist is worth at the API. */
@DeskTest
class EngineSessionTest {

    private static final String INBOX = "/api/admin/notifications/";
    private static final String TOKEN = "X-XSRF-TOKEN";

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Test
    void isWorthAsMuchAsThePasswordTogetherWithItsToken() {
        WebApps tasklist = login("admin1");

        var answer = http.get(null, INBOX, "Cookie", tasklist.cookie(), TOKEN, tasklist.token());

        assertStatus(answer, 200);
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @Test
    void isWorthNothingAsACookieAlone() {
        WebApps tasklist = login("admin1");
        String others = login("admin2").token();

        assertProblem(http.get(null, INBOX, "Cookie", tasklist.cookie()), 401, "unauthorized");
        for (String token : new String[] {"", "none", others}) {
            assertProblem(http.get(null, INBOX, "Cookie", tasklist.cookie(), TOKEN, token), 401, "unauthorized");
        }
        assertProblem(http.get(null, INBOX, TOKEN, tasklist.token()), 401, "unauthorized");
        assertProblem(
                http.post(null, "/api/admin/finance/approve-withdrawal/", "{}", "Cookie", tasklist.cookie()),
                401,
                "unauthorized");
    }

    @Test
    void opensNoPasswordDialogOverThePageThatAsked() {
        assertThat(http.get(null, INBOX, TOKEN, "none").header("WWW-Authenticate"))
                .isNull();
        assertThat(http.get(null, INBOX).header("WWW-Authenticate")).startsWith("Basic");
    }

    @Test
    void givesTheRightsOfTheGroupsThatSomebodyIsInNow() {
        people.add("leaver", Groups.BUSINESS_ADMINS);
        try {
            WebApps tasklist = login("leaver");
            assertStatus(http.get(null, INBOX, "Cookie", tasklist.cookie(), TOKEN, tasklist.token()), 200);

            identities.deleteMembership("leaver", Groups.BUSINESS_ADMINS);

            assertProblem(
                    http.get(null, INBOX, "Cookie", tasklist.cookie(), TOKEN, tasklist.token()), 403, "forbidden");
        } finally {
            people.remove("leaver");
        }
    }

    @Test
    void keepsOperationsToTheirPart() {
        WebApps tasklist = login("operator1");

        assertStatus(http.get(null, INBOX, "Cookie", tasklist.cookie(), TOKEN, tasklist.token()), 200);
        assertProblem(
                http.get(null, "/api/admin/finance/payments/", "Cookie", tasklist.cookie(), TOKEN, tasklist.token()),
                403,
                "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasklist", "cockpit", "admin"})
    void isNotForThoseWhoAreServed(String app) {
        people.add("stranger", Groups.VENDORS);
        try {
            assertThatThrownBy(() -> WebApps.login(http.url("/"), app, "stranger", People.PASSWORD))
                    .hasMessageContaining("403");
        } finally {
            people.remove("stranger");
        }
    }

    private WebApps login(String user) {
        return WebApps.login(http.url("/"), "tasklist", user, People.PASSWORD);
    }
}
