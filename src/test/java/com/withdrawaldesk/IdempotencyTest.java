package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.wallet.OwnerType;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A request that is repeated with its key has one effect and one answer. */
@DeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {

    private static final String REQUEST = "/api/vendor/wallet/request-withdrawal/";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    JdbcClient jdbc;

    /** A request, and another one of the same user that must not take its key. */
    record Call(String user, String path, String body, String otherPath, String otherBody) {

        Call(String user, String path, String body, String otherBody) {
            this(user, path, body, path, otherBody);
        }

        @Override
        public String toString() {
            return path;
        }
    }

    Stream<Call> calls() {
        String vendor = given.vendor("5000.00");
        String customer = given.customer("5000.00");
        String account = "\"bank_name\": \"GTBank\", \"account_number\": \"%s\", \"account_name\": \"John Doe\"";
        String approved = given.requested(vendor, "100.00").reference();
        String rejected = given.requested(vendor, "100.00").reference();
        String cancelled = given.requested(vendor, "100.00").reference();
        String open = given.requested(vendor, "100.00").reference();
        String cancel = "/api/vendor/wallet/withdrawals/%s/cancel/";
        return Stream.of(
                new Call(vendor, REQUEST, request("100.00", "4719"), request("101.00", "4719")),
                new Call(
                        customer,
                        "/api/customer/wallet/request-withdrawal/",
                        "{\"amount\": 100, \"pin\": \"4719\", " + account.formatted("0123456789") + "}",
                        "{\"amount\": 100, \"pin\": \"4719\", " + account.formatted("9876543210") + "}"),
                new Call(
                        "admin1",
                        "/api/admin/finance/approve-withdrawal/",
                        "{\"reference\": \"%s\"}".formatted(approved),
                        "{\"reference\": \"%s\"}".formatted(open)),
                new Call(
                        "admin1",
                        "/api/admin/finance/reject-withdrawal/",
                        "{\"reference\": \"%s\", \"reason\": \"No\"}".formatted(rejected),
                        "{\"reference\": \"%s\", \"reason\": \"No.\"}".formatted(rejected)),
                new Call(vendor, cancel.formatted(cancelled), null, cancel.formatted(open), null),
                new Call(
                        "admin1",
                        "/api/admin/finance/trigger-payout/",
                        "{\"vendor\": \"%s\", \"amount\": 100}".formatted(vendor),
                        "{\"vendor\": \"%s\"}".formatted(vendor)),
                new Call(
                        "marketplace",
                        "/api/platform/wallets/" + vendor + "/credit/",
                        "{\"amount\": 90, \"gross_amount\": 100, \"commission_amount\": 10, \"description\": \"Sale 7\"}",
                        "{\"amount\": 100, \"gross_amount\": 100, \"description\": \"Sale 7\"}"),
                new Call(
                        "marketplace",
                        "/api/platform/wallets/",
                        "{\"owner\": \"new%s\", \"owner_type\": \"vendor\", \"display_name\": \"New\"}"
                                .formatted(vendor),
                        "{\"owner\": \"new%s\", \"owner_type\": \"customer\", \"display_name\": \"New\"}"
                                .formatted(vendor)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void givesTheStoredAnswerToARepetitionAndDoesNothing(Call call) {
        String key = newKey();
        Answer first = http.post(call.user(), call.path(), call.body(), "Idempotency-Key", key);
        assertThat(first.status()).as(first.body().toString()).isIn(200, 201);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        long effects = effects();

        for (String path : List.of(call.path(), call.path().replaceAll("/$", ""))) {
            Answer again = http.post(call.user(), path, call.body(), "Idempotency-Key", key);

            assertStatus(again, first.status());
            assertThat(again.bytes()).isEqualTo(first.bytes());
            assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        }
        assertThat(effects()).isEqualTo(effects);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void refusesTheKeyOfAnotherRequest(Call call) {
        String key = newKey();
        http.post(call.user(), call.path(), call.body(), "Idempotency-Key", key);
        long effects = effects();

        assertProblem(
                http.post(call.user(), call.otherPath(), call.otherBody(), "Idempotency-Key", key),
                422,
                "idempotency_key_reused");
        assertThat(effects()).isEqualTo(effects);
    }

    @Test
    void refusesTheKeyOfARequestToAnotherAddress() {
        String key = newKey();
        String vendor = given.vendor("500.00");
        String reference = given.requested(vendor, "100.00").reference();
        assertStatus(http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key), 201);

        assertProblem(
                http.post(
                        vendor,
                        "/api/vendor/wallet/withdrawals/" + reference + "/cancel/",
                        null,
                        "Idempotency-Key",
                        key),
                422,
                "idempotency_key_reused");
    }

    @Test
    void keepsTheKeysOfUsersApart() {
        String key = newKey();
        String one = given.vendor("500.00");
        String other = given.vendor("500.00");

        Answer first = http.post(one, REQUEST, request("100.00", "4719"), "Idempotency-Key", key);
        Answer second = http.post(other, REQUEST, request("100.00", "4719"), "Idempotency-Key", key);

        assertStatus(first, 201);
        assertStatus(second, 201);
        assertThat(second.header("Idempotency-Replayed")).isNull();
        assertThat(second.body()).isNotEqualTo(first.body());
        assertThat(given.balance(other)).isEqualTo("400.00");
    }

    @Test
    void takesAQuotedKeyForTheSame() {
        String key = newKey();
        String vendor = given.vendor("500.00");
        http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key);

        Answer again = http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", '"' + key + '"');

        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void leavesThePinOutOfTheComparison() {
        String key = newKey();
        String vendor = given.vendor("500.00");
        Answer first = http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key);

        Answer again = http.post(vendor, REQUEST, request("100.00", "9174"), "Idempotency-Key", key);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(jdbc.sql("SELECT attempts FROM payment_pin WHERE user_id = ?")
                        .param(vendor)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void canUseTheKeyAgainAfterAWrongPin() {
        String key = newKey();
        String vendor = given.vendor("500.00");
        assertProblem(
                http.post(vendor, REQUEST, request("100.00", "9174"), "Idempotency-Key", key), 403, "pin_incorrect");

        Answer right = http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key);

        assertStatus(right, 201);
        assertThat(right.header("Idempotency-Replayed")).isNull();
    }

    @Test
    void canUseTheKeyAgainAfterARefusal() {
        String key = newKey();
        String vendor = given.vendor("50.00");
        assertProblem(
                http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key),
                422,
                "insufficient_balance");
        assertStatus(credit(vendor, "50.00", "Idempotency-Key", newKey()), 201);

        assertStatus(http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key), 201);
    }

    @Test
    void creditsNothingWithoutAKey() {
        String vendor = given.vendor("0.00");

        assertProblem(credit(vendor, "50.00"), 400, "idempotency_key_invalid");
        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with space inside", "semi;colon;s", "\"unclosed", "''quoted''"})
    void refusesAMalformedKey(String key) {
        String vendor = given.vendor("0.00");

        assertProblem(credit(vendor, "50.00", "Idempotency-Key", key), 400, "idempotency_key_invalid");
    }

    @Test
    void doesParallelTwinsOnce() throws Exception {
        String key = newKey();
        String vendor = given.vendor("5000.00");

        List<Answer> answers =
                inParallel(20, () -> http.post(vendor, REQUEST, request("100.00", "4719"), "Idempotency-Key", key));

        assertThat(given.balance(vendor)).isEqualTo("4900.00");
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201 && answer.header("Idempotency-Replayed") == null))
                .hasSize(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(Answer::body)
                        .distinct())
                .hasSize(1);
        for (Answer answer : answers) {
            if (answer.status() != 201) {
                assertProblem(answer, 409, "request_in_progress");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            }
        }
    }

    @Test
    void creditsParallelTwinsOnce() throws Exception {
        String key = newKey();
        String vendor = given.vendor("0.00");

        List<Answer> answers = inParallel(20, () -> credit(vendor, "50.00", "Idempotency-Key", key));

        assertThat(answers).extracting(Answer::status).contains(201).isSubsetOf(201, 409);
        assertThat(given.balance(vendor, OwnerType.VENDOR)).isEqualTo("50.00");
    }

    @Test
    void creditsASaleOnceWhateverKeyItComesUnder() throws Exception {
        String vendor = given.vendor("0.00");
        String sale = "{\"amount\": 50, \"description\": \"Sale\", \"source_reference\": \"ORD-1\"}";
        String path = "/api/platform/wallets/" + vendor + "/credit/";

        List<Answer> answers = inParallel(8, () -> http.post("marketplace", path, sale, "Idempotency-Key", newKey()));
        // Keys are forgotten after some days; the sale is not.
        jdbc.sql("DELETE FROM idempotent_request WHERE body LIKE '%' || ? || '%'")
                .param(vendor)
                .update();
        Answer late = http.post("marketplace", path, sale, "Idempotency-Key", newKey());

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).isSubsetOf(201, 409);
        assertProblem(late, 409, "sale_credited");
        assertThat(given.balance(vendor, OwnerType.VENDOR)).isEqualTo("50.00");
    }

    private Answer credit(String vendor, String amount, String... headers) {
        return http.post(
                "marketplace",
                "/api/platform/wallets/" + vendor + "/credit/",
                "{\"amount\": %s, \"description\": \"Sale\"}".formatted(amount),
                headers);
    }

    private static String request(String amount, String pin) {
        return "{\"amount\": %s, \"pin\": \"%s\"}".formatted(amount, pin);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Whatever is done is audited, and money that moves is in the ledger. */
    private long effects() {
        return jdbc.sql("""
                        SELECT (SELECT count(*) FROM ledger_transfer)
                             + (SELECT count(*) FROM audit_event WHERE outcome = 'done')
                        """).query(Long.class).single();
    }
}
