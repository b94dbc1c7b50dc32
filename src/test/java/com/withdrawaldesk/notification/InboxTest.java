package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.withdrawaldesk.support.DeskTest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class InboxTest {

    private static final String VENDOR = "/api/vendor/notifications";
    private static final String ADMIN = "/api/admin/notifications";

    @Autowired
    Notifications notifications;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    @Autowired
    Clock clock;

    DeskClient desk;
    Cast cast;

    @BeforeEach
    void enter(@LocalServerPort int port) {
        desk = new DeskClient(port);
        cast = new Cast(identities, jdbc);
        cast.add("inboxvendor", "vendors");
        cast.add("inboxadmin", "businessAdmins");
    }

    @AfterEach
    void leave() {
        cast.close();
    }

    @Test
    void showsTheOwnersNotificationToTheLetter() throws Exception {
        Instant before = clock.instant().minusSeconds(1);
        tell(Notices.request(Audience.group("businessAdmins")));

        JsonNode item = desk.get(ADMIN, "inboxadmin").body().at("/results/0");

        var owners = (ObjectNode) item.deepCopy();
        assertThat(owners.remove("id").isIntegralNumber()).isTrue();
        assertThat(owners.remove("event").textValue()).isEqualTo("withdrawal.requested");
        assertThat(Instant.parse(owners.remove("created_at").textValue())).isAfter(before);
        assertThat(owners.remove("read").booleanValue()).isFalse();
        assertThat(owners).isEqualTo(json.readTree("""
                {
                    "title": "New Vendor Withdrawal Request",
                    "message": "Tech Store requested withdrawal of ₦50,000.00",
                    "priority": "high",
                    "metadata": {
                        "payout_id": "0b7f3a52-91a4-4c5e-9d3c-0d1c2b3a4f5e",
                        "reference": "WTH-ABC123DEF456",
                        "amount": "50000.00",
                        "requestor_type": "Vendor"
                    },
                    "action_url": "/admin/withdrawals/0b7f3a52-91a4-4c5e-9d3c-0d1c2b3a4f5e",
                    "action_text": "Review Withdrawal"
                }
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {VENDOR, VENDOR + "/"})
    void answersWithAndWithoutTheTrailingSlash(String path) {
        tell(Notices.titled("Hello", Audience.person("inboxvendor")));

        assertThat(titles(desk.get(path, "inboxvendor").body())).containsExactly("Hello");
    }

    @Test
    void pagesNewestFirstThroughPersonalAndGroupNotices() {
        for (int n = 1; n <= 5; n++) {
            tell(Notices.titled(
                    "notice " + n, n % 2 == 0 ? Audience.person("inboxadmin") : Audience.group("businessAdmins")));
        }

        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String next = ADMIN + "/?limit=2";
        while (next != null) {
            JsonNode page = desk.get(next, "inboxadmin").body();
            assertThat(page.get("unread").longValue()).isEqualTo(5);
            seen.addAll(titles(page));
            sizes.add(page.get("results").size());
            next = page.path("next").textValue();
        }

        assertThat(seen).containsExactly("notice 5", "notice 4", "notice 3", "notice 2", "notice 1");
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void marksAsReadForThisReaderOnlyOnceOrMoreOften() {
        cast.add("inboxadmin2", "businessAdmins");
        tell(Notices.titled("first", Audience.group("businessAdmins")));
        tell(Notices.titled("second", Audience.group("businessAdmins")));
        long first = idOf("first");

        for (int n = 0; n < 2; n++) {
            var answer = desk.post(ADMIN + "/" + first + "/read/", "inboxadmin");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().get("success").booleanValue()).isTrue();
            assertThat(answer.body().get("unread").longValue()).isEqualTo(1);
        }

        assertThat(titles(desk.get(ADMIN + "?unread=true", "inboxadmin").body()))
                .containsExactly("second");
        assertThat(titles(desk.get(ADMIN + "?unread=false", "inboxadmin").body()))
                .containsExactly("first");
        assertThat(desk.get(ADMIN + "?unread=false", "inboxadmin")
                        .body()
                        .at("/results/0/read")
                        .booleanValue())
                .isTrue();
        assertThat(desk.get(ADMIN, "inboxadmin").body().get("unread").longValue())
                .isEqualTo(1);
        assertThat(desk.get(ADMIN, "inboxadmin2").body().get("unread").longValue())
                .isEqualTo(2);
    }

    @Test
    void knowsNothingOfAnothersNotices() {
        cast.add("othervendor", "vendors");
        tell(Notices.titled("private", Audience.person("othervendor")));
        tell(Notices.titled("for admins", Audience.group("businessAdmins")));
        tell(Notices.titled("for vendors", Audience.group("vendors")));

        assertThat(desk.get(VENDOR, "inboxvendor").body().get("results")).isEmpty();
        assertThat(titles(desk.get(ADMIN, "inboxadmin").body())).containsExactly("for admins");
        for (long id : List.of(idOf("private"), idOf("for admins"), idOf("for vendors"), 999_999_999L)) {
            var answer = desk.post(VENDOR + "/" + id + "/read", "inboxvendor");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().get("code").textValue()).isEqualTo("not_found");
        }
        assertThat(desk.post(VENDOR + "/nonsense/read", "inboxvendor").status()).isEqualTo(404);
        assertThat(jdbc.sql("SELECT count(*) FROM notification_read")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void showsTheSamePersonalNoticesToAVendorWhoIsACustomerToo() {
        cast.add("bothsides", "vendors", "customers");
        tell(Notices.titled("yours", Audience.person("bothsides")));

        assertThat(titles(desk.get(VENDOR, "bothsides").body())).containsExactly("yours");
        assertThat(titles(desk.get("/api/customer/notifications", "bothsides").body()))
                .containsExactly("yours");
    }

    @Test
    void letsNobodyReadTheInboxOfAnotherRole() {
        assertThat(desk.get(ADMIN, "inboxvendor").status()).isEqualTo(403);
        assertThat(desk.get(VENDOR, "inboxadmin").status()).isEqualTo(403);
        assertThat(desk.get(VENDOR, "stranger").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unread=maybe", "unread=TRUE", "limit=0", "limit=201", "cursor=%21", "colour=red"})
    void refusesQueriesItDoesNotUnderstand(String query) {
        var answer = desk.get(VENDOR + "?" + query, "inboxvendor");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("code").textValue()).isEqualTo("validation_failed");
    }

    private void tell(Notice notice) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> notifications.tell(notice));
    }

    private long idOf(String title) {
        return jdbc.sql("SELECT id FROM notification WHERE title = ?")
                .param(title)
                .query(Long.class)
                .single();
    }

    private static List<String> titles(JsonNode page) {
        return page.get("results").findValuesAsText("title");
    }
}
