package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.FakePaystack;
import com.withdrawaldesk.support.FakeProvider.Moment;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.Judge.Finding;
import com.withdrawaldesk.support.MailServer;
import com.withdrawaldesk.support.PackagedDesk;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The packaged desk is killed at each moment of a payout that the provider can tell, and started again; the provider's books are
 * the judge. The windows are as short as an operator would rehearse with, and come from the environment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledPayoutIT {

    private static final String VERIFY = "GET /transfer/verify/.*";
    private static final String ACCOUNT = Given.ACCOUNT.accountNumber();

    private final FakePaystack bank = new FakePaystack();
    private final MailServer mail = new MailServer().start();
    private volatile DeskProcess desk;
    private final Http http = new Http(() -> desk.port(), () -> desk.managementPort());
    private EmbeddedPostgres database;
    private Judge judge;
    private int kills;

    @BeforeAll
    void open() throws IOException {
        // The mail server's threads complain of a desk that is killed in the middle of a sentence.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        database = EmbeddedPostgres.start();
        PackagedDesk.prepare(database);
        judge = new Judge(JdbcClient.create(database.getDatabase("postgres", "desk")), bank);
        desk = start();
        var administrator = PackagedDesk.administrator(desk);
        administrator.addUser("admin1", Groups.BUSINESS_ADMINS);
        administrator.addUser("marketplace", Groups.PLATFORM);
        PackagedDesk.openVendor(desk, "shop1", "5000000.00", ACCOUNT);
    }

    @AfterAll
    void close() throws IOException {
        System.out.printf("KilledPayoutIT: %d kills%n", kills);
        Awaitility.reset();
        desk.close();
        mail.close();
        bank.close();
        database.close();
    }

    private DeskProcess start() {
        var settings = Map.ofEntries(
                Map.entry("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"), // For a faster start.
                Map.entry("DESK_PAYOUT_PROVIDER", "paystack"),
                Map.entry("PAYSTACK_BASE_URL", bank.url().toString()),
                Map.entry("PAYSTACK_SECRET_KEY", FakePaystack.KEY),
                Map.entry("DESK_PAYOUT_CHECK_SCHEDULE", "1s"),
                Map.entry("DESK_PAYOUT_CHECK_JITTER", "0"),
                Map.entry("DESK_PAYOUT_FAILED_HOLD", "1s"),
                Map.entry("DESK_PAYOUT_NOT_FOUND_WINDOW", "2s"),
                Map.entry("DESK_PAYOUT_NOT_FOUND_TIMES", "2"),
                Map.entry("DESK_PAYOUT_RETRY_EVERY", "1s"),
                // How long what a dead node had begun is left alone.
                Map.entry("CAMUNDA_BPM_JOB_EXECUTION_LOCK_TIME_IN_MILLIS", "3000"));
        return PackagedDesk.start(database.getPort(), mail.port(), settings).awaitReady();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        // Nothing was created, so it is sent once more when it has not been found for long enough.
        "POST /transfer, ARRIVED, 2",
        "POST /transfer, DONE, 1",
        "POST /transfer, HALF_ANSWERED, 1",
        "POST /transfer, ANSWERED, 1",
        VERIFY + ", ANSWERED, 1"
    })
    void paysOnce(String request, Moment moment, int asked) throws Exception {
        bank.reset();
        String reference = request(10_000 + kills);
        var dead = new CountDownLatch(1);
        bank.at(request, moment, killing(dead, moment));

        approve(reference);
        goOnAfter(dead);

        assertThat(conclusionOf(reference).stage()).isEqualTo("completed");
        assertThat(bank.requests())
                .filteredOn("POST /transfer"::equals)
                .as("times asked to pay")
                .hasSize(asked);
    }

    /** Where nothing can be paid twice; {@code CrashedPayoutsTest} crashes at all of these points in each build. */
    @ParameterizedTest(name = "{0}: {1}")
    @Tag("proof")
    @CsvSource({
        "GET /balance, ARRIVED, 1",
        "GET /balance, ANSWERED, 1",
        "POST /transferrecipient, ARRIVED, 1",
        "POST /transferrecipient, ANSWERED, 1",
        VERIFY + ", ARRIVED, 1"
    })
    void goesOn(String request, Moment moment, int asked) throws Exception {
        paysOnce(request, moment, asked);
    }

    @Test
    void refundsOnceWhatFailed() throws Exception {
        bank.reset();
        bank.script(ACCOUNT).statuses("pending", "failed");
        String reference = request(20_000);
        var dead = new CountDownLatch(1);
        // The first check holds it; what the second one answers is what the refund is made for.
        bank.at(VERIFY, Moment.ANSWERED, () -> bank.at(VERIFY, Moment.ANSWERED, killing(dead, Moment.ANSWERED)));

        approve(reference);
        goOnAfter(dead);

        Finding end = conclusionOf(reference);
        assertThat(end.stage()).isEqualTo("failed");
        assertThat(end.refunded()).isTrue();
        assertThat(end.paid()).isEmpty();
    }

    private Runnable killing(CountDownLatch dead, Moment moment) {
        return () -> {
            desk.kill();
            kills++;
            dead.countDown();
            if (moment == Moment.ARRIVED) {
                throw new IllegalStateException("nothing comes of it");
            }
        };
    }

    private void goOnAfter(CountDownLatch dead) throws InterruptedException {
        assertThat(dead.await(2, TimeUnit.MINUTES)).as("killed").isTrue();
        desk = start();
    }

    private String request(long naira) {
        return assertStatus(
                        http.post(
                                "shop1",
                                "/api/vendor/wallet/request-withdrawal/",
                                "{\"amount\": \"%d.00\", \"pin\": \"%s\"}".formatted(naira, Given.PIN)),
                        201)
                .body()
                .path("reference")
                .asText();
    }

    private void approve(String reference) {
        assertStatus(
                http.post(
                        "admin1",
                        "/api/admin/finance/approve-withdrawal/",
                        "{\"reference\": \"%s\", \"notes\": \"name_mismatch: the shop trades as that\"}"
                                .formatted(reference)),
                200);
    }

    private Finding conclusionOf(String reference) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> judge.finding(reference).endedAt() != null);
        assertThat(judge.violations(List.of(reference))).isEmpty();
        assertThat(judge.strangers(Set.of(ACCOUNT))).isEmpty();
        assertThat(assertStatus(http.get("admin1", "/api/admin/finance/invariants/"), 200)
                        .body()
                        .path("violations"))
                .isEmpty();
        return judge.finding(reference);
    }
}
