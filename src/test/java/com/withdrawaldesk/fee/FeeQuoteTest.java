package com.withdrawaldesk.fee;

import static com.withdrawaldesk.fee.Bearer.MARKETPLACE;
import static com.withdrawaldesk.fee.Bearer.REQUESTER;
import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.FeeProperties.Bearers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.math.BigDecimal;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a withdrawal costs, said before it is requested. */
@DeskTest
class FeeQuoteTest {

    private static final Bearers ALL_BY_REQUESTER = new Bearers(REQUESTER, REQUESTER, REQUESTER);

    @Autowired
    Given given;

    @Autowired
    TestFees fees;

    @Autowired
    Amounts amounts;

    @Autowired
    Http http;

    @Autowired
    Statements statements;

    @AfterEach
    void reset() {
        fees.reset();
    }

    @Test
    void withNothingConfiguredTheRequesterPaysNothing() {
        JsonNode quote = quote("customer", given.customer("0.00"), "50000");

        assertThat(quote.toString())
                .isEqualTo("{\"amount\":\"50000.00\","
                        + "\"fees\":[{\"kind\":\"stamp_duty\",\"bearer\":\"marketplace\",\"amount\":\"50.00\"}],"
                        + "\"total_fees\":\"0.00\",\"you_receive\":\"50000.00\",\"wallet_debited\":\"50000.00\","
                        + "\"currency\":\"NGN\"}");
    }

    @ParameterizedTest
    @CsvSource({"9999.99, 9999.99", "10000.00, 9950.00", "10000.01, 9950.01"})
    void theDutyIsDueFromTenThousand(String amount, String received) {
        fees.are("0", "0", "0", ALL_BY_REQUESTER);

        assertThat(quote("vendor", "techstore", amount).path("you_receive").asText())
                .isEqualTo(received);
    }

    @ParameterizedTest
    @CsvSource({
        // 0.125 is 0.13; 7.5 % of 0.13 is 0.00975.
        "0, 0.1, 125.00, 0.13, 0.01",
        "0, 0.1, 124.99, 0.12, 0.01",
        "10.00, 1.5, 333.33, 15.00, 1.13",
        "100.00, 0, 1000.00, 100.00, 7.50"
    })
    void eachLineIsRoundedHalfUp(String flat, String percent, String amount, String fee, String vat) {
        fees.are(flat, percent, "0", ALL_BY_REQUESTER);

        JsonNode lines = quote("vendor", "techstore", amount).path("fees");

        assertThat(lines.at("/0/amount").asText()).isEqualTo(fee);
        assertThat(lines.at("/1/amount").asText()).isEqualTo(vat);
    }

    /** Above ₦9,000,000.00 people transfer it, which goes by what is sent; the fee of ₦215.00 is not. */
    @ParameterizedTest
    @CsvSource({"9000215.00, 26.88", "9000215.01, 0"})
    void nobodyChargesForWhatPeopleTransfer(String amount, BigDecimal charged) {
        fees.are("200.00", "0", "26.88", ALL_BY_REQUESTER);

        JsonNode quote = quote(
                "vendor",
                "techstore",
                new BigDecimal(amount).add(new BigDecimal("50")).toPlainString());

        assertThat(new BigDecimal(quote.path("total_fees").asText()))
                .isEqualByComparingTo(new BigDecimal("265").add(charged));
    }

    @Test
    void whatIsRequestedNowCostsWhatIsQuotedNow() {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("FeeQuoteTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            fees.are(
                    amounts.plain(random.nextInt(20_000)),
                    amounts.plain(random.nextInt(300)),
                    amounts.plain(random.nextInt(6_000)),
                    new Bearers(any(random), any(random), any(random)));
            String amount = amounts.plain(100_000 + random.nextInt(3_000_000));
            String vendor = given.vendor(amount);

            JsonNode quote = quote("vendor", vendor, amount);
            Withdrawal withdrawal = given.requested(vendor, amount);

            JsonNode stored = assertStatus(
                            http.get(vendor, "/api/vendor/wallet/withdrawals/" + withdrawal.reference() + "/"), 200)
                    .body();
            String which = "seed " + seed + ", withdrawal " + i + " of " + amount;
            assertThat(stored.path("fees")).as(which).isEqualTo(quote.path("fees"));
            assertThat(stored.path("you_receive")).as(which).isEqualTo(quote.path("you_receive"));
            assertThat(amounts.parse(quote.path("you_receive").asText())
                            .plus(amounts.parse(quote.path("total_fees").asText())))
                    .as(which)
                    .isEqualTo(withdrawal.amount());
            assertThat(given.balance(vendor)).as(which).isEqualTo("0.00");
        }
    }

    private static Bearer any(Random random) {
        return random.nextBoolean() ? REQUESTER : MARKETPLACE;
    }

    @Test
    void feesMustLeaveEnough() {
        fees.are("150.00", "0", "0", ALL_BY_REQUESTER);
        String vendor = given.vendor("1000.00");

        // 150 + 11.25 of VAT leave 100.00 of 261.25, and less of 261.24.
        assertThat(quote("vendor", vendor, "261.25").path("you_receive").asText())
                .isEqualTo("100.00");
        for (String amount : new String[] {"261.24", "161.25", "100.00"}) {
            var answer = assertProblem(
                    http.get(vendor, "/api/vendor/wallet/withdrawal-quote/?amount=" + amount),
                    422,
                    "fees_leave_too_little");
            assertThat(answer.body().path("total_fees").asText()).isEqualTo("161.25");
            assertThat(answer.body().path("minimum_payout").asText()).isEqualTo("100.00");
            assertProblem(request(vendor, amount), 422, "fees_leave_too_little");
        }
        assertThat(given.balance(vendor)).isEqualTo("1000.00");
    }

    @Test
    void theAnswerToARequestSaysWhatIsReceived() {
        fees.are("150.00", "0", "0", ALL_BY_REQUESTER);

        var answer = assertStatus(request(given.vendor("1000.00"), "1000.00"), 201);

        assertThat(answer.body().path("you_receive").asText()).isEqualTo("838.75");
    }

    private Http.Answer request(String vendor, String amount) {
        return http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": \"" + amount + "\", \"pin\": \"" + Given.PIN + "\"}");
    }

    @Test
    void theLimitsOfARequestHold() {
        assertProblem(http.get("techstore", "/api/vendor/wallet/withdrawal-quote/?amount=99.99"), 422, "below_minimum");
        assertProblem(
                http.get("techstore", "/api/vendor/wallet/withdrawal-quote/?amount=20000000.01"), 422, "above_limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?amount=",
                "?amount=0",
                "?amount=-5",
                "?amount=1e3",
                "?amount=NaN",
                "?amount=1.234",
                "?amount=%2B5",
                "?amount=1234567890123456",
                "?amount=5&amount=6",
                "?amount=%00",
                "?amount=5,000"
            })
    void theAmountIsReadAsInARequest(String query) {
        assertProblem(
                http.get("techstore", "/api/vendor/wallet/withdrawal-quote/" + query),
                400,
                "validation_failed",
                "amount");
    }

    @Test
    void nothingElseIsTaken() {
        assertProblem(
                http.get("techstore", "/api/vendor/wallet/withdrawal-quote/?bank=058"),
                400,
                "validation_failed",
                "amount",
                "bank");
    }

    @Test
    void aRequestWithFeesCostsOneStatementMoreAndAQuoteNone() {
        String vendor = given.vendor("30000.00");
        request(vendor, "100.00"); // Once before, so that what is read once per start is not counted.

        int without = statements.during(() -> request(vendor, "9999.99")).size();
        int with = statements.during(() -> request(vendor, "10000.00")).size();

        assertThat(with).isEqualTo(without + 1);
        assertThat(statements.during(() -> quote("vendor", vendor, "10000.00")))
                .noneMatch(statement -> statement.matches("(?i).*\\b(withdrawal|wallet|withdrawal_fee)\\b.*"))
                .isNotEmpty();
    }

    private JsonNode quote(String type, String user, String amount) {
        return assertStatus(http.get(user, "/api/" + type + "/wallet/withdrawal-quote/?amount=" + amount), 200)
                .body();
    }
}
