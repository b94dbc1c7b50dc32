package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.FakePaystack;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.MailServer;
import com.withdrawaldesk.support.PackagedDesk;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two desks, one of each engine, work in one database in turn: what was begun with one is finished with the other. Run by
 * {@code .ci/run} in what {@code bin/to-operaton} writes, beside the jar that this was written from.
 */
class OneDatabase {

    private static final String OTHER_JAR = "../withdrawal-desk.jar";
    private static final String ACCOUNT = Given.ACCOUNT.accountNumber();

    @Test
    void servesBothEnginesInTurn() throws Exception {
        try (var mail = new MailServer().start();
                var bank = new FakePaystack();
                var database = EmbeddedPostgres.start()) {
            PackagedDesk.prepare(database);
            var settings = PackagedDesk.settings(
                    database.getPort(),
                    mail.port(),
                    Map.of(
                            "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1",
                            "DESK_PAYOUT_PROVIDER", "paystack",
                            "PAYSTACK_BASE_URL", bank.url().toString(),
                            "PAYSTACK_SECRET_KEY", FakePaystack.KEY,
                            "DESK_PAYOUT_CHECK_SCHEDULE", "1s",
                            "DESK_PAYOUT_CHECK_JITTER", "0"));
            var jdbc = JdbcClient.create(database.getDatabase("postgres", "desk"));
            var judge = new Judge(jdbc, bank);

            String first;
            try (var operaton = start(PackagedDesk.JAR, settings)) {
                var administrator = PackagedDesk.administrator(operaton);
                administrator.addUser("admin1", Groups.BUSINESS_ADMINS);
                administrator.addUser("marketplace", Groups.PLATFORM);
                PackagedDesk.openVendor(operaton, "shop1", "500000.00", ACCOUNT);
                first = request(operaton);
            }
            String second;
            try (var camunda = start(OTHER_JAR, settings)) {
                approve(camunda, first);
                paid(judge, first);
                second = request(camunda);
                assertThat(PackagedDesk.key(camunda))
                        .as("what an administrator of the other engine gets")
                        .isNotBlank();
            }
            try (var operaton = start(PackagedDesk.JAR, settings)) {
                approve(operaton, second);
                paid(judge, second);
                assertThat(assertStatus(operaton.http().get("admin1", "/api/admin/finance/invariants/"), 200)
                                .body()
                                .path("violations"))
                        .isEmpty();
            }
            assertThat(jdbc.sql("SELECT count(*) FROM act_re_deployment")
                            .query(Integer.class)
                            .single())
                    .as("deployments of equal diagrams")
                    .isOne();
        }
    }

    private static DeskProcess start(String jar, Map<String, String> settings) {
        return DeskProcess.start(DeskProcess.freePort(), settings, "-jar", jar).awaitReady();
    }

    private static String request(DeskProcess desk) {
        return assertStatus(
                        desk.http()
                                .post(
                                        "shop1",
                                        "/api/vendor/wallet/request-withdrawal/",
                                        "{\"amount\": \"20000.00\", \"pin\": \"%s\"}".formatted(Given.PIN)),
                        201)
                .body()
                .path("reference")
                .asText();
    }

    private static void approve(DeskProcess desk, String reference) {
        assertStatus(
                desk.http()
                        .post(
                                "admin1",
                                "/api/admin/finance/approve-withdrawal/",
                                "{\"reference\": \"%s\", \"notes\": \"name_mismatch: the shop trades as that\"}"
                                        .formatted(reference)),
                200);
    }

    private static void paid(Judge judge, String reference) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> judge.finding(reference).endedAt() != null);
        assertThat(judge.finding(reference).stage()).isEqualTo("completed");
        assertThat(judge.violations(List.of(reference))).isEmpty();
    }
}
