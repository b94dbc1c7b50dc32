package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.MailServer;
import com.withdrawaldesk.support.PackagedDesk;
import com.withdrawaldesk.support.Proof;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The packaged desk is killed again and again while people work with it. Whoever got no answer asks again under the same
 * key, as the README tells them to.
 */
class KilledDeskIT {

    private static final int KILLS = Proof.times(2);
    private static final List<String> VENDORS = List.of("shop1", "shop2");
    private static final long CREDITED_TO_EACH = 5_000_000_000L;

    /** The sandbox pays the first, refuses the second, and sends the third back. */
    private static final List<String> ENDINGS = List.of(".00", ".01", ".03");

    private static final String SENDING =
            "pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO sandbox_transfer%'";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"), // For a faster start.
            Map.entry("DESK_PAYOUT_PROVIDER", "sandbox"),
            Map.entry("DESK_PAYOUT_SANDBOX_SETTLES_AFTER", "300ms"),
            Map.entry("DESK_PAYOUT_CHECK_SCHEDULE", "1s,2s,4s"),
            Map.entry("DESK_PAYOUT_FAILED_HOLD", "1s"),
            Map.entry("DESK_PAYOUT_FAILED_HOLD_LARGE", "1s"),
            Map.entry("DESK_PAYOUT_NOT_FOUND_WINDOW", "2s"),
            Map.entry("DESK_PAYOUT_NOT_FOUND_TIMES", "2"),
            // How long what a dead node had begun is left alone. The scheduler's is as delivered.
            Map.entry("CAMUNDA_BPM_JOB_EXECUTION_LOCK_TIME_IN_MILLIS", "2000"),
            Map.entry("DESK_MAIL_CLAIM_DURATION", "5s"));

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final MailServer mail = new MailServer().start();
    private final ExecutorService people = Executors.newCachedThreadPool();

    /** The references that clients were given, by their keys. */
    private final Map<String, String> requested = new ConcurrentHashMap<>();

    /** What the admin was told became of a reference: {@code approve} or {@code reject}. */
    private final Map<String, String> decided = new ConcurrentHashMap<>();

    private final Semaphore answers = new Semaphore(0);
    private volatile boolean closing;
    private volatile DeskProcess desk;
    private final Http http = new Http(() -> desk.port(), () -> desk.managementPort());
    private EmbeddedPostgres database;
    private JdbcClient books;

    @BeforeEach
    void open() throws IOException {
        // The mail server's threads complain of a desk that is killed in the middle of a sentence.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        database = EmbeddedPostgres.start();
        PackagedDesk.prepare(database);
        books = JdbcClient.create(database.getDatabase("postgres", "desk"));
        desk = start();
        var administrator = PackagedDesk.administrator(desk);
        administrator.addUser("admin1", Groups.BUSINESS_ADMINS);
        administrator.addUser("marketplace", Groups.PLATFORM);
        VENDORS.forEach(vendor -> PackagedDesk.openVendor(desk, vendor, "50000000.00"));
    }

    @AfterEach
    void close() throws IOException {
        Awaitility.reset();
        people.shutdownNow();
        desk.close();
        mail.close();
        database.close();
    }

    private DeskProcess start() {
        return PackagedDesk.start(database.getPort(), mail.port(), SETTINGS).awaitReady();
    }

    @Test
    void keepsWhatItAcknowledgedAndDoesNothingTwice() throws Exception {
        List<Future<?>> working = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            String vendor = VENDORS.get(client % VENDORS.size());
            var amounts = new Random(random.nextLong());
            working.add(people.submit(repeating(() -> request(vendor, amounts))));
        }
        var choices = new Random(random.nextLong());
        working.add(people.submit(repeating(() -> decideSome(choices))));

        long interrupted = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            awaitAnswers(1 + random.nextInt(60));
            if (kill % 2 == 0) {
                desk.kill();
            } else {
                killWhileThePayoutIsBeingSent();
            }
            interrupted += count("act_ru_job WHERE lock_owner_ IS NOT NULL");
            desk = start();
        }
        awaitAnswers(20);
        closing = true;
        for (Future<?> one : working) {
            one.get(5, TimeUnit.MINUTES);
        }
        patiently().until(() -> count("withdrawal WHERE status = 'processing'") == 0);
        List<String> inReview = references("withdrawal WHERE status = 'pending'");
        inReview.forEach(reference -> decide(reference, "reject"));
        System.out.printf(
                "KilledDeskIT: seed %d, %d kills, %d requests acknowledged, %d decided meanwhile, %d jobs interrupted%n",
                seed, KILLS, requested.size(), decided.size() - inReview.size(), interrupted);

        assertEveryRequestIsThereOnce();
        assertEveryDecisionHasItsEnd();
        assertNoPayoutWasMadeTwice();
        assertTheMoneyAddsUp();
        assertEverybodyWasTold();
    }

    private void assertEveryRequestIsThereOnce() {
        assertThat(references("withdrawal")).containsExactlyInAnyOrderElementsOf(requested.values());
        assertThat(books.sql("SELECT key FROM idempotent_request WHERE user_id IN (:vendors)")
                        .param("vendors", VENDORS)
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(requested.keySet());
    }

    private void assertEveryDecisionHasItsEnd() {
        patiently().untilAsserted(() -> assertThat(
                        books.sql("SELECT reference, decision, status, amount_minor FROM withdrawal")
                                .query((row, n) -> {
                                    String decision = decided.get(row.getString(1));
                                    boolean paid = decision.equals("approve") && row.getLong(4) % 100 == 0;
                                    return Map.entry(
                                            List.of(row.getString(1), decision, paid ? "completed" : "failed"),
                                            List.of(row.getString(1), row.getString(2), row.getString(3)));
                                })
                                .list())
                .allSatisfy(one -> assertThat(one.getValue()).isEqualTo(one.getKey())));
        patiently().until(() -> count("act_ru_execution") == 0);
        assertThat(count("act_ru_incident")).isZero();
    }

    private void assertNoPayoutWasMadeTwice() {
        assertThat(references("sandbox_transfer")).containsExactlyInAnyOrderElementsOf(references("payout_attempt"));
        assertThat(count("payout_attempt")).isEqualTo(count("withdrawal WHERE decision = 'approve'"));
    }

    private void assertTheMoneyAddsUp() {
        assertThat(assertStatus(http.get("admin1", "/api/admin/finance/invariants/"), 200)
                        .body()
                        .path("violations"))
                .isEmpty();
        long paid = sum("SELECT sum(amount_minor) FROM withdrawal WHERE stage = 'completed'");
        assertThat(sum("SELECT sum(balance_minor) FROM wallet")).isEqualTo(VENDORS.size() * CREDITED_TO_EACH - paid);
        long duty = sum("SELECT sum(charged_minor) FROM withdrawal_fee");
        assertThat(account("platform:bank")).isEqualTo(paid + duty);
        assertThat(account("platform:in_transit")).isZero();
    }

    private void assertEverybodyWasTold() {
        assertThat(count("notification WHERE event = 'withdrawal.requested'")).isEqualTo(requested.size());
        patiently().until(() -> count("notification WHERE fanned_out_at IS NULL") == 0);
        patiently().until(() -> count("notification_delivery WHERE state <> 'delivered'") == 0);
    }

    private void assertScheduledWorkGoesOn() {
        var now = new Timestamp(System.currentTimeMillis());
        patiently().until(() -> books.sql("""
                        SELECT count(*) FROM scheduled_tasks
                        WHERE task_name IN ('mail-delivery', 'sandbox-events') AND last_success > ?
                        """).param(now).query(Integer.class).single() == 2);
    }

    /** A client asks for some money, and insists on an answer. */
    private void request(String vendor, Random amounts) {
        String ending = ENDINGS.get(amounts.nextInt(ENDINGS.size()));
        String key = "request-" + Long.toHexString(amounts.nextLong());
        Answer answer = insist(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": \"%d%s\", \"pin\": \"%s\"}".formatted(100 + amounts.nextInt(150_000), ending, Given.PIN),
                key);
        requested.put(key, assertStatus(answer, 201).body().path("reference").asText());
    }

    private void decideSome(Random choices) {
        Answer open = insist(() -> http.get("admin1", "/api/admin/finance/list-withdrawals/?status=pending&limit=5"));
        for (String reference : results(open, "reference")) {
            decide(reference, choices.nextInt(4) == 0 ? "reject" : "approve");
        }
    }

    private void decide(String reference, String decision) {
        String reason = decision.equals("reject")
                ? ", \"reason\": \"Account verification failed\""
                : ", \"notes\": \"name_mismatch: the shop trades as that\"";
        Answer answer = insist(
                "admin1",
                "/api/admin/finance/" + decision + "-withdrawal/",
                "{\"reference\": \"" + reference + "\"" + reason + "}",
                "decide-" + reference);
        assertStatus(answer, 200);
        decided.put(reference, decision);
    }

    private Answer insist(String user, String path, String json, String key) {
        return insist(() -> http.post(user, path, json, "Idempotency-Key", key));
    }

    /** Asks until there is an answer that says what was done. */
    private Answer insist(Callable<Answer> question) {
        Answer answer = patiently()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .ignoreException(UncheckedIOException.class)
                .until(question, given -> given.status() != 503 && !isInProgress(given));
        answers.release();
        return answer;
    }

    private static boolean isInProgress(Answer answer) {
        return Set.of("request_in_progress", "conflict")
                .contains(answer.body().path("code").asText());
    }

    private void awaitAnswers(int number) throws InterruptedException {
        answers.drainPermits();
        assertThat(answers.tryAcquire(number, 5, TimeUnit.MINUTES))
                .as("%d answers", number)
                .isTrue();
    }

    /** The bank keeps whoever calls it waiting; and it does what it was told although nobody waits any more. */
    private void killWhileThePayoutIsBeingSent() throws Exception {
        try (Connection bank = database.getDatabase("postgres", "desk").getConnection()) {
            bank.setAutoCommit(false);
            // Only who sends has to wait: checks that waited too could take all the threads there are.
            bank.createStatement().execute("LOCK TABLE sandbox_transfer IN SHARE MODE");
            patiently().until(() -> count(SENDING) > 0);
            desk.kill();
            bank.rollback();
        }
    }

    private Runnable repeating(Runnable work) {
        return () -> {
            while (!closing) {
                try {
                    work.run();
                } catch (RuntimeException | AssertionError wrong) {
                    wrong.printStackTrace(); // At once: whoever waits for the work of this thread does not ask how
                    // it ended.
                    throw wrong;
                }
            }
        };
    }

    private List<String> references(String table) {
        return books.sql("SELECT reference FROM " + table).query(String.class).list();
    }

    private long count(String what) {
        return sum("SELECT count(*) FROM " + what);
    }

    private long account(String name) {
        return sum("SELECT sum(CASE credit_account WHEN '%s' THEN amount_minor ELSE -amount_minor END)".formatted(name)
                + " FROM ledger_transfer WHERE '%s' IN (debit_account, credit_account)".formatted(name));
    }

    private long sum(String query) {
        return books.sql("SELECT coalesce((" + query + "), 0)")
                .query(Long.class)
                .single();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(5)); // A desk may start for more than one on a busy machine.
    }
}
