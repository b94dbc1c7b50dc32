package com.withdrawaldesk.reconciliation;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static com.withdrawaldesk.support.Forger.forge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pays through the sandbox, tampers with its books, and sees what is found. Each test has days of its own, long ago. */
@DeskTest
class ReconciliationTest {

    private static final AtomicInteger DAYS = new AtomicInteger();
    private static final String PATH = "/api/admin/finance/reconciliation/";

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    PayoutHints hints;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    RuntimeService runtime;

    @Autowired
    MeterRegistry meters;

    private final LocalDate day = LocalDate.of(2021, 1, 1).plusDays(5L * DAYS.incrementAndGet());

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void findsNothingWhereNothingDiffers() {
        paid("500.00");
        paid("250.50");

        JsonNode run = reconciled(day);

        assertThat(run.path("state").asText()).isEqualTo("done");
        assertThat(run.path("differences").asInt()).isZero();
        assertThat(run.path("outcomes").path("matched").path("count").asInt()).isEqualTo(2);
        assertThat(run.path("outcomes").path("matched").path("amount").asText()).isEqualTo("750.50");
        assertThat(run.path("our_total").asText()).isEqualTo("750.50");
        assertThat(run.path("provider_total").asText()).isEqualTo("750.50");
        assertThat(run.path("difference").asText()).isEqualTo("0.00");
        assertThat(run.path("counts").asBoolean()).isTrue();
        assertThat(found(run)).isEmpty();
        assertThat(notices(run)).isZero();
    }

    @Test
    void listsWhatTheProviderHasNothingOf() {
        String reference = given.payoutOf(paid("500.00"));
        delete(reference);

        JsonNode run = reconciled(day);

        assertThat(found(run)).containsExactly("missing_there " + reference + " -500.00");
        assertThat(run.path("difference").asText()).isEqualTo("-500.00");
    }

    @Test
    void listsWhatWeDidNotOrder() {
        paid("500.00");
        transfer("nobody_ordered_" + day, 70_000, noon());

        JsonNode run = reconciled(day);

        assertThat(found(run)).containsExactly("missing_here nobody_ordered_" + day + " 700.00");
        assertThat(run.path("provider_total").asText()).isEqualTo("1200.00");
    }

    @Test
    void listsAnotherAmount() {
        String reference = given.payoutOf(paid("500.00"));
        amount(reference, 50_100);

        JsonNode run = reconciled(day);

        assertThat(found(run)).containsExactly("amount_differs " + reference + " 1.00");
    }

    @Test
    void listsAPaymentThatCameBackAndTellsItsProcess() {
        Withdrawal withdrawal = paid("500.03");
        String reference = given.payoutOf(withdrawal);

        JsonNode run = reconciled(day);

        assertThat(found(run)).containsExactly("state_differs " + reference + " -500.03");
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("payout-reversal")
                        .processInstanceBusinessKey(withdrawal.reference())
                        .count())
                .isOne();
    }

    @Test
    void listsAWithdrawalThatWasPaidTwice() {
        Withdrawal withdrawal = paid("500.00");
        String second = given.payoutOf(withdrawal).replaceAll("_1$", "_2");
        jdbc.sql("""
                        INSERT INTO payout_attempt (withdrawal_id, attempt, provider, reference, amount_minor, state, created_at,
                                                    updated_at, sent_at, sends)
                        VALUES (?, 2, 'sandbox', ?, 50000, 'failed', now(), now(), ?, 1)
                        """).params(withdrawal.id(), second, Timestamp.from(noon())).update();
        transfer(second, 50_000, noon());

        JsonNode run = reconciled(day);

        assertThat(found(run)).containsExactly("paid_twice " + second + " 500.00");
    }

    @Test
    void takesAPayoutAroundMidnightForOneOfTheProvidersDay() {
        Withdrawal withdrawal = paid("500.00", LocalTime.of(23, 59, 59));
        jdbc.sql("UPDATE sandbox_transfer SET accepted_at = ? WHERE reference = ?")
                .params(Timestamp.from(noon().plus(Duration.ofHours(12))), given.payoutOf(withdrawal))
                .update();

        JsonNode before = reconciled(day);
        JsonNode after = reconciled(day.plusDays(1));

        assertThat(found(before)).isEmpty();
        assertThat(before.path("our_total").asText()).isEqualTo("0.00");
        assertThat(found(after)).isEmpty();
        assertThat(after.path("our_total").asText()).isEqualTo("500.00");
        assertThat(after.path("outcomes").path("matched").path("count").asInt()).isOne();
    }

    @Test
    void findsRandomTamperingExactly() {
        long seed = day.toEpochDay() + 20_261_122;
        var random = new Random(seed);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            String reference = given.payoutOf(paid("500.00"));
            switch (random.nextInt(5)) {
                case 0 -> {
                    delete(reference);
                    expected.add("missing_there " + reference + " -500.00");
                }
                case 1 -> {
                    amount(reference, 49_900);
                    expected.add("amount_differs " + reference + " -1.00");
                }
                case 2 -> {
                    // Amounts ending in .01 fail at the sandbox.
                    amount(reference, 50_001);
                    expected.add("state_differs " + reference + " -500.00");
                    expected.add("amount_differs " + reference + " 0.00");
                }
                case 3 -> {
                    String stranger = "stranger_" + day + "_" + i;
                    transfer(stranger, 10_000, noon());
                    expected.add("missing_here " + stranger + " 100.00");
                }
                default -> {
                    // Left as it is.
                }
            }
        }

        assertThat(found(reconciled(day))).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void comparesADayOfTenThousandTransfers() {
        jdbc.sql("""
                        INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at, events_told)
                        SELECT 'crowd_' || :day || '_' || n, 10000, :at, 2 FROM generate_series(1, 10000) n
                        """)
                .param("day", day.toString())
                .param("at", Timestamp.from(noon()))
                .update();

        JsonNode run = reconciled(day);

        assertThat(run.path("differences").asInt()).isEqualTo(10_000);
        assertThat(run.path("difference").asText()).isEqualTo("1000000.00");
        assertThat(csv(run).lines()).hasSize(10_001);
        Answer page = http.get("admin1", PATH + run.path("id").asText() + "/?limit=200");
        assertThat(results(page, "kind")).hasSize(200).containsOnly("missing_here");
        assertThat(results(http.get("admin1", page.body().path("next").asText()), "payout_reference"))
                .hasSize(200)
                .doesNotContainAnyElementsOf(results(page, "payout_reference"));
    }

    @Test
    void tellsPeopleOncePerRunAndCountsOnlyTheLastOne() {
        double before = open();
        String reference = given.payoutOf(paid("500.00"));
        delete(reference);

        JsonNode first = reconciled(day);
        assertThat(notices(first)).as("one for each group").isEqualTo(2);
        assertThat(open()).isEqualTo(before + 1);

        transfer(reference, 50_000, noon());
        JsonNode second = reconciled(day);

        assertThat(notices(second)).isZero();
        assertThat(open()).isEqualTo(before);
        assertThat(run(first).path("counts").asBoolean()).isFalse();
        assertThat(run(first).path("differences").asInt()).as("is kept").isOne();
        assertThat(second.path("counts").asBoolean()).isTrue();
    }

    @Test
    void keepsWhyAProviderCouldNotBeAskedAndAsksAgain() {
        clock.stopAt(day.plusDays(1).atTime(5, 0).toInstant(ZoneOffset.UTC));
        long id = jdbc.sql("""
                        INSERT INTO reconciliation_run (provider, day, requested_by, requested_at)
                        VALUES ('gone', ?, 'system', now()) RETURNING id
                        """).param(day).query(Long.class).single();

        reconciliation.runDue();
        reconciliation.runDue();

        JsonNode failed = run(id);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("reason").asText()).isEqualTo("gone is no longer configured.");
        assertThat(failed.path("tries").asInt()).as("not before it is time").isOne();
        assertThat(notices(failed)).isEqualTo(2);

        clock.advance(Duration.ofMinutes(31));
        reconciliation.runDue();
        assertThat(run(id).path("tries").asInt()).isEqualTo(2);
        assertThat(notices(failed)).as("told once").isEqualTo(2);

        clock.advance(Duration.ofDays(3));
        reconciliation.runDue();
        assertThat(run(id).has("retry_at")).as("given up with its day").isFalse();
    }

    @Test
    void comparesTheLastThreeDaysOfEverybodyByItself() {
        clock.stopAt(day.plusDays(4).atTime(5, 0).toInstant(ZoneOffset.UTC));

        reconciliation.requestLastDays();

        assertThat(jdbc.sql("""
                                SELECT provider || ' ' || day || ' ' || requested_by FROM reconciliation_run
                                WHERE day BETWEEN ? AND ? ORDER BY id
                                """)
                        .params(day, day.plusDays(4))
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(Stream.of("manual", "sandbox", "paystack", "flutterwave")
                        .flatMap(provider ->
                                Stream.of(1, 2, 3).map(days -> provider + " " + day.plusDays(days) + " system"))
                        .toList());
        reconciliation.runDue();
    }

    @Test
    void countsWhatPeopleTransferred() {
        // The ledger's own time is the database's.
        clock.reset();
        LocalDate today = reconciliation.today();
        JsonNode before = reconciled("manual", today).path("outcomes").path("by_hand");
        Withdrawal withdrawal = given.approved(given.vendor("1000.00"), "500.00");
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(4));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
        forge(
                "payout_attempt",
                "UPDATE payout_attempt SET provider = 'manual' WHERE withdrawal_id = ?",
                withdrawal.id());

        JsonNode after = reconciled("manual", today);

        JsonNode byHand = after.path("outcomes").path("by_hand");
        assertThat(byHand.path("count").asInt()).isEqualTo(before.path("count").asInt() + 1);
        assertThat(byHand.path("amount").decimalValue())
                .isEqualTo(before.path("amount").decimalValue());
        assertThat(after.has("provider_total")).as("nobody can be asked").isFalse();
    }

    @Test
    void writesCsvThatNoSpreadsheetTakesForAFormula() {
        transfer("=HYPERLINK(\"http://example.com\",\"Totals\")" + day, 10_050, noon());
        transfer("-2+3+cmd|' /C calc'!A0 " + day, 70_000, noon().plusSeconds(1));
        JsonNode run = reconciled(day);

        Answer answer = assertStatus(http.get("operator1", PATH + run.path("id").asText() + ".csv"), 200);

        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=UTF-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"reconciliation-sandbox-" + day + "-"
                        + run.path("id").asText() + ".csv\"");
        String minus = "'-2+3+cmd|' /C calc'!A0 " + day;
        String equals = "\"'=HYPERLINK(\"\"http://example.com\"\",\"\"Totals\"\")" + day + "\"";
        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "\uFEFFkind,payout_reference,withdrawal_reference,provider_id,our_state,their_state,our_amount,"
                                + "their_amount,our_fee,their_fee,difference,detail\r\n"
                                + "missing_here," + minus + ",," + minus
                                + ",,paid,,700.00,,,700.00,We know nothing of this transfer.\r\n"
                                + "missing_here," + equals + ",," + equals
                                + ",,paid,,100.50,,,100.50,We know nothing of this transfer.\r\n");
        assertThat(audited("reconciliation.exported", run)).containsExactly("operator1");
    }

    @Test
    void isAskedForByAdminsOnlyAndOnlyOncePerKey() {
        clock.stopAt(day.plusDays(3).atTime(12, 0).toInstant(ZoneOffset.UTC));
        String body = "{\"day\": \"" + day + "\"}";

        Answer first = assertStatus(http.post("admin1", PATH, body, "Idempotency-Key", "reconcile-" + day), 202);
        Answer again = assertStatus(http.post("admin1", PATH, body, "Idempotency-Key", "reconcile-" + day), 202);
        assertProblem(http.post("operator1", PATH, body), 403, "forbidden");

        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        List<String> shown = results(http.get("operator1", PATH + "?day=" + day), "provider");
        assertThat(shown)
                .as("all providers, newest first")
                .containsExactly("sandbox", "paystack", "manual", "flutterwave");
        assertThat(results(http.get("operator1", PATH + "?provider=manual&state=requested&day=" + day), "requested_by"))
                .containsExactly("admin1");
        assertThat(results(http.get("operator1", PATH + "?state=done&day=" + day), "id"))
                .isEmpty();
        assertThat(audited("reconciliation.requested", first.body().path("runs").path(0)))
                .containsExactly("admin1");
        reconciliation.runDue();
    }

    @Test
    void filtersWhatItListed() {
        transfer("nobody_ordered_" + day, 70_000, noon());
        JsonNode run = reconciled(day);
        String path = PATH + run.path("id").asText() + "/";

        assertThat(results(http.get("admin1", path + "?kind=missing_here"), "kind"))
                .hasSize(1);
        assertThat(results(http.get("admin1", path + "?kind=paid_twice"), "kind"))
                .isEmpty();
        assertProblem(http.get("admin1", path + "?kind=strange"), 400, "validation_failed", "kind");
        assertProblem(
                http.get("admin1", PATH + run.path("id").asText() + ".csv?kind=x"), 400, "validation_failed", "kind");
        for (String nothing : List.of("0", "999999999", "99999999999999999999", "seven", "0.csv", "seven.csv")) {
            assertProblem(http.get("admin1", PATH + nothing), 404, "not_found");
        }
    }

    @Test
    void refusesToChangeWhatWasFound() {
        transfer("nobody_ordered_" + day, 70_000, noon());
        reconciled(day);

        for (String change : List.of(
                "UPDATE reconciliation_item SET difference_minor = 0",
                "DELETE FROM reconciliation_item",
                "DELETE FROM reconciliation_run")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).as(change).isInstanceOf(DataAccessException.class);
        }
    }

    private Instant noon() {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private Withdrawal paid(String amount) {
        return paid(amount, LocalTime.NOON);
    }

    private Withdrawal paid(String amount, LocalTime at) {
        clock.stopAt(day.atTime(at).toInstant(ZoneOffset.UTC));
        Withdrawal withdrawal = given.approved(given.vendor("1000.00"), amount);
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(4));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        return withdrawal;
    }

    private void transfer(String reference, long minor, Instant at) {
        jdbc.sql("INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at, events_told) VALUES (?, ?, ?, 2)")
                .params(reference, minor, Timestamp.from(at))
                .update();
    }

    private void amount(String reference, long minor) {
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = ? WHERE reference = ?")
                .params(minor, reference)
                .update();
    }

    private void delete(String reference) {
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(reference)
                .update();
    }

    private JsonNode reconciled(LocalDate of) {
        clock.stopAt(day.plusDays(3).atTime(5, 0).toInstant(ZoneOffset.UTC));
        return reconciled("sandbox", of);
    }

    /** Asks for it as an admin does, and lets it happen. */
    private JsonNode reconciled(String provider, LocalDate of) {
        Answer asked = assertStatus(
                http.post("admin1", PATH, "{\"provider\": \"" + provider + "\", \"day\": \"" + of + "\"}"), 202);
        assertThat(asked.body().path("runs")).hasSize(1);
        reconciliation.runDue();
        return run(asked.body().path("runs").path(0));
    }

    private JsonNode run(JsonNode known) {
        return run(known.path("id").asLong());
    }

    private JsonNode run(long id) {
        return assertStatus(http.get("admin1", PATH + id + "/"), 200).body().path("run");
    }

    private List<String> found(JsonNode run) {
        var found = new ArrayList<String>();
        http.get("admin1", PATH + run.path("id").asText() + "/?limit=200")
                .body()
                .path("results")
                .forEach(item -> found.add(item.path("kind").asText() + " "
                        + item.path("payout_reference").asText() + " "
                        + item.path("difference").asText()));
        return found;
    }

    private String csv(JsonNode run) {
        return new String(
                http.get("admin1", PATH + run.path("id").asText() + ".csv").bytes(), StandardCharsets.UTF_8);
    }

    private long notices(JsonNode run) {
        return jdbc.sql("SELECT count(*) FROM notification WHERE metadata ->> 'reconciliation_id' = ?")
                .param(run.path("id").asText())
                .query(Long.class)
                .single();
    }

    private List<String> audited(String action, JsonNode run) {
        return jdbc.sql("SELECT actor FROM audit_event WHERE action = ? AND subject_id = ?")
                .params(action, run.path("id").asText())
                .query(String.class)
                .list();
    }

    private double open() {
        return meters.get("desk.reconciliation.differences").gauge().value();
    }
}
