package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What owners and admins look up. Queries that are refused are in {@link BadInputTest}. */
@DeskTest
class ListsTest {

    private static final String ADMIN_LIST = "/api/admin/finance/list-withdrawals/?requester=";
    private static final String DETAIL = "/api/admin/finance/withdrawal-detail/?id=";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/vendor/wallet/withdrawals/?limit=2, owner",
        "/api/vendor/wallet/withdrawals/?limit=2&status=pending, owner",
        "/api/vendor/wallet/transactions/?limit=2&kind=withdrawal_debit, owner",
        "/api/admin/finance/list-withdrawals/?limit=2&requester=OWNER&from=2020-01-01T00:00:00%2B01:00, admin1",
        "/api/admin/finance/payments/?limit=2&owner=OWNER&kind=withdrawal_debit&max_amount=500, admin1"
    })
    void pagesHaveNoGapAndNoRepetitionWhileRowsArrive(String path, String reader) {
        String vendor = given.vendor("10000.00");
        List<String> newestFirst = new ArrayList<>();
        IntStream.range(0, 9)
                .forEach(i ->
                        newestFirst.add(0, given.requested(vendor, "100.00").reference()));

        var seen = new ArrayList<String>();
        int pages = 0;
        for (String next = path.replace("OWNER", vendor); next != null; pages++) {
            Answer page = http.get(reader.equals("owner") ? vendor : reader, next);
            seen.addAll(results(page, "reference"));
            next = page.body().has("next") ? page.body().get("next").asText() : null;
            given.requested(vendor, "100.00");
        }

        assertThat(pages).isEqualTo(5);
        assertThat(seen).isEqualTo(newestFirst);
    }

    @Test
    void aPageHasAtMostAsManyRowsAsWanted() {
        String vendor = given.vendor("10000.00");
        IntStream.range(0, 52).forEach(i -> given.requested(vendor, "100.00"));
        String path = "/api/vendor/wallet/withdrawals/";

        assertThat(results(http.get(vendor, path), "reference")).hasSize(50);
        assertThat(results(http.get(vendor, path + "?limit=1"), "reference")).hasSize(1);
        assertThat(results(http.get(vendor, path + "?limit=200"), "reference")).hasSize(52);
        assertThat(http.get(vendor, path + "?limit=52").body().has("next")).isFalse();
    }

    @Test
    void anEmptyListIsAnEmptyPage() {
        Answer answer = http.get(given.vendor("0.00"), "/api/vendor/wallet/withdrawals/");

        assertStatus(answer, 200);
        assertThat(answer.body().toString()).isEqualTo("{\"results\":[]}");
    }

    @Test
    void adminsFilterWithdrawals() {
        String vendor = given.vendor("500000.00");
        clock.stopAt(Instant.parse("2026-03-01T23:59:59Z"));
        String first = given.requested(vendor, "1000.00").reference();
        clock.stopAt(Instant.parse("2026-03-02T00:00:00Z"));
        String high = given.requested(vendor, "100000.01").reference();
        clock.stopAt(Instant.parse("2026-03-02T10:00:00Z"));
        Withdrawal rejected = given.requested(vendor, "2000.00");
        given.decide("admin1", rejected, new Verdict(false, "No", null));
        String last = rejected.reference();

        assertThat(listed(vendor, "")).containsExactly(last, high, first);
        assertThat(listed(vendor, "&status=pending")).containsExactly(high, first);
        assertThat(listed(vendor, "&status=failed")).containsExactly(last);
        assertThat(listed(vendor, "&status=completed")).isEmpty();
        assertThat(listed(vendor, "&type=vendor")).hasSize(3);
        assertThat(listed(vendor, "&type=customer")).isEmpty();
        assertThat(listed(vendor, "&reference=" + high)).containsExactly(high);
        assertThat(listed(vendor, "&priority=high")).containsExactly(high);
        assertThat(listed(vendor, "&priority=normal")).containsExactly(last, first);
        assertThat(listed(vendor, "&from=2026-03-02")).containsExactly(last, high);
        assertThat(listed(vendor, "&to=2026-03-01")).containsExactly(first);
        assertThat(listed(vendor, "&from=2026-03-02&to=2026-03-02")).containsExactly(last, high);
        assertThat(listed(vendor, "&from=2026-03-02T00:00:00Z&to=2026-03-02T10:00:00Z"))
                .containsExactly(high);
        assertThat(listed(vendor, "&min_amount=2000")).containsExactly(last, high);
        assertThat(listed(vendor, "&max_amount=2000.00")).containsExactly(last, first);
        assertThat(listed(vendor, "&min_amount=1000.01&max_amount=2000&status=failed&priority=normal&type=vendor"))
                .containsExactly(last);
    }

    @Test
    void theOwnersExampleOfAFilterWorks() {
        String vendor = given.vendor("500.00");
        String reference = given.requested(vendor, "100.00").reference();

        Answer answer = http.get("admin1", "/api/admin/finance/list-withdrawals/?status=pending&type=vendor");

        assertThat(results(answer, "reference")).first().isEqualTo(reference);
        assertThat(results(answer, "status")).containsOnly("pending");
        assertThat(results(answer, "type")).containsOnly("vendor");
    }

    @Test
    void accountNumbersAreMaskedInListsAndFullForTheReviewer() {
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = given.requested(vendor, "100.00");

        Answer list = http.get("admin1", ADMIN_LIST + vendor);
        Answer own = http.get(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference());
        Answer settings = http.get(vendor, "/api/vendor/payment-settings/");

        assertThat(results(list, "account")).containsExactly("******6789");
        assertThat(own.body().get("account").asText()).isEqualTo("******6789");
        assertThat(settings.body().get("account_number").asText()).isEqualTo("******6789");
        for (Answer answer : List.of(list, own, settings)) {
            assertThat(answer.body().toString()).doesNotContain("0123456789");
        }
        assertThat(detail(withdrawal).at("/destination/account_number").asText())
                .isEqualTo("0123456789");
    }

    @Test
    void theDetailShowsTheWalletBeforeAndAfter() {
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = given.requested(vendor, "120.50");
        given.requested(vendor, "100.00");

        JsonNode wallet = detail(withdrawal).get("wallet");

        assertThat(wallet.toString()).isEqualTo("{\"before\":\"500.00\",\"after\":\"379.50\",\"now\":\"279.50\"}");
    }

    @Test
    void theDetailTellsWhoDidWhatWhenAndWhy() {
        clock.stopAt(Instant.parse("2026-03-01T10:00:00Z"));
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = given.requested(vendor, "100.00");
        clock.advance(Duration.ofHours(2));
        assertStatus(
                http.post(
                        "admin2",
                        "/api/admin/finance/reject-withdrawal/",
                        "{\"withdrawal_id\": \"%s\", \"reason\": \"Account verification failed\"}"
                                .formatted(withdrawal.id())),
                200);

        JsonNode detail = detail(withdrawal);

        assertThat(detail.at("/request/status").asText()).isEqualTo("failed");
        assertThat(detail.at("/request/created_at").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(detail.at("/requester/name").asText()).isEqualTo("Shop of " + vendor);
        assertThat(detail.at("/decision/decision").asText()).isEqualTo("reject");
        assertThat(detail.at("/decision/decided_by").asText()).isEqualTo("admin2");
        assertThat(detail.at("/decision/decided_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(detail.at("/decision/reason").asText()).isEqualTo("Account verification failed");
        assertThat(values(detail.get("timeline"), "action"))
                .containsExactly("withdrawal.requested", "withdrawal.rejected", "withdrawal.refunded");
        JsonNode rejection = detail.get("timeline").get(1);
        assertThat(rejection.get("actor").asText()).isEqualTo("admin2");
        assertThat(rejection.get("roles").asText()).isEqualTo("businessAdmins");
        assertThat(rejection.get("reason").asText()).isEqualTo("Account verification failed");
        assertThat(rejection.get("ip").asText()).isEqualTo("127.0.0.1");
        assertThat(Instant.parse(rejection.get("at").asText())).isNotNull();
        assertThat(values(detail.get("transfers"), "kind")).containsExactly("withdrawal_debit", "withdrawal_refund");
        assertThat(detail.get("notifications").isArray()).isTrue();
    }

    @Test
    void theDetailShowsThePayout() {
        Withdrawal withdrawal = given.approved(given.vendor("500.00"), "100.00");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofMinutes(10), withdrawal);

        JsonNode detail = detail(withdrawal);

        assertThat(detail.at("/request/status").asText()).isEqualTo("completed");
        assertThat(values(detail.get("payouts"), "state")).containsExactly("paid");
        assertThat(values(detail.get("payouts"), "provider")).containsExactly("sandbox");
        assertThat(values(detail.get("transfers"), "kind"))
                .containsExactly("withdrawal_debit", "withdrawal_settlement");
        assertThat(values(detail.get("timeline"), "action")).contains("payout.sent", "withdrawal.completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?id=", "?id=%20", "?id=%00", "?reference=WTH-000000000000"})
    void theDetailAsksForAnId(String query) {
        assertProblem(
                http.get("admin1", "/api/admin/finance/withdrawal-detail/" + query), 400, "validation_failed", "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WTH-000000000000", "7", "00000000-0000-0000-0000-000000000000", "%27%20OR%201=1--"})
    void theDetailOfNothingIsNotFound(String id) {
        assertProblem(http.get("admin1", DETAIL + id), 404, "not_found");
    }

    @Test
    void paymentsShowMoneyInAndOut() {
        String vendor = given.vendor("0.00");
        assertStatus(
                http.post(
                        "marketplace",
                        "/api/platform/wallets/" + vendor + "/credit/",
                        """
                        {"amount": 900.00, "gross_amount": 1000.00, "commission_amount": 100.00,
                         "description": "Order 7", "source_reference": "ORD-%s"}""".formatted(vendor),
                        "Idempotency-Key",
                        "order-" + vendor),
                201);
        Withdrawal withdrawal = given.requested(vendor, "500.00");

        assertThat(payments("owner=" + vendor, "kind")).containsExactly("withdrawal_debit", "commission", "credit");
        assertThat(payments("owner=" + vendor, "direction")).containsExactly("out", "out", "in");
        assertThat(payments("owner=" + vendor, "amount")).containsExactly("500.00", "100.00", "1000.00");
        assertThat(payments("owner=" + vendor + "&kind=credit", "description")).containsExactly("Order 7");
        assertThat(payments("reference=ORD-" + vendor, "kind")).containsExactly("commission", "credit");
        assertThat(payments("reference=" + withdrawal.reference(), "owner")).containsExactly(vendor);
        assertThat(payments("owner=" + vendor + "&min_amount=500&max_amount=999.99", "kind"))
                .containsExactly("withdrawal_debit");
        assertThat(payments("owner=" + vendor + "&from=2020-01-01&to=9999-01-01", "kind"))
                .hasSize(3);
        assertThat(payments("owner=" + vendor + "&to=2020-01-01", "kind")).isEmpty();
    }

    @Test
    void transactionsTellTheBalanceAfterEach() {
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = given.requested(vendor, "100.00");
        http.post(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/cancel/", null);

        Answer answer = http.get(vendor, "/api/vendor/wallet/transactions/");

        assertThat(results(answer, "kind")).containsExactly("withdrawal_refund", "withdrawal_debit", "credit");
        assertThat(results(answer, "direction")).containsExactly("in", "out", "in");
        assertThat(results(answer, "balance_after")).containsExactly("500.00", "400.00", "500.00");
        assertThat(results(http.get(vendor, "/api/vendor/wallet/transactions/?kind=credit"), "amount"))
                .containsExactly("500.00");
    }

    @Test
    void anOwnerSeesTheWallet() {
        String vendor = given.vendor("50000.00");

        JsonNode wallet = http.get(vendor, "/api/vendor/wallet/").body();

        assertThat(wallet.get("balance").asText()).isEqualTo("50000.00");
        assertThat(wallet.get("formatted_balance").asText()).isEqualTo("₦50,000.00");
        assertThat(wallet.get("currency").asText()).isEqualTo("NGN");
        assertThat(wallet.get("status").asText()).isEqualTo("active");
    }

    @Test
    void anOwnerSeesWhereTheMoneyIsAndWhatHappensNext() {
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = given.requested(vendor, "100.00");
        String path = "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/";

        JsonNode pending = http.get(vendor, path).body();
        assertThat(pending.get("explanation").asText()).isEqualTo("An admin reviews the request.");
        assertThat(pending.get("next_step").asText())
                .startsWith("An admin decides on it, and should by ")
                .endsWith(" (Lagos). You will be told, and can still cancel it until then.");
        assertThat(pending.get("cancellable").asBoolean()).isTrue();

        given.decide("admin1", withdrawal, new Verdict(false, "Account verification failed", null));

        JsonNode rejected = http.get(vendor, path).body();
        assertThat(rejected.get("status").asText()).isEqualTo("failed");
        assertThat(rejected.get("reason").asText()).isEqualTo("Account verification failed");
        assertThat(rejected.get("next_step").asText()).isEqualTo("You can make a new request.");
        assertThat(rejected.get("cancellable").asBoolean()).isFalse();
        assertThat(values(rejected.get("timeline"), "event"))
                .containsExactly("Requested", "Rejected", "Money back in the wallet");
        // Who decided is for the staff.
        assertThat(rejected.toString()).doesNotContain("admin1");
    }

    @Test
    void anOwnerFiltersByStatus() {
        String vendor = given.vendor("500.00");
        String pending = given.requested(vendor, "100.00").reference();
        String processing = given.approved(vendor, "100.00").reference();
        String path = "/api/vendor/wallet/withdrawals/?status=";

        assertThat(results(http.get(vendor, path + "pending"), "reference")).containsExactly(pending);
        assertThat(results(http.get(vendor, path + "processing"), "reference")).containsExactly(processing);
        assertThat(results(http.get(vendor, path + "cancelled"), "reference")).isEmpty();
        assertThat(results(http.get(vendor, path), "reference")).containsExactly(processing, pending);
    }

    @Test
    void anOwnerSeesNothingOfOthers() {
        given.requested(given.vendor("500.00"), "100.00");
        String vendor = given.vendor("500.00");

        assertThat(results(http.get(vendor, "/api/vendor/wallet/withdrawals/"), "reference"))
                .isEmpty();
        assertThat(results(http.get(vendor, "/api/vendor/wallet/transactions/"), "kind"))
                .containsExactly("credit");
    }

    @Test
    void anOwnerSeesTheLimits() {
        String customer = given.customer("12000.00");

        JsonNode limits = http.get(customer, "/api/customer/wallet/limits/").body();

        assertThat(limits.get("available").asText()).isEqualTo("12000.00");
        assertThat(limits.get("minimum").asText()).isEqualTo("100.00");
        assertThat(limits.get("maximum").asText()).isEqualTo("20000000.00");
        assertThat(limits.get("currency").asText()).isEqualTo("NGN");
    }

    @Test
    void settingsThatAreNotThereAreSaidToBeMissing() {
        String vendor = given.bareVendor("0.00");

        assertThat(http.get(vendor, "/api/vendor/payment-settings/").body().toString())
                .isEqualTo("{\"configured\":false}");
    }

    @Test
    void adminsSeeThatTheInvariantsHold() {
        given.approved(given.vendor("500.00"), "100.00");

        JsonNode answer = assertStatus(http.get("admin1", "/api/admin/finance/invariants/"), 200)
                .body();

        assertThat(answer.get("violations")).isEmpty();
        assertThat(answer.get("healthy").asBoolean()).isTrue();
        assertThat(answer.get("checked")).hasSizeGreaterThanOrEqualTo(10);
    }

    private List<String> listed(String requester, String filters) {
        return results(http.get("admin1", ADMIN_LIST + requester + filters), "reference");
    }

    private List<String> payments(String filters, String field) {
        return results(http.get("admin1", "/api/admin/finance/payments/?" + filters), field);
    }

    private JsonNode detail(Withdrawal withdrawal) {
        return assertStatus(http.get("admin1", DETAIL + withdrawal.id()), 200).body();
    }

    private static List<String> values(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.path(field).asText())
                .toList();
    }
}
