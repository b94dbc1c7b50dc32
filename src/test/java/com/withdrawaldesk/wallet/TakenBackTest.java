package com.withdrawaldesk.wallet;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Sales that are taken back, and wallets that are closed. In the tests a wallet may owe 1,000. */
@DeskTest
class TakenBackTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    WithdrawalRepository withdrawals;

    @Autowired
    Invariants invariants;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void everythingAddsUp() {
        assertThat(invariants.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refund", "charge_back", "correction"})
    void takesASaleBackOnceForEver(String kind) {
        String vendor = given.vendor("500.00");
        String key = key();

        Answer first = assertStatus(debit(vendor, kind, "120.00", "ORD-1", key), 201);
        Answer again = assertStatus(debit(vendor, kind, "120.00", "ORD-1", key), 201);
        assertThat(first.body().path("balance").asText()).isEqualTo("380.00");
        assertThat(again.body()).isEqualTo(first.body());
        jdbc.sql("DELETE FROM idempotent_request").update();
        Footprint before = Footprint.of(jdbc);
        assertProblem(debit(vendor, kind, "120.00", "ORD-1", key), 409, "sale_taken_back");
        assertProblem(debit(vendor, kind, "1.00", "ORD-1", key()), 409, "sale_taken_back");
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(given.balance(vendor)).isEqualTo("380.00");

        // Of another kind, or of another sale, it is another thing.
        String other = kind.equals("refund") ? "correction" : "refund";
        assertStatus(debit(vendor, other, "10.00", "ORD-1", key()), 201);
        assertStatus(debit(vendor, kind, "10.00", "ORD-2", key()), 201);
        assertThat(http.get(vendor, "/api/vendor/wallet/transactions/")
                        .body()
                        .at("/results/0/direction")
                        .asText())
                .isEqualTo("out");
        assertThat(jdbc.sql("SELECT count(*) FROM notification WHERE audience_id = ? AND event = 'wallet.debited'")
                        .param(vendor)
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void refusesWhatIsNotWhole() {
        String vendor = given.vendor("500.00");

        assertProblem(debit(vendor, "theft", "1.00", "ORD-1", key()), 400, "validation_failed", "kind");
        assertProblem(debit(vendor, "refund", "1.00", "ORD-1", null), 400, "idempotency_key_invalid");
        assertProblem(debit("nobodyatall", "refund", "1.00", "ORD-1", key()), 404, "wallet_not_found");
    }

    /** As far as it may owe; then nothing leaves it, by no door, and what comes in goes against that first. */
    @Test
    void owesUntilItIsMadeUpFor() {
        String vendor = given.vendor("500.00");
        Answer tooMuch = assertProblem(debit(vendor, "refund", "1500.01", "ORD-1", key()), 422, "insufficient_balance");
        assertThat(tooMuch.body().path("available").asText()).isEqualTo("1500.00");
        Answer done = assertStatus(debit(vendor, "charge_back", "1500.00", "ORD-1", key()), 201);
        assertThat(done.body().path("owes").asText()).isEqualTo("1000.00");
        assertThat(given.balance(vendor)).isEqualTo("-1000.00");

        Answer refused = assertProblem(request(vendor, "100.00"), 422, "owes");
        assertThat(refused.body().path("owes").asText()).isEqualTo("1000.00");
        assertProblem(trigger(vendor, null), 422, "owes");
        assertProblem(trigger(vendor, "100.00"), 422, "owes");
        assertProblem(close(vendor, ""), 422, "owes");
        assertThat(http.get(vendor, "/api/vendor/wallet/limits/")
                        .body()
                        .path("available")
                        .asText())
                .isEqualTo("0.00");

        assertStatus(credit(vendor, "700.00"), 201);
        assertProblem(request(vendor, "100.00"), 422, "owes");
        assertStatus(credit(vendor, "700.00"), 201);
        assertStatus(request(vendor, "400.00"), 201);
        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    /** What is below the minimum leaves when staff pay out all of it, and only then. */
    @Test
    void paysOutWhatIsLeft() {
        String vendor = given.vendor("40.50");

        assertProblem(request(vendor, "40.50"), 422, "below_minimum");
        assertProblem(trigger(vendor, "40.00"), 422, "below_minimum");
        assertStatus(trigger(vendor, null), 201);

        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    @Test
    void closesAWalletAndPaysOutWhatIsLeft() {
        String vendor = given.vendor("40.50");

        Answer closed = assertStatus(close(vendor, ""), 200);
        Withdrawal rest = withdrawal(closed);
        assertThat(closed.body().path("amount").asText()).isEqualTo("40.50");
        assertThat(http.get(vendor, "/api/vendor/wallet/").body().path("status").asText())
                .isEqualTo("closed");
        assertProblem(request(vendor, "100.00"), 422, "wallet_closed");
        assertProblem(credit(vendor, "100.00"), 422, "wallet_closed");
        assertProblem(close(vendor, ""), 422, "wallet_closed");

        // What comes back to it has a way out all the same.
        given.decide("admin1", rest, new Verdict(false, "Wrong account", null));
        assertProblem(request(vendor, "40.50"), 422, "wallet_closed");
        Withdrawal last = withdrawal(assertStatus(close(vendor, ""), 200));
        given.decide("admin1", last, new Verdict(true, null, null));
        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    @Test
    void closesACustomersWalletToTheAccountThatIsGiven() {
        String customer = given.customer("12.34");
        String empty = given.customer("0.00");

        assertStatus(close(empty, ""), 200);
        assertProblem(close(customer, ""), 422, "payment_settings_missing");
        assertStatus(close(customer, """
                        , "bank_name": "GTBank", "bank_code": "058", "account_number": "0123456789", "account_name": "John Doe"
                        """), 200);
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("0.00");
    }

    private Withdrawal withdrawal(Answer closed) {
        String reference = closed.body().path("reference").asText();
        return transaction.execute(tx -> withdrawals.find(reference).orElseThrow());
    }

    private Answer debit(String owner, String kind, String amount, String order, String key) {
        String body = """
                {"kind": "%s", "amount": "%s", "source_reference": "%s", "reason": "Returned"}""".formatted(kind, amount, order);
        String path = "/api/platform/wallets/" + owner + "/debit/";
        return key == null
                ? http.post("marketplace", path, body)
                : http.post("marketplace", path, body, "Idempotency-Key", key);
    }

    private Answer credit(String owner, String amount) {
        return http.post(
                "marketplace",
                "/api/platform/wallets/" + owner + "/credit/",
                "{\"amount\": \"" + amount + "\", \"description\": \"Order\"}",
                "Idempotency-Key",
                key());
    }

    private Answer request(String vendor, String amount) {
        return http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": "%s", "pin": "%s"}""".formatted(amount, Given.PIN));
    }

    private Answer trigger(String vendor, String amount) {
        return http.post(
                "admin1",
                "/api/admin/finance/trigger-payout/",
                "{\"vendor\": \"" + vendor + "\"" + (amount == null ? "" : ", \"amount\": \"" + amount + "\"") + "}");
    }

    private Answer close(String owner, String account) {
        return http.post(
                "marketplace",
                "/api/platform/wallets/" + owner + "/close/",
                "{\"reason\": \"Leaves us\"" + account + "}");
    }

    private static String key() {
        return "taken-back-" + NEXT.incrementAndGet() + "-" + System.nanoTime();
    }
}
