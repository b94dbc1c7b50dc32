package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.wallet.OwnerType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which requests are accepted. What can be wrong with the form of a request is in {@code BadInputTest}. */
@DeskTest
class WithdrawalValidationTests {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @ValueSource(strings = {"50000.00", "50000", "\"50000.00\"", "\"50000.5\"", "100", "60000"})
    void acceptsAnAmountThatTheBalanceCovers(String amount) {
        String vendor = given.vendor("60000.00");

        assertStatus(request(vendor, amount), 201);
    }

    @Test
    void refusesMoreThanTheBalanceAndSaysWhatIsAvailable() {
        String vendor = given.vendor("50000.00");

        Answer answer = request(vendor, "50000.01");

        assertProblem(answer, 422, "insufficient_balance");
        assertThat(answer.body().get("available").asText()).isEqualTo("50000.00");
        assertThat(answer.body().get("message").asText())
                .isEqualTo("Your balance is too low. You can withdraw up to ₦50,000.00.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-1", "-50000.00"})
    void refusesZeroAndLess(String amount) {
        String vendor = given.vendor("50000.00");

        assertProblem(request(vendor, amount), 400, "validation_failed", "amount");
    }

    @Test
    void refusesLessThanTheMinimumAndNamesIt() {
        String vendor = given.vendor("50000.00");

        Answer answer = request(vendor, "99.99");

        assertProblem(answer, 422, "below_minimum");
        assertThat(answer.body().get("minimum").asText()).isEqualTo("100.00");
    }

    @Test
    void refusesAVendorWithoutPaymentSettings() {
        String vendor = given.bareVendor("50000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);

        assertProblem(request(vendor, "1000.00"), 422, "payment_settings_missing");
    }

    @Test
    void refusesACustomerWithoutBankDetails() {
        String customer = given.customer("50000.00");

        Answer answer = http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 10000.00, "pin": "4719"}""");

        assertProblem(answer, 400, "validation_failed", "bank_name", "account_number", "account_name");
    }

    @Test
    void refusesAFrozenWallet() {
        String vendor = given.vendor("50000.00");
        jdbc.sql("UPDATE wallet SET status = 'frozen' WHERE owner_id = ?")
                .param(vendor)
                .update();

        assertProblem(request(vendor, "1000.00"), 422, "wallet_frozen");
    }

    @Test
    void tellsAllFaultsOfARequestAtOnce() {
        String customer = given.customer("50000.00");

        Answer answer = http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": -1, "pin": "12", "bank_name": " ", "account_number": "12345", "account_name": "John Doe"}""");

        assertProblem(answer, 400, "validation_failed", "amount", "pin", "bank_name", "account_number");
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("50000.00");
    }

    private Answer request(String vendor, String amount) {
        return http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": %s, \"pin\": \"4719\"}".formatted(amount));
    }
}
