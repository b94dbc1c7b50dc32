package com.withdrawaldesk.payout.webhook;

import static com.withdrawaldesk.payout.webhook.Deliveries.completed;
import static com.withdrawaldesk.payout.webhook.Deliveries.signature;
import static com.withdrawaldesk.payout.webhook.Deliveries.transfer;
import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Forger.forge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.TestLimits;
import com.withdrawaldesk.base.throttle.Throttle;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.webhook.WebhookProperties.Flutterwave;
import com.withdrawaldesk.payout.webhook.WebhookProperties.Paystack;
import com.withdrawaldesk.payout.webhook.WebhookProperties.Webhook;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Interruption;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** From a provider's call to the question that it makes us ask. */
@DeskTest
class WebhookTest {

    private static final AtomicInteger ID = new AtomicInteger(1);
    private static final String PAYSTACK = "/api/webhooks/paystack/";

    @Autowired
    Throttle throttle;

    @Autowired
    TestLimits limits;

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    @Autowired
    Interruption interruption;

    @Autowired
    Statements statements;

    @Autowired
    WebhookWork work;

    @Autowired
    WebhookInbox inbox;

    @Autowired
    ManagementService management;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PaystackApproval approval;

    @Autowired
    WebhookMetrics metrics;

    @Autowired
    PayoutHints payoutHints;

    @Autowired
    Notifications notifications;

    @Autowired
    Wording wording;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    WebhookProperties properties;

    private Webhook listening;
    private Deliveries deliveries;
    private final String id = String.valueOf(ID.getAndIncrement());

    @BeforeEach
    void emptyTheInbox() {
        deliveries = new Deliveries(http, properties);
        listening = properties.webhook();
        jdbc.sql("DELETE FROM webhook_event").update();
    }

    @AfterEach
    void putBack() {
        clock.reset();
        interruption.forget();
        jdbc.sql("DELETE FROM webhook_event").update();
    }

    /** Ids begin anew in another mode, and after a provider has lost its books. */
    @Test
    void takesTheSameIdOfAnotherTransferOrModeForNews() {
        var source = new PaystackSource(properties);
        String live = Deliveries.transfer("7", "wd_1", "reversed", "100000");

        assertThat(keep(source, live)).isTrue();
        assertThat(keep(source, live)).as("the same").isFalse();
        assertThat(keep(source, live.replace("\"live\"", "\"test\"")))
                .as("another mode")
                .isTrue();
        assertThat(keep(source, live.replace("wd_1", "wd_2")))
                .as("another transfer")
                .isTrue();
    }

    /** A right signature of the provider's other mode or account, as when keys were mixed up. */
    @Test
    void suspectsAnEventOfAnotherModeAndTellsOnce() {
        Withdrawal withdrawal = sent("paystack");
        var source = new PaystackSource(
                new WebhookProperties(new WebhookProperties.Paystack("k", null, false, "test", "463433"), null, null));
        var work = new WebhookWork(inbox, List.of(source), payoutHints, notifications, wording, metrics, transactions);
        for (String status : List.of("success", "reversed")) {
            keep(source, Deliveries.transfer(id, payout(withdrawal), status, "5000000"));
            work.run();
        }

        assertThat(states()).containsExactly("suspicious", "suspicious");
        assertThat(alarms("webhook.suspicious", withdrawal.reference())).isOne();
    }

    private boolean keep(Source source, String body) {
        return inbox.keep(source, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
    }

    @Test
    void makesTheDeskAskTheProvider() {
        Withdrawal withdrawal = sent("paystack");

        assertThat(deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000")))
                .isEqualTo(200);
        assertThat(isAsked(withdrawal)).as("before the scheduler ran").isFalse();
        work.run();

        assertThat(states()).containsExactly("done");
        assertThat(isAsked(withdrawal)).isTrue();
        assertThat(given.now(withdrawal).stage()).as("an event is not believed").isEqualTo(Stage.SENT);
        assertThat(isPaidBy("sandbox", withdrawal)).isTrue();
    }

    @Test
    void hearsFlutterwaveInNaira() {
        Withdrawal withdrawal = sent("flutterwave");

        assertThat(deliveries.flutterwave(completed(id, payout(withdrawal), "SUCCESSFUL", "50000.00")))
                .isEqualTo(200);
        work.run();

        assertThat(states()).containsExactly("done");
        assertThat(isAsked(withdrawal)).isTrue();
    }

    @Test
    void takesAnEventTenTimesForOne() {
        Withdrawal withdrawal = sent("paystack");
        double before = counted("desk.webhooks.duplicates");

        for (int i = 0; i < 10; i++) {
            assertThat(deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000")))
                    .isEqualTo(200);
            work.run();
        }

        assertThat(states()).containsExactly("done");
        assertThat(counted("desk.webhooks.duplicates") - before).isEqualTo(9);
        assertThat(management
                        .createJobQuery()
                        .processInstanceId(withdrawal.processInstanceId())
                        .activityId("serviceTask_checkPayout")
                        .count())
                .isOne();
    }

    @Test
    void takesAnEventFromManyAtOnceForOne() {
        String event = transfer(id, "wd_nobody", "success", "1");

        List<Throwable> failures = Together.run(Collections.nCopies(
                32, () -> assertThat(deliveries.paystack(event)).isEqualTo(200)));

        assertThat(failures).containsOnlyNulls();
        assertThat(states()).containsExactly("new");
    }

    @Test
    void costsOneStatementNewOrNot() {
        String event = transfer(id, payout(sent("paystack")), "success", "5000000");
        String approval = transferOf(sent("paystack"));

        assertThat(statements.during(() -> deliveries.paystack(event))).hasSize(1);
        assertThat(statements.during(() -> deliveries.paystack(event))).hasSize(1);
        assertThat(statements.during(() -> ask(approval))).hasSize(1);
    }

    @Test
    void keepsTwoStatusesOfOneTransferApart() {
        Withdrawal withdrawal = sent("paystack");
        deliveries.paystack(transfer(id, payout(withdrawal), "reversed", "5000000"));
        deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000"));

        work.run();

        assertThat(states()).containsExactly("done", "done");
        assertThat(isPaidBy("sandbox", withdrawal))
                .as("what counts is the provider's answer")
                .isTrue();
    }

    @Test
    void asksWhenAPaidPayoutIsSaidToHaveComeBack() {
        Withdrawal withdrawal = sent("paystack");
        assertThat(isPaidBy("sandbox", withdrawal)).isTrue();
        at("paystack", withdrawal);

        deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000"));
        work.run();
        assertThat(reversals(withdrawal)).as("nothing new").isZero();
        deliveries.paystack(transfer(id, payout(withdrawal), "reversed", "5000000"));
        work.run();

        assertThat(reversals(withdrawal)).isOne();
        assertThat(states()).containsExactly("done", "done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "2f966e53c5eaa6dc6699105e386545b9"})
    void refusesAWrongSignatureAndKeepsNothing(String signature) {
        double before = counted("desk.webhooks.rejected");
        long auditedBefore = audited();

        assertProblem(
                http.post(null, PAYSTACK, transfer(id, "wd_1", "success", "1"), "x-paystack-signature", signature),
                401,
                "unauthorized");
        assertProblem(http.post(null, PAYSTACK, transfer(id, "wd_1", "success", "1")), 401, "unauthorized");
        assertProblem(http.post("admin1", PAYSTACK, "{}"), 401, "unauthorized");
        assertProblem(http.post(null, "/api/webhooks/flutterwave/", "{}", "verif-hash", "no"), 401, "unauthorized");

        assertThat(states()).isEmpty();
        assertThat(counted("desk.webhooks.rejected") - before).isEqualTo(4);
        assertThat(audited()).as("strangers do not fill the audit trail").isEqualTo(auditedBefore);
    }

    @Test
    void acceptsThePreviousSecretWhileItIsRotated() {
        byte[] body = transfer(id, "wd_1", "success", "1").getBytes(StandardCharsets.UTF_8);

        assertThat(deliveries.post(
                        PAYSTACK,
                        body,
                        "x-paystack-signature",
                        signature(properties.paystack().previousSecretKey(), body)))
                .isEqualTo(200);
        assertThat(deliveries.post(
                        "/api/webhooks/flutterwave",
                        "{}".getBytes(),
                        "verif-hash",
                        properties.flutterwave().previousSecretHash()))
                .isEqualTo(200);
        assertThat(states()).containsExactly("new", "ignored");
    }

    @Test
    void worksWithAndWithoutTheSlash() {
        byte[] body = "{}".getBytes();
        for (String path : List.of(
                "/api/webhooks/paystack", PAYSTACK, "/api/webhooks/flutterwave", "/api/webhooks/flutterwave/")) {
            assertThat(deliveries.post(
                            path,
                            body,
                            "x-paystack-signature",
                            signature(properties.paystack().secretKey(), body),
                            "flutterwave-signature",
                            properties.flutterwave().secretHash()))
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void limitsTheBodyTo64Kilobytes() {
        byte[] most = ("{\"event\":\"" + "x".repeat(64 * 1024 - 12) + "\"}").getBytes();
        byte[] tooMuch = ("{\"event\":\"" + "x".repeat(64 * 1024 - 11) + "\"}").getBytes();
        assertThat(most).hasSize(64 * 1024);

        assertThat(deliveries.post(
                        PAYSTACK,
                        most,
                        "x-paystack-signature",
                        signature(properties.paystack().secretKey(), most)))
                .isEqualTo(200);
        assertThat(deliveries.post(
                        PAYSTACK,
                        tooMuch,
                        "x-paystack-signature",
                        signature(properties.paystack().secretKey(), tooMuch)))
                .isEqualTo(413);
        assertProblem(http.postChunked(null, PAYSTACK, new String(tooMuch)), 413, "body_too_large");
        assertThat(states()).containsExactly("ignored");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"text\"",
                "{",
                "{\"a\": 1} x",
                "{\"event\": \"a\", \"event\": \"b\"}",
                "<html>Bad gateway</html>",
                "event=transfer.success",
                "{}",
                "{\"event\": 7, \"data\": []}",
                "{\"event\": \"transfer.success\", \"data\": {\"id\": 1, \"status\": \"success\", \"reference\": \"\"}}",
                "{\"event\": \"transfer.success\", \"data\": {\"reference\": \"a\\u0000\\ud800b\", \"amount\": 1e999999}}",
                "{\"event\": \"transfer.success\", \"data\": {\"id\": {}, \"reference\": \"r\", \"amount\": NaN}}",
                "\u0000"
            })
    void keepsSignedNonsense(String body) {
        assertThat(deliveries.paystack(body)).isEqualTo(200);
        assertThat(deliveries.paystack(body)).isEqualTo(200);

        work.run();

        assertThat(states()).hasSize(1).first().isIn("ignored", "unmatched");
    }

    @Test
    void survivesDeepJson() {
        assertThat(deliveries.paystack("{\"data\":".repeat(5000) + "1" + "}".repeat(5000)))
                .isEqualTo(200);
        assertThat(deliveries.paystack("{\"data\":".repeat(900) + "1" + "}".repeat(900)))
                .isEqualTo(200);
        assertThat(states()).containsExactly("ignored", "ignored");
    }

    @ParameterizedTest
    @CsvSource({
        "transfer.pending, pending",
        "charge.success, success",
        "paymentrequest.success, success",
        "subscription.create, active"
    })
    void keepsButIgnoresEventsWithoutNewsOfATransfer(String event, String status) {
        Withdrawal withdrawal = sent("paystack");

        assertThat(deliveries.paystack(
                        transfer(id, payout(withdrawal), status, "5000000").replaceFirst("transfer\\.\\w+", event)))
                .isEqualTo(200);
        work.run();

        assertThat(states()).containsExactly("ignored");
        assertThat(isAsked(withdrawal)).isFalse();
    }

    @Test
    void checksTheBytesAndNotWhatTheyMean() throws Exception {
        String unicode = transfer(id, "wd_1", "success", "1").replace("GTBank", "Bánk ₦ 𐐷 é e\u0301");
        byte[] latin = unicode.getBytes(StandardCharsets.ISO_8859_1);
        byte[] wide = unicode.getBytes(StandardCharsets.UTF_16);
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(unicode.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(signedWith(unicode.getBytes(StandardCharsets.UTF_8), "application/json; charset=ISO-8859-1"))
                .isEqualTo(200);
        assertThat(signedWith(latin, "application/json; charset=UTF-8")).isEqualTo(200);
        assertThat(signedWith(wide, "text/plain")).isEqualTo(200);
        assertThat(signedWith(zipped.toByteArray(), "application/json", "Content-Encoding", "gzip"))
                .isEqualTo(200);

        assertThat(jdbc.sql("SELECT body -> 'data' -> 'recipient' -> 'details' ->> 'bank_name' FROM webhook_event"
                                + " WHERE body IS NOT NULL ORDER BY id LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("Bánk ₦ 𐐷 é e\u0301");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/html",
                "application/xml",
                "nonsense",
                "application/json;charset=nonsense"
            })
    void doesNotMindTheContentType(String type) {
        byte[] body = "a=1&event=%7B%7D&é".getBytes(StandardCharsets.UTF_8);

        assertThat(signedWith(body, type)).isEqualTo(200);
        body[0]++;
        assertThat(deliveries.post(
                        PAYSTACK,
                        body,
                        "Content-Type",
                        type,
                        "x-paystack-signature",
                        signature(properties.paystack().secretKey(), "a".getBytes())))
                .isEqualTo(401);
    }

    @Test
    void keepsNoNameAndNoAccountNumber() {
        deliveries.paystack(transfer(id, "wd_1", "success", "1"));
        deliveries.paystack(transfer(id, "wd_1", "failed", "1")
                .replace("\"account_number\": \"0123456789\"", "\"account_number\": 1234567890"));
        deliveries.flutterwave(completed(id, "wd_1", "FAILED", "1"));

        String kept = String.join(
                "\n",
                jdbc.sql("SELECT e::text FROM webhook_event e ORDER BY id")
                        .query(String.class)
                        .list());

        assertThat(kept)
                .contains("******6789", "******7890", "Sent to ******6789", "110006200000000000000000000001", "GTBank")
                .doesNotContain("0123456789", "1234567890", "Tech Store", "Ada Obi", "Our Market");
    }

    @ParameterizedTest
    @CsvSource({
        "5000001, NGN, the amount is not what was ordered",
        "50000.00, NGN, the amount is not what was ordered",
        "null, NGN, the amount is not what was ordered",
        "5000000, GHS, the currency is not what was ordered"
    })
    void doubtsWhatContradictsTheOrderAndSaysSoOnce(String amount, String currency, String doubt) {
        Withdrawal withdrawal = sent("paystack");
        String event = transfer(id, payout(withdrawal), "success", amount).replace("NGN", currency);

        assertThat(deliveries.paystack(event)).isEqualTo(200);
        work.run();
        assertThat(deliveries.paystack(event.replace("success", "failed"))).isEqualTo(200);
        work.run();

        assertThat(states()).containsExactly("suspicious", "suspicious");
        assertThat(notes()).containsOnly(doubt);
        assertThat(alarms("webhook.suspicious", withdrawal.reference())).isOne();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        assertThat(isAsked(withdrawal)).as("the provider is asked all the same").isTrue();
    }

    @Test
    void doubtsAProviderThatDoesNotHaveThePayout() {
        Withdrawal withdrawal = sent("flutterwave");

        deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000"));
        work.run();

        assertThat(notes()).containsExactly("the payout is not with this provider");
    }

    @Test
    void waitsForAReferenceThatIsNotKnownYet() {
        Withdrawal withdrawal = sent("paystack");
        String reference = payout(withdrawal);
        rename(reference, reference + "x");
        deliveries.paystack(transfer(id, reference, "success", "5000000"));

        work.run();
        assertThat(states()).containsExactly("unmatched");
        work.run();
        assertThat(attempts()).as("not before its time").isOne();
        rename(reference + "x", reference);
        clock.advance(Duration.ofSeconds(2));
        work.run();

        assertThat(states()).containsExactly("done");
        assertThat(isAsked(withdrawal)).isTrue();
    }

    @Test
    void givesUpAnUnknownReferenceAfterThreeDaysAndSaysSoOnce() {
        String reference = "wd_" + UUID.randomUUID().toString().replace("-", "");
        deliveries.paystack(transfer(id, reference, "success", "5000000"));
        deliveries.paystack(transfer(id, reference, "reversed", "5000000"));
        double before = counted("desk.webhooks.unmatched");

        int hours = 0;
        work.run();
        while (states().contains("unmatched")) {
            clock.advance(Duration.ofHours(1));
            work.run();
            hours++;
        }

        assertThat(hours).isEqualTo(72);
        assertThat(states()).containsExactly("given_up", "given_up");
        assertThat(alarms("webhook.given_up", reference)).isOne();
        assertThat(counted("desk.webhooks.unmatched") - before).isEqualTo(2);
    }

    @Test
    void growsItsPausesWhileNothingMatches() {
        deliveries.paystack(transfer(id, "wd_nobody", "success", "1"));
        work.run();

        for (Duration pause :
                List.of(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2))) {
            int before = attempts();
            clock.advance(pause.minusSeconds(1));
            work.run();
            assertThat(attempts()).as("before " + pause).isEqualTo(before);
            clock.advance(Duration.ofSeconds(1));
            work.run();
            assertThat(attempts()).as("after " + pause).isEqualTo(before + 1);
        }
    }

    @Test
    void triesAgainWhenTheProcessMovesAtTheSameMoment() {
        Withdrawal withdrawal = sent("paystack");
        String timer = management
                .createJobQuery()
                .processInstanceId(withdrawal.processInstanceId())
                .timers()
                .singleResult()
                .getId();
        deliveries.paystack(transfer(id, payout(withdrawal), "success", "5000000"));
        // The time to ask comes while the event has moved the token and has not committed.
        interruption.at("intermediateCatchEvent_payoutResultReceived", "end", () -> CompletableFuture.runAsync(
                        () -> management.executeJob(timer))
                .orTimeout(30, TimeUnit.SECONDS)
                .join());

        work.run();
        assertThat(states()).as("rolled back by the engine").containsExactly("new");
        assertThat(attempts()).isOne();
        assertThat(isAsked(withdrawal)).as("by the timer").isTrue();
        clock.advance(Duration.ofSeconds(2));
        work.run();

        assertThat(states()).containsExactly("done");
        assertThat(isPaidBy("sandbox", withdrawal)).isTrue();
    }

    @Test
    void doesNotWaitLongForAPayoutThatIsBeingWorkedOn() {
        Withdrawal withdrawal = sent("paystack");
        String reference = payout(withdrawal);
        deliveries.paystack(transfer(id, reference, "success", "5000000"));

        transaction.executeWithoutResult(tx -> {
            jdbc.sql("SET LOCAL idle_in_transaction_session_timeout = 0").update();
            jdbc.sql("SELECT id FROM payout_attempt WHERE reference = ? FOR UPDATE")
                    .param(reference)
                    .query(Long.class)
                    .single();
            CompletableFuture.runAsync(work::run)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        });

        assertThat(states()).containsExactly("new");
        clock.advance(Duration.ofSeconds(2));
        work.run();
        assertThat(states()).containsExactly("done");
    }

    @Test
    void sharesTheWorkBetweenNodes() {
        for (int i = 0; i < 40; i++) {
            deliveries.paystack(transfer(id + "00" + i, "wd_nobody", "success", "1"));
        }

        assertThat(Together.run(Collections.nCopies(4, work::run))).containsOnlyNulls();
        work.run();

        assertThat(jdbc.sql("SELECT sum(attempts) FROM webhook_event")
                        .query(Integer.class)
                        .single())
                .isEqualTo(40);
    }

    @Test
    void removesWhatWasSettledLongAgoAndNothingElse() {
        deliveries.paystack("{}");
        deliveries.paystack(transfer(id, "wd_nobody", "success", "1"));

        clock.advance(Duration.ofDays(89));
        assertThat(inbox.clean()).isZero();
        clock.advance(Duration.ofDays(2));
        assertThat(inbox.clean()).isOne();

        assertThat(states()).containsExactly("new");
    }

    @Test
    void letsInOnlyTheAddressesOfAProviderWhenTheyAreGiven() {
        byte[] body = "{}".getBytes();
        String[] signed = {
            "x-paystack-signature", signature(properties.paystack().secretKey(), body)
        };

        assertThat(deliveries.post(PAYSTACK, body, signed)).isEqualTo(200);
        assertThat(deliveries.post(PAYSTACK, body, signed[0], signed[1], "X-Forwarded-For", "52.31.139.75"))
                .isEqualTo(200);
        assertProblem(
                http.post(null, PAYSTACK, "{}", signed[0], signed[1], "X-Forwarded-For", "203.0.113.7"),
                403,
                "forbidden");
        assertProblem(
                http.post(null, PAYSTACK, "{}", signed[0], signed[1], "X-Forwarded-For", "2001:db8::1"),
                403,
                "forbidden");
        // A stranger's own header stands left of what the trusted proxy adds.
        assertProblem(
                http.post(null, PAYSTACK, "{}", signed[0], signed[1], "X-Forwarded-For", "52.31.139.75, 203.0.113.7"),
                403,
                "forbidden");
        assertThat(deliveries.post(
                        "/api/webhooks/flutterwave/",
                        body,
                        "verif-hash",
                        properties.flutterwave().secretHash(),
                        "X-Forwarded-For",
                        "203.0.113.7"))
                .isEqualTo(200);
    }

    @Test
    void isNotThereWithoutASecretOrUnlessItIsWanted() {
        WebhookController silent = controller(
                new WebhookProperties(new Paystack(" ", null, true, null, null), new Flutterwave("", null), listening));
        WebhookController unasked = controller(new WebhookProperties(
                new Paystack(properties.paystack().secretKey(), null, false, null, null),
                new Flutterwave(null, null),
                listening));
        var request = new MockHttpServletRequest("POST", PAYSTACK);
        request.addHeader(
                "x-paystack-signature", signature(properties.paystack().secretKey(), new byte[0]));
        request.addHeader("verif-hash", "");

        assertNothingIsThere(() -> silent.paystack(request));
        assertNothingIsThere(() -> silent.approve(request));
        assertNothingIsThere(() -> silent.flutterwave(request));
        assertNothingIsThere(() -> unasked.approve(request));
        assertThat(states()).isEmpty();
    }

    private static void assertNothingIsThere(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code())
                .isEqualTo(Code.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"paystack.co", "52.31.139.75/33", "300.1.1.1", "nonsense"})
    void doesNotStartWithAnAddressThatIsNone(String address) {
        var settings = new Webhook(
                Map.of("paystack", List.of(address)),
                listening.batchSize(),
                listening.retryDelays(),
                listening.giveUpAfter(),
                listening.lockTimeout(),
                listening.keepFor());

        assertThatThrownBy(() ->
                        controller(new WebhookProperties(properties.paystack(), properties.flutterwave(), settings)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNotFilledByWhoeverCannotSign() throws Exception {
        WebhookController controller = controller(properties);
        String stranger = "203.0.113.77";
        assertThatThrownBy(() -> controller.flutterwave(from(stranger, "wrong")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.UNAUTHORIZED));

        limits.exhaustAddress(Limit.WEBHOOKS, stranger);

        assertThatThrownBy(() -> controller.flutterwave(from(stranger, "wrong")))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
                    assertThat(refusal.retryAfter()).isPositive();
                });
        assertThatThrownBy(() -> controller.flutterwave(from("203.0.113.78", "wrong")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.UNAUTHORIZED));
        controller.flutterwave(from(stranger, properties.flutterwave().secretHash()));
    }

    private static MockHttpServletRequest from(String address, String hash) {
        var request = new MockHttpServletRequest("POST", "/api/webhooks/flutterwave");
        request.setRemoteAddr(address);
        request.addHeader("verif-hash", hash);
        request.setContent("{\"event\": \"transfer.completed\", \"data\": {}}".getBytes(StandardCharsets.UTF_8));
        return request;
    }

    private WebhookController controller(WebhookProperties with) {
        return new WebhookController(
                new PaystackSource(with),
                new FlutterwaveSource(with, new Amounts("NGN")),
                approval,
                inbox,
                metrics,
                with,
                throttle,
                new ObjectMapper(),
                clock);
    }

    @Test
    void showsWhatCameToAdminsAndOperations() {
        String reference = "wd_" + UUID.randomUUID();
        deliveries.paystack(transfer(id, reference, "success", "1"));
        deliveries.paystack(transfer(id, reference, "failed", "1"));
        deliveries.paystack("nonsense");
        work.run();

        for (String who : List.of("admin1", "operator1")) {
            JsonNode page = assertStatus(
                            http.get(who, "/api/admin/finance/webhooks/?state=unmatched&reference=" + reference), 200)
                    .body();
            assertThat(page.path("results")).hasSize(2);
            JsonNode newest = page.path("results").path(0);
            assertThat(newest.path("event").asText()).isEqualTo("transfer.failed");
            assertThat(newest.path("note").asText()).isEqualTo("reference not known");
            assertThat(newest.at("/body/data/recipient/details/account_number").asText())
                    .isEqualTo("******6789");
        }
        assertThat(http.get("operator1", "/api/admin/finance/webhooks/?state=ignored")
                        .body()
                        .path("results"))
                .hasSize(1);
        assertProblem(http.get("operator1", "/api/admin/finance/payments/"), 403, "forbidden");
    }

    @Test
    void measuresWhatIsOpen() {
        deliveries.paystack(transfer(id, "wd_nobody", "success", "1"));
        clock.advance(Duration.ofMinutes(10));

        assertThat(gauge("desk.webhooks.oldest.seconds")).isBetween(590.0, 660.0);
        assertThat(meters.get("desk.webhooks.open").tag("state", "new").gauge().value())
                .isOne();
        work.run();
        assertThat(gauge("desk.webhooks.oldest.seconds")).isZero();
        assertThat(meters.get("desk.webhooks.open")
                        .tag("state", "unmatched")
                        .gauge()
                        .value())
                .isOne();
    }

    @Test
    void approvesATransferThatWeSent() {
        Withdrawal withdrawal = sent("paystack");
        for (String state : List.of("sending", "sent", "unknown")) {
            state(withdrawal, state);
            assertThat(ask(transferOf(withdrawal))).as(state).isEqualTo(200);
            assertThat(ask("{\"event\": \"transfer\", \"data\": " + transferOf(withdrawal) + "}"))
                    .as("in an envelope")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5000000, 5000001, the amount is not what was ordered",
        "5000000, 50000.00, the amount is not what was ordered",
        "NGN, USD, the currency is not what was ordered",
        "0123456789, 9876543210, the account is not the approved one",
        "'\"058\"', '\"044\"', the account is not the approved one",
        "recipient, receiver, the account is not the approved one",
        "wd_, wx_, reference not known",
        "wd_, wd_\\u0000, reference not known",
        "wd_, wd_\\ud800, reference not known",
        "reference, referrer, reference not known",
        "'{', nonsense, reference not known"
    })
    void rejectsATransferThatIsNotWhatWasApproved(String what, String by, String why) {
        Withdrawal withdrawal = sent("paystack");

        assertThat(ask(transferOf(withdrawal).replaceFirst(Pattern.quote(what), Matcher.quoteReplacement(by))))
                .isEqualTo(400);

        assertThat(lastRefusal()).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepared", "failed", "paid", "reversed", "review"})
    void rejectsATransferThatIsNotUnderWay(String state) {
        Withdrawal withdrawal = sent("paystack");
        state(withdrawal, state);

        assertThat(ask(transferOf(withdrawal))).isEqualTo(400);

        assertThat(lastRefusal()).isEqualTo("the payout is not being sent, or was stopped");
    }

    @Test
    void rejectsATransferThatAnotherProviderHas() {
        assertThat(ask(transferOf(sent("flutterwave")))).isEqualTo(400);

        assertThat(lastRefusal()).isEqualTo("the payout is not with this provider");
    }

    @Test
    void asksForASignatureBeforeItApproves() {
        String transfer = transferOf(sent("paystack"));

        assertProblem(http.post(null, "/api/webhooks/paystack/approval/", transfer), 401, "unauthorized");
        assertProblem(
                http.post(
                        null,
                        "/api/webhooks/paystack/approval/",
                        "{}",
                        "x-paystack-signature",
                        signature(properties.paystack().secretKey(), "{}".getBytes())),
                400,
                "transfer_not_approved");
    }

    private Withdrawal sent(String provider) {
        Withdrawal withdrawal = given.approved(given.bareVendor("50000.00"), "50000.00");
        given.runNextJob(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        at(provider, withdrawal);
        return withdrawal;
    }

    private void at(String provider, Withdrawal withdrawal) {
        forge(
                "payout_attempt",
                "UPDATE payout_attempt SET provider = ? WHERE withdrawal_id = ?",
                provider,
                withdrawal.id());
    }

    private void state(Withdrawal withdrawal, String state) {
        jdbc.sql("UPDATE payout_attempt SET state = ? WHERE withdrawal_id = ?")
                .params(state, withdrawal.id())
                .update();
    }

    private void rename(String from, String to) {
        forge("payout_attempt", "UPDATE payout_attempt SET reference = ? WHERE reference = ?", to, from);
    }

    private String payout(Withdrawal withdrawal) {
        return given.payoutOf(withdrawal);
    }

    private boolean isAsked(Withdrawal withdrawal) {
        return management
                        .createJobQuery()
                        .processInstanceId(withdrawal.processInstanceId())
                        .activityId("serviceTask_checkPayout")
                        .count()
                == 1;
    }

    private boolean isPaidBy(String provider, Withdrawal withdrawal) {
        at(provider, withdrawal);
        given.later(Duration.ofSeconds(15), withdrawal);
        return given.now(withdrawal).stage() == Stage.COMPLETED;
    }

    private long reversals(Withdrawal withdrawal) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("payout-reversal")
                .processInstanceBusinessKey(withdrawal.reference())
                .count();
    }

    private String transferOf(Withdrawal withdrawal) {
        try {
            return new ObjectMapper()
                    .readTree(transfer(id, payout(withdrawal), "received", "5000000"))
                    .path("data")
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int ask(String transfer) {
        byte[] body = transfer.getBytes(StandardCharsets.UTF_8);
        return deliveries.post(
                "/api/webhooks/paystack/approval/",
                body,
                "x-paystack-signature",
                signature(properties.paystack().secretKey(), body));
    }

    private String lastRefusal() {
        return jdbc.sql(
                        "SELECT reason FROM audit_event WHERE action = 'payout.approval_asked' ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }

    private int signedWith(byte[] body, String type, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(
                "Content-Type",
                type,
                "x-paystack-signature",
                signature(properties.paystack().secretKey(), body)));
        return deliveries.post(PAYSTACK, body, all.toArray(String[]::new));
    }

    private List<String> states() {
        return jdbc.sql("SELECT state FROM webhook_event ORDER BY id")
                .query(String.class)
                .list();
    }

    private List<String> notes() {
        return jdbc.sql("SELECT note FROM webhook_event ORDER BY id")
                .query(String.class)
                .list();
    }

    private int attempts() {
        return jdbc.sql("SELECT max(attempts) FROM webhook_event")
                .query(Integer.class)
                .single();
    }

    private long alarms(String event, String reference) {
        return jdbc.sql("""
                        SELECT count(*) FROM notification
                        WHERE event = ? AND metadata ->> 'reference' = ? AND audience_id = 'operations'
                        """).params(event, reference).query(Long.class).single();
    }

    private long audited() {
        return jdbc.sql("SELECT count(*) FROM audit_event").query(Long.class).single();
    }

    private double counted(String name) {
        return meters.find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
