package com.withdrawaldesk.emergency;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Rounds;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Proposes with {@code admin3} and confirms with {@code admin2}; what was approved was approved by {@code admin1}. */
@DeskTest
class EmergencyRefundTest {

    private static final String PATH = "/api/admin/finance/emergency-refund/";
    private static final Verdict APPROVE = new Verdict(true, null, null);

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    Bankers bankers;

    @Autowired
    Interruption interruption;

    @Autowired
    TestClock clock;

    @Autowired
    RuntimeService runtime;

    @Autowired
    EmergencyRefunds refunds;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void hireAdmins() {
        people.add("admin3", Groups.BUSINESS_ADMINS);
        people.add("admin4", Groups.BUSINESS_ADMINS);
        people.add("operator2", Groups.OPERATIONS);
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        interruption.forget();
        bankers.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    /** What was never sent, and what the provider says it did not pay. */
    static Stream<Arguments> refundable() {
        return Stream.of(
                where("in review", "in_review", test -> test.given.requested(test.vendor(), "500.00")),
                where("second review", "second_review", EmergencyRefundTest::approvedOnce),
                where("approved, not sent", "queued", test -> test.given.approved(test.vendor(), "500.00")),
                where("waits for the float", "queued", test -> test.sent("500.04")),
                where("to be transferred by hand", "awaiting_transfer", test -> test.byHand("9500000.00")),
                where("failed at the provider, sent to us", "sent", EmergencyRefundTest::failedUnheard),
                where("failed at the provider, unknown to us", "unknown", EmergencyRefundTest::failedAfterSilence),
                where("failed and held", "held", EmergencyRefundTest::held),
                where("refused and held", "held", EmergencyRefundTest::refusedAtOnce),
                where("reversed before we heard that it was paid", "sent", test -> test.atPaystack("reversed")),
                where("under investigation, failed at the provider", "investigating", test -> {
                    Withdrawal withdrawal = test.investigated();
                    TestServers.PAYSTACK.move(test.given.payoutOf(withdrawal), "failed");
                    return withdrawal;
                }),
                where("failed at one provider, waits for the next", "queued", EmergencyRefundTest::failedOver));
    }

    /** What is paid, being sent or unclear. */
    static Stream<Arguments> notRefundable() {
        return Stream.of(
                where("sent", "The provider does not say", test -> test.sent("500.00")),
                where("unknown", "The provider does not say", test -> test.sent("500.02")),
                where("not found", "not_found", EmergencyRefundTest::forgotten),
                where("provider out of reach", "The provider does not say", test -> {
                    Withdrawal withdrawal = test.atPaystack("pending");
                    TestServers.PAYSTACK.allRequests(Fault.ERROR_BEFORE);
                    return withdrawal;
                }),
                where("paid, unknown to us", "The provider says that it was paid", test -> test.atPaystack("success")),
                where("another amount", "not what was ordered", EmergencyRefundTest::mismatched),
                where("being sent", "being sent at this moment", EmergencyRefundTest::beingSent),
                where("under investigation", "The provider does not say", EmergencyRefundTest::investigated),
                where("recorded by hand", "Operations recorded", EmergencyRefundTest::recordedByHand),
                where("rejected", "It has ended: rejected", test -> {
                    Withdrawal withdrawal = test.given.requested(test.vendor(), "500.00");
                    test.given.decide("admin1", withdrawal, new Verdict(false, "No", null));
                    return withdrawal;
                }),
                where("completed", "It has ended: completed", test -> {
                    Withdrawal withdrawal = test.sent("500.00");
                    test.given.later(Duration.ofSeconds(10), withdrawal);
                    return withdrawal;
                }));
    }

    private static Arguments where(String what, String expected, Function<EmergencyRefundTest, Withdrawal> make) {
        return Arguments.of(what, expected, make);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refundable")
    void refundsWhatIsCertainlyNotPaid(String what, String stage, Function<EmergencyRefundTest, Withdrawal> make) {
        Withdrawal withdrawal = make.apply(this);
        String vendor = withdrawal.requesterId();
        String before = given.balance(vendor);
        JsonNode found = dryRun(withdrawal).path("items").path(0);
        assertThat(found.path("stage").asText()).isEqualTo(stage);
        assertThat(found.path("refundable").asBoolean()).as(found.toString()).isTrue();

        long proposal = propose(withdrawal);
        assertThat(given.balance(vendor)).isEqualTo(before);
        JsonNode item = assertStatus(confirm("admin2", proposal), 200)
                .body()
                .path("items")
                .path(0);

        assertThat(item.path("result").asText()).as(item.toString()).isEqualTo("refunded");
        assertThat(item.path("stage_seen").asText()).isEqualTo(stage);
        assertThat(item.path("done_by").asText()).isEqualTo("admin2");
        Withdrawal now = given.now(withdrawal);
        assertThat(now.stage()).isEqualTo(Stage.REFUNDED);
        assertThat(now.failureCode()).isEqualTo("emergency_refund");
        assertThat(minor(given.balance(vendor)) - minor(before))
                .isEqualTo(withdrawal.amount().getAmountMinorLong());
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(withdrawal.reference())
                        .count())
                .isZero();
        assertThat(tasklist.taskOf(withdrawal)).isNull();
        assertThat(told(vendor, "withdrawal.refunded"))
                .singleElement()
                .asString()
                .contains("The provider is broken");
        assertThat(trail(withdrawal)).containsExactly("done admin2 admin3");

        // Nothing of it is left that could be sent or refunded later.
        assertThat(given.later(Duration.ofDays(4), withdrawal)).isZero();
        assertThat(jdbc.sql("SELECT state FROM payout_attempt WHERE withdrawal_id = ? AND state <> 'failed'")
                        .param(withdrawal.id())
                        .query(String.class)
                        .list())
                .isEmpty();
        JsonNode detail = http.get(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference())
                .body();
        assertThat(detail.path("status").asText()).isEqualTo("failed");
        assertThat(detail.path("reason").asText()).isEqualTo("The provider is broken");
        assertThat(detail.path("next_step").asText()).isNotBlank();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notRefundable")
    void leavesWhatIsPaidOrUnclear(String what, String why, Function<EmergencyRefundTest, Withdrawal> make) {
        Withdrawal withdrawal = make.apply(this);
        String balance = given.balance(withdrawal.requesterId());
        Stage stage = given.now(withdrawal).stage();
        JsonNode found = dryRun(withdrawal).path("items").path(0);
        assertThat(found.path("refundable").asBoolean()).as(found.toString()).isFalse();
        assertThat(found.path("reason").asText()).contains(why);

        Answer answer = http.post("admin3", PATH, order(withdrawal.reference(), false));

        assertProblem(answer, 422, "nothing_to_refund");
        assertThat(answer.body().path("detail").asText()).contains(why);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo(balance);
        assertThat(given.now(withdrawal).stage()).isEqualTo(stage);
        assertThat(trail(withdrawal)).containsExactly("refused admin3 admin3");
    }

    @Test
    void changesNothingUnlessItIsSaidSo() {
        String vendor = vendor();
        given.requested(vendor, "500.00");
        given.approved(vendor, "300.00");
        Footprint before = Footprint.of(jdbc);

        for (String dryRun : List.of("", ", \"dry_run\": true", ", \"dry_run\": null")) {
            JsonNode looked = assertStatus(
                            http.post(
                                    "admin3",
                                    PATH,
                                    "{\"filter\": {\"requester\": \"" + vendor + "\"}, \"reason\": \"Why\"" + dryRun
                                            + "}"),
                            200)
                    .body();
            assertThat(looked.path("dry_run").asBoolean()).isTrue();
            assertThat(looked.path("count").asInt()).isEqualTo(2);
            assertThat(looked.path("refundable").asInt()).isEqualTo(2);
            assertThat(looked.path("total").asText()).isEqualTo("800.00");
            assertThat(looked.path("more").asInt()).isZero();
        }
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    @Test
    void decidesAgainWhenItIsConfirmed() {
        // Given what could be refunded when it was proposed
        Withdrawal queued = given.approved(vendor(), "500.00");
        Withdrawal failed = failedUnheard();
        Withdrawal reviewed = given.requested(vendor(), "500.00");
        long first = propose(queued);
        long second = propose(failed);
        long third = propose(reviewed);

        // When meanwhile one is sent, another was paid after all, and one is approved
        bankers.use("sandbox");
        given.runDueJobs(queued);
        TestServers.PAYSTACK.move(given.payoutOf(failed), "success");
        given.decide("admin1", reviewed, APPROVE);

        // Then it is what it is now that counts.
        assertThat(resultOf(confirm("admin2", first))).isEqualTo("refused");
        assertThat(resultOf(confirm("admin2", second))).isEqualTo("refused");
        assertThat(resultOf(confirm("admin2", third))).isEqualTo("refunded");
        assertThat(given.now(queued).stage()).isEqualTo(Stage.SENT);
        assertThat(trail(queued)).containsExactly("refused admin2 admin3");
        assertThat(trail(failed)).containsExactly("refused admin2 admin3");
        given.later(Duration.ofSeconds(10), failed);
        assertThat(given.now(failed).stage()).isEqualTo(Stage.COMPLETED);
    }

    @Test
    void needsASecondPersonWhoHasNothingToDoWithIt() {
        Withdrawal withdrawal = given.approved(vendor(), "500.00");
        long proposal = propose(withdrawal);
        assertThat(told(Groups.BUSINESS_ADMINS, "emergency_refund.proposed"))
                .last()
                .asString()
                .contains("proposal " + proposal);

        // Neither who proposed it
        assertProblem(confirm("admin3", proposal), 403, "second_person_required");
        // nor who approved it: the item stays open for somebody else.
        JsonNode left = assertStatus(confirm("admin1", proposal), 200).body();
        assertThat(left.path("proposal").path("open").asInt()).isOne();
        assertThat(left.path("items").path(0).path("reason").asText()).contains("You approved");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);

        assertThat(resultOf(confirm("admin2", proposal))).isEqualTo("refunded");
        assertThat(trail(withdrawal)).containsExactly("refused admin1 admin3", "done admin2 admin3");
        assertThat(told(Groups.OPERATIONS, "emergency_refund.carried_out"))
                .last()
                .asString()
                .contains("1 withdrawals refunded, ₦500.00; 0 refused, 0 still open");
    }

    @Test
    void letsNobodyProposeOrConfirmTheRefundOfTheirOwn() {
        String vendor = vendor();
        people.add(vendor, Groups.BUSINESS_ADMINS);
        Withdrawal withdrawal = given.requested(vendor, "500.00");

        assertProblem(http.post(vendor, PATH, order(withdrawal.reference(), false)), 422, "nothing_to_refund");
        long proposal = propose(withdrawal);
        assertThat(resultOf(confirm(vendor, proposal))).isEqualTo("open");
        assertThat(given.balance(vendor)).isEqualTo("19999500.00");
        assertThat(resultOf(confirm("admin2", proposal))).isEqualTo("refunded");
    }

    @Test
    void forgetsAProposalAfterADay() {
        Withdrawal withdrawal = given.requested(vendor(), "500.00");
        long proposal = propose(withdrawal);
        clock.advance(Duration.ofHours(24));

        assertThat(show(proposal).path("proposal").path("state").asText()).isEqualTo("expired");
        assertProblem(confirm("admin2", proposal), 409, "proposal_closed");
        assertProblem(reject("admin2", proposal), 409, "proposal_closed");
        assertThat(results(http.get("admin1", PATH + "?state=expired"), "id")).contains(String.valueOf(proposal));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    /** Also one that was confirmed in time and did not get to its end. */
    @Test
    void doesNotGoOnAfterADay() {
        String vendor = vendor();
        Withdrawal one = given.requested(vendor, "500.00");
        given.requested(vendor, "300.00");
        long proposal = idOf(http.post(
                "admin3",
                PATH,
                "{\"filter\": {\"requester\": \"" + vendor + "\"}, \"reason\": \"Why\", \"dry_run\": false}"));
        interruption.failAt("serviceTask_notifyOfEmergencyRefund", "end");
        assertThat(assertStatus(confirm("admin2", proposal), 200)
                        .body()
                        .path("proposal")
                        .path("open")
                        .asInt())
                .isOne();
        clock.advance(Duration.ofHours(24));

        assertProblem(confirm("admin4", proposal), 409, "proposal_closed");
        assertThat(given.balance(vendor)).isNotEqualTo("20000000.00");
        assertThat(given.now(one).stage()).isIn(Stage.IN_REVIEW, Stage.REFUNDED);
    }

    @Test
    void dropsAProposalThatIsRejected() {
        Withdrawal withdrawal = given.requested(vendor(), "500.00");
        long proposal = propose(withdrawal);

        JsonNode rejected = assertStatus(reject("admin2", proposal), 200).body().path("proposal");

        assertThat(rejected.path("state").asText()).isEqualTo("rejected");
        assertThat(rejected.path("decision_reason").asText()).isEqualTo("Not needed");
        assertProblem(confirm("admin4", proposal), 409, "proposal_closed");
        assertProblem(reject("admin4", proposal), 409, "proposal_closed");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    @Test
    void refundsOnceHoweverOftenItIsProposedAndConfirmed() {
        String vendor = vendor();
        Withdrawal withdrawal = given.requested(vendor, "500.00");
        String[] key = {"Idempotency-Key", "emergency-" + withdrawal.reference()};
        Answer first = assertStatus(http.post("admin3", PATH, order(withdrawal.reference(), false), key), 201);
        Answer again = assertStatus(http.post("admin3", PATH, order(withdrawal.reference(), false), key), 201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.bytes()).isEqualTo(first.bytes());
        assertProblem(http.post("admin3", PATH, order("WTH-000000000000", false), key), 422, "idempotency_key_reused");
        long proposal = first.body().path("proposal").path("id").asLong();
        long twin = propose(withdrawal);

        String path = PATH + proposal + "/confirm/";
        Answer confirmed = assertStatus(http.post("admin2", path, null, "Idempotency-Key", "confirm-it"), 200);
        assertThat(http.post("admin2", path, null, "Idempotency-Key", "confirm-it")
                        .bytes())
                .isEqualTo(confirmed.bytes());
        assertThat(resultOf(confirm("admin4", proposal))).isEqualTo("refunded");
        assertThat(resultOf(confirm("admin2", twin))).isEqualTo("refused");

        assertThat(given.balance(vendor)).isEqualTo("20000000.00");
        assertThat(told(Groups.OPERATIONS, "emergency_refund.carried_out").stream()
                        .filter(message -> message.startsWith("Proposal " + proposal + ":")))
                .hasSize(1);
    }

    @Test
    void goesOnWhereItWasCutOff() {
        String vendor = vendor();
        Withdrawal one = given.requested(vendor, "500.00");
        Withdrawal two = given.approved(vendor, "300.00");
        long proposal = idOf(http.post(
                "admin3",
                PATH,
                "{\"filter\": {\"requester\": \"" + vendor + "\"}, \"reason\": \"Why\", \"dry_run\": false}"));
        interruption.failAt("serviceTask_notifyOfEmergencyRefund", "end");

        JsonNode after = assertStatus(confirm("admin2", proposal), 200).body();

        // The one that failed left nothing behind and did not stop the other.
        assertThat(after.path("proposal").path("open").asInt()).isOne();
        assertThat(after.path("proposal").path("refunded").asInt()).isOne();
        assertThat(given.now(one).stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(given.now(two).stage()).isEqualTo(Stage.REFUNDED);
        assertThat(given.balance(vendor)).isEqualTo("19999500.00");

        JsonNode done = assertStatus(confirm("admin4", proposal), 200).body();
        assertThat(done.path("proposal").path("refunded").asInt()).isEqualTo(2);
        assertThat(given.balance(vendor)).isEqualTo("20000000.00");
        assertThat(trail(one)).containsExactly("refused admin2 admin3", "done admin4 admin3");
    }

    @Test
    void stopsAskingBeforeWhoeverWaitsGivesUp() {
        String vendor = vendor();
        given.requested(vendor, "500.00");
        Withdrawal two = given.requested(vendor, "300.00");
        long proposal = idOf(http.post(
                "admin3",
                PATH,
                "{\"filter\": {\"requester\": \"" + vendor + "\"}, \"reason\": \"Why\", \"dry_run\": false}"));
        interruption.at("serviceTask_refundInEmergency", "start", () -> clock.advance(Duration.ofMinutes(1)));

        JsonNode after = assertStatus(confirm("admin2", proposal), 200).body();

        assertThat(after.path("proposal").path("refunded").asInt()).isOne();
        assertThat(after.path("message").asText()).contains("confirm again");
        assertThat(given.now(two).stage()).isEqualTo(Stage.IN_REVIEW);
        assertStatus(confirm("admin2", proposal), 200);
        assertThat(given.now(two).stage()).isEqualTo(Stage.REFUNDED);
    }

    @Test
    void takesWhatTheFilterMeansAndNoMoreThanItCanAskAbout() {
        String vendor = vendor();
        Withdrawal first = given.requested(vendor, "100.00");
        for (int n = 0; n < Emergency.MOST; n++) {
            given.requested(vendor, "100.00");
        }
        Withdrawal other = given.approved(vendor, "200.00");
        given.requested(vendor(), "300.00");

        JsonNode all = filtered("{\"requester\": \"" + vendor + "\"}");
        assertThat(all.path("count").asInt()).isEqualTo(Emergency.MOST);
        assertThat(all.path("more").asInt()).isEqualTo(2);
        assertThat(all.path("items").path(0).path("reference").asText()).isEqualTo(first.reference());
        assertThat(filtered("{\"requester\": \"" + vendor + "\", \"stages\": [\"queued\"]}")
                        .path("items")
                        .path(0)
                        .path("reference")
                        .asText())
                .isEqualTo(other.reference());
        assertThat(filtered("{\"requester\": \"" + vendor + "\", \"provider\": \"sandbox\"}")
                        .path("count")
                        .asInt())
                .isOne();
        assertThat(filtered("{\"requester\": \"" + vendor + "\", \"requested_from\": \"2999-01-01T00:00:00Z\"}")
                        .path("count")
                        .asInt())
                .isZero();
        assertThat(filtered("{\"requester\": \"" + vendor + "\", \"requested_to\": \"2020-01-01T00:00:00Z\"}")
                        .path("count")
                        .asInt())
                .isZero();
        assertProblem(
                http.post(
                        "admin3",
                        PATH,
                        "{\"filter\": {\"requester\": \"nobody\"}, \"reason\": \"Why\", \"dry_run\": false}"),
                422,
                "nothing_to_refund");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} | filter",
                "{\"stages\": []} | filter.stages",
                "{\"stages\": [\"completed\"]} | filter.stages",
                "{\"stages\": [\"QUEUED\"]} | filter.stages",
                "{\"stages\": [null]} | filter.stages",
                "{\"requester\": \"\"} | filter.requester",
                "{\"requester\": \"a\\u0000\"} | filter.requester",
                "{\"provider\": \" \"} | filter.provider",
                "{\"requested_from\": \"yesterday\"} | filter.requested_from",
                "{\"requested_from\": \"2026-02-30T00:00:00Z\"} | filter.requested_from",
                "{\"requested_to\": \"+300000-01-01T00:00:00Z\"} | filter.requested_to",
                "{\"requested_to\": \"1700000000\"} | filter.requested_to"
            })
    void refusesAFilterThatMeansNothing(String row) {
        String[] parts = row.split(" \\| ");

        assertProblem(
                http.post("admin3", PATH, "{\"filter\": " + parts[0] + ", \"reason\": \"Why\", \"dry_run\": false}"),
                400,
                "validation_failed",
                parts[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"filter\": 7",
                "\"filter\": []",
                "\"filter\": {\"colour\": \"blue\"}",
                "\"filter\": {\"stages\": \"queued\"}",
                "\"filter\": {\"requester\": 7}",
                "\"filter\": {\"requested_from\": 1700000000}",
                "\"reference\": \"WTH-000000000000\", \"dry_run\": \"false\"",
                "\"reference\": \"WTH-000000000000\", \"dry_run\": 0"
            })
    void refusesWhatItCannotRead(String fields) {
        assertThat(http.post("admin3", PATH, "{" + fields + ", \"reason\": \"Why\"}")
                        .body()
                        .path("code")
                        .asText())
                .isEqualTo("malformed_request");
    }

    @Test
    void wantsEitherAReferenceOrAFilter() {
        assertProblem(http.post("admin3", PATH, "{\"reason\": \"Why\"}"), 400, "validation_failed", "reference");
        assertProblem(
                http.post(
                        "admin3",
                        PATH,
                        "{\"reference\": \"WTH-000000000000\", \"filter\": {\"requester\": \"x\"}, \"reason\": \"Why\"}"),
                400,
                "validation_failed",
                "reference");
        assertProblem(http.post("admin3", PATH, order("WTH-000000000000", true)), 404, "not_found");
        assertProblem(confirm("admin2", Long.MAX_VALUE), 404, "not_found");
        assertProblem(reject("admin2", Long.MAX_VALUE), 404, "not_found");
        assertProblem(http.get("admin2", PATH + Long.MAX_VALUE), 404, "not_found");
    }

    @Rounds(3)
    void refundsOnceWhenTwoConfirmAtTheSameMoment() {
        String vendor = vendor();
        Withdrawal withdrawal = given.approved(vendor, "500.00");
        long proposal = propose(withdrawal);

        Together.run(() -> confirm("admin2", proposal), () -> confirm("admin4", proposal));

        assertThat(given.balance(vendor)).isEqualTo("20000000.00");
        assertThat(trail(withdrawal)).singleElement().asString().startsWith("done ");
        assertThat(show(proposal).path("items").path(0).path("result").asText()).isEqualTo("refunded");
    }

    @Test
    void leavesAloneWhatTheProcessCannotEnd() {
        // Given a process that waits for no such message, as one of an earlier diagram
        Withdrawal withdrawal = given.approved(vendor(), "500.00");
        jdbc.sql("DELETE FROM act_ru_event_subscr WHERE proc_inst_id_ = ? AND event_name_ = 'Emergency refund ordered'")
                .param(withdrawal.processInstanceId())
                .update();
        long proposal = propose(withdrawal);

        JsonNode item = assertStatus(confirm("admin2", proposal), 200)
                .body()
                .path("items")
                .path(0);

        assertThat(item.path("result").asText()).isEqualTo("open");
        assertThat(item.path("reason").asText()).contains("Cockpit");
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
    }

    /** The judge is the sandbox's own book: what is in there was sent. */
    @Rounds(5)
    void neverBothSendsAndRefunds() {
        String vendor = vendor();
        Withdrawal withdrawal = given.approved(vendor, "500.00");
        long proposal = propose(withdrawal);

        Together.run(() -> given.runNextJob(withdrawal), () -> confirm("admin2", proposal));

        assertSentOrRefunded(withdrawal);
        // Whatever was left open by the collision is decided by confirming again.
        String result = resultOf(confirm("admin2", proposal));
        assertThat(result).isEqualTo(wasSent(withdrawal) ? "refused" : "refunded");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);
        assertSentOrRefunded(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(wasSent(withdrawal) ? Stage.COMPLETED : Stage.REFUNDED);
    }

    @Test
    void believesNoAnswerThatIsOlderThanTheLastCall() {
        Withdrawal withdrawal = failedUnheard();
        var asked = refunds.look(withdrawal.id(), "admin3");
        assertThat(asked.refundable()).isTrue();
        jdbc.sql("UPDATE payout_attempt SET sends = sends + 1 WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .update();

        given.as("admin2", Groups.BUSINESS_ADMINS, () -> assertThatThrownBy(
                        () -> transaction.execute(tx -> refunds.refund(asked, "admin3", "Why")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("moved on"));

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
    }

    @Test
    void isNotSentAnyMoreOnceItWentBack() {
        // Given a job that has looked whether the payout may be sent and is about to send it
        Withdrawal withdrawal = given.approved(vendor(), "500.00");
        long proposal = propose(withdrawal);
        bankers.beforeSending(
                () -> assertThat(resultOf(confirm("admin2", proposal))).isEqualTo("refunded"));

        assertThatThrownBy(() -> given.runNextJob(withdrawal)).isNotNull();

        assertThat(wasSent(withdrawal)).isFalse();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REFUNDED);
    }

    private void assertSentOrRefunded(Withdrawal withdrawal) {
        boolean refunded = given.now(withdrawal).stage() == Stage.REFUNDED;
        assertThat(wasSent(withdrawal) && refunded).isFalse();
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo(refunded ? "20000000.00" : "19999500.00");
    }

    private boolean wasSent(Withdrawal withdrawal) {
        return jdbc.sql("SELECT count(*) FROM sandbox_transfer WHERE reference = ?")
                        .param(given.payoutOf(withdrawal))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private String vendor() {
        return given.bareVendor("20000000.00");
    }

    private Withdrawal sent(String amount) {
        Withdrawal withdrawal = given.approved(vendor(), amount);
        given.runDueJobs(withdrawal);
        return withdrawal;
    }

    private Withdrawal approvedOnce() {
        Withdrawal withdrawal = given.requested(vendor(), "6000000.00");
        given.decide("admin1", withdrawal, APPROVE);
        return withdrawal;
    }

    private Withdrawal byHand(String amount) {
        Withdrawal withdrawal = given.requested(vendor(), amount);
        given.decide("admin1", withdrawal, APPROVE);
        given.decide("admin4", withdrawal, APPROVE);
        return withdrawal;
    }

    private Withdrawal recordedByHand() {
        Withdrawal withdrawal = byHand("13000000.00");
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "GTB-" + withdrawal.reference()));
        return withdrawal;
    }

    /** Accepted by Paystack, which has come to this since. */
    private Withdrawal atPaystack(String status) {
        bankers.use("paystack");
        TestServers.PAYSTACK.script(Given.ACCOUNT.accountNumber()).statuses("pending");
        Withdrawal withdrawal = sent("500.00");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        TestServers.PAYSTACK.move(given.payoutOf(withdrawal), status);
        return withdrawal;
    }

    private Withdrawal failedUnheard() {
        return atPaystack("failed");
    }

    private Withdrawal failedAfterSilence() {
        bankers.use("paystack");
        TestServers.PAYSTACK
                .script(Given.ACCOUNT.accountNumber())
                .onSend(Fault.ERROR_AFTER)
                .statuses("failed");
        return sent("500.00");
    }

    private Withdrawal held() {
        Withdrawal withdrawal = failedUnheard();
        given.later(Duration.ofSeconds(10), withdrawal);
        return withdrawal;
    }

    private Withdrawal refusedAtOnce() {
        bankers.use("paystack");
        TestServers.PAYSTACK.script(Given.ACCOUNT.accountNumber()).refuse(400, "Account number is invalid");
        return sent("500.00");
    }

    private Withdrawal failedOver() {
        bankers.use("paystack", "sandbox");
        TestServers.PAYSTACK.script(Given.ACCOUNT.accountNumber()).statuses("pending", "failed");
        Withdrawal withdrawal = sent("500.04");
        given.later(Duration.ofSeconds(10), withdrawal);
        given.later(Duration.ofMinutes(15), withdrawal);
        return withdrawal;
    }

    private Withdrawal mismatched() {
        bankers.use("paystack");
        TestServers.PAYSTACK.script(Given.ACCOUNT.accountNumber()).echo("amount", 1);
        return sent("500.00");
    }

    private Withdrawal forgotten() {
        Withdrawal withdrawal = sent("500.00");
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        return withdrawal;
    }

    /** As a crash between the commit and the call leaves it. */
    private Withdrawal beingSent() {
        Withdrawal withdrawal = given.approved(vendor(), "500.00");
        jdbc.sql("UPDATE payout_attempt SET state = 'sending', sends = 1, sent_at = now() WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .update();
        return withdrawal;
    }

    private Withdrawal investigated() {
        Withdrawal withdrawal = atPaystack("pending");
        for (int days = 0; days < 3; days++) {
            given.later(Duration.ofHours(24), withdrawal);
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.INVESTIGATING);
        return withdrawal;
    }

    private static String order(String reference, boolean dryRun) {
        return "{\"reference\": \"" + reference + "\", \"reason\": \"The provider is broken\", \"dry_run\": " + dryRun
                + "}";
    }

    private JsonNode dryRun(Withdrawal withdrawal) {
        return assertStatus(http.post("admin3", PATH, order(withdrawal.reference(), true)), 200)
                .body();
    }

    private JsonNode filtered(String filter) {
        return assertStatus(http.post("admin3", PATH, "{\"filter\": " + filter + ", \"reason\": \"Why\"}"), 200)
                .body();
    }

    private long propose(Withdrawal withdrawal) {
        return idOf(http.post("admin3", PATH, order(withdrawal.reference(), false)));
    }

    private static long idOf(Answer answer) {
        return assertStatus(answer, 201).body().path("proposal").path("id").asLong();
    }

    private Answer confirm(String admin, long proposal) {
        return http.post(admin, PATH + proposal + "/confirm/", null);
    }

    private Answer reject(String admin, long proposal) {
        return http.post(admin, PATH + proposal + "/reject/", "{\"reason\": \"Not needed\"}");
    }

    private JsonNode show(long proposal) {
        return assertStatus(http.get("admin1", PATH + proposal + "/"), 200).body();
    }

    private static String resultOf(Answer answer) {
        return assertStatus(answer, 200)
                .body()
                .path("items")
                .path(0)
                .path("result")
                .asText();
    }

    /** Outcome, actor and proposer of what the audit trail has of emergency refunds. */
    private List<String> trail(Withdrawal withdrawal) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', outcome, actor, after ->> 'proposed_by') FROM audit_event
                        WHERE subject_id = ? AND action = 'withdrawal.emergency_refund' ORDER BY id
                        """)
                .param(withdrawal.id().toString())
                .query(String.class)
                .list();
    }

    /** @param audience a person or a group */
    private List<String> told(String audience, String event) {
        return jdbc.sql("SELECT message FROM notification WHERE event = ? AND audience_id = ? ORDER BY id")
                .params(event, audience)
                .query(String.class)
                .list();
    }

    private static long minor(String amount) {
        return Long.parseLong(amount.replace(".", ""));
    }
}
