package com.withdrawaldesk.payout;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A stop stops at every later step, by every door; what waits is safe and goes on by itself. */
@DeskTest
class StopsTest {

    private static final FakeProvider PAYSTACK = TestServers.PAYSTACK;
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Autowired
    Given given;

    @Autowired
    Bankers bankers;

    @Autowired
    Course course;

    @Autowired
    TestClock clock;

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    RecurringTask<Void> releaseByFloat;

    @Autowired
    PayoutBatches batches;

    @Autowired
    WithdrawalRequests requests;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Wording wording;

    @Autowired
    RecurringTask<Void> overdueTaskReminders;

    private long toldBefore;
    private String account;
    private String vendor;

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        bankers.use("paystack");
        people.add("operator2", Groups.OPERATIONS);
        account = "51%08d".formatted(NEXT.incrementAndGet());
        vendor = given.vendor("80000.00");
        toldBefore = jdbc.sql("SELECT coalesce(max(id), 0) FROM notification")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void everythingAddsUp() {
        jdbc.sql("DELETE FROM payout_pause").update();
        clock.reset();
        bankers.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    enum Kind {
        FROZEN("wallet_frozen"),
        ALL_PAUSED("payouts_paused"),
        PROVIDER_PAUSED(null);

        final String code;

        Kind(String code) {
            this.code = code;
        }
    }

    private void stop(Kind kind, String owner) {
        assertStatus(
                switch (kind) {
                    case FROZEN -> freeze("admin1", owner);
                    case ALL_PAUSED -> pause("pause", null);
                    case PROVIDER_PAUSED -> pause("pause", "paystack");
                },
                200);
    }

    private void end(Kind kind, String owner) {
        if (kind == Kind.FROZEN) {
            assertStatus(unfreeze("admin1", owner), 200);
            assertStatus(unfreeze("admin2", owner), 200);
        } else {
            assertStatus(pause("resume", kind == Kind.ALL_PAUSED ? null : "paystack"), 200);
        }
    }

    private Answer freeze(String by, String owner) {
        return http.post(by, "/api/admin/wallets/" + owner + "/freeze/", "{\"reason\": \"Looked into\"}");
    }

    private Answer unfreeze(String by, String owner) {
        return http.post(by, "/api/admin/wallets/" + owner + "/unfreeze/", "{\"reason\": \"Explained\"}");
    }

    private Answer pause(String what, String provider) {
        return http.post(
                "operator1",
                "/api/admin/payouts/" + what + "/",
                provider == null
                        ? "{\"reason\": \"Looked into\"}"
                        : "{\"reason\": \"Looked into\", \"provider\": \"" + provider + "\"}");
    }

    /** By every door, a request is refused and leaves nothing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROVIDER_PAUSED")
    void takesNoRequest(Kind kind) {
        String customer = given.customer("80000.00");
        stop(kind, vendor);
        if (kind == Kind.FROZEN) {
            stop(kind, customer);
        }
        String pin = "\"pin\": \"" + Given.PIN + "\"";
        Footprint before = Footprint.of(jdbc);

        assertProblem(
                http.post(vendor, "/api/vendor/wallet/request-withdrawal/", "{\"amount\": 500, " + pin + "}"),
                422,
                kind.code);
        assertProblem(
                http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 500, %s, "bank_name": "GTBank", "bank_code": "058", "account_number": "0123456789",
                 "account_name": "John Doe"}""".formatted(pin)), 422, kind.code);
        assertProblem(
                http.post("admin1", "/api/admin/finance/trigger-payout/", "{\"vendor\": \"" + vendor + "\"}"),
                422,
                kind.code);
        assertRefused(kind, () -> given.requested(vendor, "500.00"));

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** By every door, before the first and before the second approval; rejecting gives the money back. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROVIDER_PAUSED")
    void approvesNothing(Kind kind) {
        String rich = given.vendor("9000000.00");
        Withdrawal first = given.requested(rich, "500.00");
        Withdrawal second = given.requested(rich, "6000000.00");
        given.decide("admin1", second, new Verdict(true, null, null));
        stop(kind, rich);
        Footprint before = Footprint.of(jdbc);

        for (Withdrawal withdrawal : List.of(first, second)) {
            assertProblem(
                    http.post(
                            "admin2",
                            "/api/admin/finance/approve-withdrawal/",
                            "{\"reference\": \"" + withdrawal.reference() + "\"}"),
                    422,
                    kind.code);
            assertRefused(kind, () -> tasklist.complete("admin2", withdrawal, Map.of("decision", "approve")));
        }
        JsonNode many = assertStatus(
                        http.post(
                                "admin2",
                                "/api/admin/finance/decide-many/",
                                "{\"decision\": \"approve\", \"references\": [\"" + first.reference() + "\"]}"),
                        200)
                .body();
        assertThat(many.at("/results/0/code").asText()).isEqualTo(kind.code);
        assertThat(Footprint.of(jdbc).without("audit_event")).isEqualTo(before.without("audit_event"));

        given.decide("admin2", first, new Verdict(false, "No", null));
        given.cancel(second);
        assertThat(given.balance(rich)).isEqualTo("9000000.00");
    }

    /** Each step after the approval, at which the stop comes. */
    enum Step {
        APPROVED {
            @Override
            Withdrawal reach(StopsTest test) {
                return test.approved();
            }
        },
        LOOKED_AT {
            @Override
            Withdrawal reach(StopsTest test) {
                return test.approved();
            }
        },
        SHORT_OF_FLOAT {
            @Override
            Withdrawal reach(StopsTest test) {
                PAYSTACK.setBalance(0);
                Withdrawal withdrawal = test.approved();
                test.given.runDueJobs(withdrawal);
                PAYSTACK.setBalance(1_000_000_000_000L);
                return withdrawal;
            }
        },
        TURNED_AWAY {
            @Override
            Withdrawal reach(StopsTest test) {
                PAYSTACK.script(test.account).onSend(Fault.TOO_MANY);
                Withdrawal withdrawal = test.approved();
                test.given.runDueJobs(withdrawal);
                return withdrawal;
            }
        },
        IN_A_BATCH {
            @Override
            Withdrawal reach(StopsTest test) {
                Withdrawal withdrawal = test.transaction.execute(tx -> test.requests.request(
                        test.vendor,
                        OwnerType.VENDOR,
                        Money.parse("NGN 500.00"),
                        Given.account("058", test.account),
                        WithdrawalRequests.RUN));
                test.given.decide("admin1", withdrawal, new Verdict(true, null, null));
                test.given.runDueJobs(withdrawal);
                return withdrawal;
            }
        };

        abstract Withdrawal reach(StopsTest test);
    }

    static Stream<Arguments> steps() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Step.values()).map(step -> Arguments.of(kind, step)));
    }

    @ParameterizedTest(name = "{0} when {1}")
    @MethodSource("steps")
    void sendsNothingAndGoesOnByItself(Kind kind, Step step) {
        Withdrawal withdrawal = step.reach(this);
        int asked = PAYSTACK.asked(account);
        if (step == Step.LOOKED_AT) {
            bankers.beforeSending(() -> stop(kind, vendor));
        } else {
            stop(kind, vendor);
        }

        // However long it lasts, and whoever wakes it.
        given.runDueJobs(withdrawal);
        batches.sendNext();
        release();
        for (int days = 0; days < 5; days++) {
            given.later(Duration.ofDays(1), withdrawal);
        }

        assertThat(PAYSTACK.asked(account)).isEqualTo(asked);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.balance(vendor)).isEqualTo("79500.00");

        end(kind, vendor);
        release();
        Withdrawal after = course.untilConclusive(withdrawal);

        assertThat(after.stage()).isEqualTo(Stage.COMPLETED);
        assertThat(PAYSTACK.asked(account)).isEqualTo(asked + 1);
    }

    /** Where a stop meets it. */
    enum Waiting {
        IN_REVIEW,
        SECOND_REVIEW,
        QUEUED,
        AWAITING_TRANSFER
    }

    static Stream<Arguments> waits() {
        // Others can pay, unless one that was tried is paused.
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(Waiting.values())
                .filter(where -> kind != Kind.PROVIDER_PAUSED || where == Waiting.QUEUED)
                .map(where -> Arguments.of(kind, where)));
    }

    /** The sentence follows the cause as long as it lasts, with who acts and by when, and does not promise what nobody was told. */
    @ParameterizedTest(name = "{0} when {1}")
    @MethodSource("waits")
    void tellsTheRequesterWhatItWaitsForAndStaffWhenThatLasts(Kind kind, Waiting where) {
        String rich = where == Waiting.QUEUED ? vendor : given.vendor("20000000.00");
        Withdrawal withdrawal = where == Waiting.QUEUED
                ? approved()
                : given.requested(
                        rich,
                        switch (where) {
                            case SECOND_REVIEW -> "6000000.00";
                            case AWAITING_TRANSFER -> "9500000.00";
                            default -> "500.00";
                        });
        for (String admin : List.of("admin1", "admin2")
                .subList(0, where == Waiting.AWAITING_TRANSFER ? 2 : where == Waiting.SECOND_REVIEW ? 1 : 0)) {
            given.decide(admin, withdrawal, new Verdict(true, null, null));
        }
        String before = sentence(withdrawal);
        clock.advance(Duration.ofMinutes(1));
        stop(kind, rich);
        given.runDueJobs(withdrawal);

        Duration bound = Duration.ofHours(kind == Kind.FROZEN ? 32 : 24);
        assertThat(sentence(withdrawal))
                .contains(kind == Kind.FROZEN ? "Your wallet is frozen" : "Payouts are paused")
                .contains(wording.time(clock.instant().plus(bound)))
                .doesNotContain("shortly");
        assertThat(shown(kind, rich)).containsExactly(kind == Kind.FROZEN ? "1" : "admin");

        clock.advance(bound);
        remind();
        assertThat(reminded(kind, rich)).isZero();
        clock.advance(Duration.ofSeconds(1));
        remind();
        remind();
        assertThat(reminded(kind, rich)).isOne();
        assertThat(sentence(withdrawal)).contains("It should have gone on by", "Our staff were told");
        assertThat(told(kind))
                .filteredOn(text -> text.contains(
                        kind == Kind.FROZEN ? "Frozen wallet with open withdrawals: " : "Paused payouts: "))
                .hasSize(1);
        clock.advance(Duration.ofHours(12));
        remind();
        assertThat(reminded(kind, rich)).isEqualTo(2);

        end(kind, rich);
        remind();
        assertThat(reminded(kind, rich)).isZero();
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        assertThat(sentence(withdrawal)).isEqualTo(before);
        assertThat(shown(kind, rich)).isEmpty();
    }

    private String sentence(Withdrawal withdrawal) {
        String path = "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/";
        return assertStatus(http.get(withdrawal.requesterId(), path), 200)
                .body()
                .path("next_step")
                .asText();
    }

    /** How many wait, as attention says it. */
    private List<String> shown(Kind kind, String owner) {
        JsonNode kinds = assertStatus(http.get("operator1", "/api/admin/operations/attention/"), 200)
                .body()
                .path("kinds");
        return StreamSupport.stream(kinds.spliterator(), false)
                .filter(each -> each.path("kind").asText().equals("stops"))
                .flatMap(each -> StreamSupport.stream(each.path("items").spliterator(), false))
                .filter(item -> switch (kind) {
                    case FROZEN ->
                        item.path("cause").asText().equals("frozen")
                                && item.path("subject").asText().equals(owner);
                    case ALL_PAUSED -> item.path("cause").asText().equals("all_paused");
                    case PROVIDER_PAUSED -> item.path("subject").asText().equals("paystack");
                })
                .map(item -> kind == Kind.FROZEN ? item.path("count").asText() : "admin")
                .toList();
    }

    private void remind() {
        overdueTaskReminders.executeRecurringly(null, null);
    }

    /** How often staff were reminded of the stop; the notice names only a few of what they are reminded of. */
    private int reminded(Kind kind, String owner) {
        return jdbc.sql("""
                        SELECT coalesce(sum(times), 0) FROM task_reminder WHERE task_id IN (
                            SELECT 'freeze:' || f.id FROM wallet_freeze f JOIN wallet v ON v.id = f.wallet_id WHERE v.owner_id = :owner
                            UNION ALL SELECT 'pause:' || :paused)
                        """)
                .param("owner", owner)
                .param("paused", kind == Kind.ALL_PAUSED ? "all" : kind == Kind.FROZEN ? "nobody" : "paystack")
                .query(Integer.class)
                .single();
    }

    /** In the notices since the test began. */
    private List<String> told(Kind kind) {
        return jdbc.sql("SELECT message FROM notification WHERE event = 'task.overdue' AND audience_id = ? AND id > ?")
                .params(kind == Kind.FROZEN ? Groups.BUSINESS_ADMINS : Groups.OPERATIONS, toldBefore)
                .query(String.class)
                .list();
    }

    /** What was lost on its way is asked about, and not sent again. */
    @ParameterizedTest
    @EnumSource
    void sendsNothingAgain(Kind kind) {
        PAYSTACK.script(account).onSend(Fault.TIMEOUT_BEFORE);
        Withdrawal withdrawal = approved();
        given.runDueJobs(withdrawal);
        stop(kind, vendor);

        given.later(Duration.ofHours(1), withdrawal);
        for (int n = 0; n < 12; n++) {
            given.later(Duration.ofHours(1), withdrawal);
        }
        assertThat(PAYSTACK.asked(account)).isOne();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.UNKNOWN);

        end(kind, vendor);
        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(PAYSTACK.asked(account)).isEqualTo(2);
    }

    /** No other provider takes it over while it is stopped: its money goes back at once. */
    @Test
    void holdsNoRefundBack() {
        bankers.use("paystack", "flutterwave");
        PAYSTACK.script(account).statuses("pending", "failed");
        Withdrawal withdrawal = approved();
        given.runDueJobs(withdrawal);
        stop(Kind.FROZEN, vendor);

        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.FAILED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
        assertThat(TestServers.FLUTTERWAVE.asked(account)).isZero();
    }

    /** Whoever can pay does, while one is paused. */
    @Test
    void paysThroughWhoeverIsNotPaused() {
        bankers.use("paystack", "flutterwave");
        stop(Kind.PROVIDER_PAUSED, vendor);

        Withdrawal withdrawal = approved();

        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(PAYSTACK.asked(account)).isZero();
    }

    /** The books say what left; but nobody is told to transfer, and what left before takes a word. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROVIDER_PAUSED")
    void tellsTellersNotToTransfer(Kind kind) {
        String rich = given.vendor("20000000.00");
        people.add("admin3", Groups.BUSINESS_ADMINS);
        Withdrawal withdrawal = given.requested(rich, "9500000.00");
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        given.runDueJobs(withdrawal);
        stop(kind, rich);
        String proof = "GTB" + System.nanoTime();

        assertRefused(
                kind, () -> tasklist.complete("operator2", withdrawal, Map.of("bank_reference", proof, "notes", " ")));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);

        tasklist.complete("operator2", withdrawal, Map.of("bank_reference", proof, "notes", "Left at noon"));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    /** Nobody overtakes a freeze: an approval that comes while it is made waits for it, and is refused. */
    @Test
    void isSeenUnderLock() throws Exception {
        Withdrawal withdrawal = given.requested(vendor, "500.00");
        var approval = new CompletableFuture<Answer>();

        transaction.executeWithoutResult(tx -> {
            jdbc.sql("UPDATE wallet SET status = 'frozen' WHERE owner_id = ?")
                    .param(vendor)
                    .update();
            approval.completeAsync(() -> http.post(
                    "admin2",
                    "/api/admin/finance/approve-withdrawal/",
                    "{\"reference\": \"" + withdrawal.reference() + "\"}"));
            awaitLock();
        });

        assertProblem(approval.get(), 409, "conflict");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    private void awaitLock() {
        while (jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                        .query(Integer.class)
                        .single()
                == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void takesTwoPeopleToLift() {
        people.add("Admin1b", Groups.BUSINESS_ADMINS);
        people.add(vendor, Groups.BUSINESS_ADMINS);
        assertStatus(
                http.post("engineadmin", "/api/admin/identities/", "{\"user\": \"admin1\", \"same_as\": \"Admin1b\"}"),
                201);
        try {
            assertProblem(freeze(vendor, vendor), 403, "own_request");
            assertProblem(unfreeze("admin1", vendor), 409, "conflict");
            assertStatus(freeze("admin1", vendor), 200);
            assertProblem(freeze("admin2", vendor), 409, "conflict");
            assertProblem(unfreeze(vendor, vendor), 403, "own_request");
            assertThat(assertStatus(unfreeze("admin1", vendor), 200)
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("frozen");
            assertProblem(unfreeze("admin1", vendor), 403, "second_person_required");
            assertProblem(unfreeze("Admin1b", vendor), 403, "second_person_required");

            // Freezing again keeps it frozen, and a wish ends after a day.
            assertStatus(freeze("admin2", vendor), 200);
            assertThat(unfreeze("admin2", vendor).body().path("status").asText())
                    .isEqualTo("frozen");
            clock.advance(Duration.ofHours(25));
            assertThat(unfreeze("admin1", vendor).body().path("status").asText())
                    .isEqualTo("frozen");
            assertThat(http.get(vendor, "/api/vendor/wallet/")
                            .body()
                            .path("status")
                            .asText())
                    .isEqualTo("frozen");
            assertThat(unfreeze("admin2", vendor).body().path("status").asText())
                    .isEqualTo("active");
        } finally {
            http.post("engineadmin", "/api/admin/identities/unlink/", "{\"user\": \"admin1\"}");
        }
        assertThat(jdbc.sql("""
                        SELECT event FROM notification WHERE audience_kind = 'person' AND audience_id = ? ORDER BY id
                        """).param(vendor).query(String.class).list()).endsWith("wallet.frozen", "wallet.unfrozen");
        assertThat(jdbc.sql("""
                        SELECT e.actor || ' ' || e.action FROM audit_event e JOIN wallet v ON v.id::text = e.subject_id
                        WHERE v.owner_id = ? AND e.action ~ 'freez|frozen' ORDER BY e.id
                        """).param(vendor).query(String.class).list())
                .containsExactly(
                        "admin1 wallet.frozen",
                        "admin1 wallet.freeze_ordered",
                        "admin1 wallet.unfreeze_asked",
                        "admin2 wallet.freeze_kept",
                        "admin2 wallet.unfreeze_asked",
                        "admin1 wallet.unfreeze_asked",
                        "admin2 wallet.unfrozen",
                        "admin2 wallet.unfreeze_confirmed");
    }

    @Test
    void isASwitchThatAllSee() {
        assertStatus(pause("pause", "paystack"), 200);
        assertProblem(pause("pause", "paystack"), 409, "conflict");
        assertProblem(pause("pause", "opay"), 400, "validation_failed", "provider");
        assertStatus(pause("pause", null), 200);

        for (String who : List.of("admin1", "operator1", "auditor1")) {
            assertThat(http.get(who, "/api/admin/payouts/paused/")
                            .body()
                            .at("/paused")
                            .findValuesAsText("provider"))
                    .containsExactlyInAnyOrder("paystack", "all");
        }
        assertThat(http.get("operator1", "/api/admin/operations/attention/")
                        .body()
                        .toString())
                .contains("all_paused", "operator1: Looked into");
        assertStatus(pause("resume", null), 200);
        assertStatus(pause("resume", "paystack"), 200);
        assertProblem(pause("resume", "paystack"), 409, "conflict");
    }

    private static void assertRefused(Kind kind, Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        while (thrown != null && !(thrown instanceof Refusal)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isInstanceOf(Refusal.class);
        assertThat(((Refusal) thrown).code().value()).isEqualTo(kind.code);
    }

    private Withdrawal approved() {
        return given.approved(vendor, "500.00", Given.account("058", account));
    }

    private void release() {
        releaseByFloat.execute(new TaskInstance<>("payout-release", RecurringTask.INSTANCE), null);
    }
}
