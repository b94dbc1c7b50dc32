package com.withdrawaldesk.withdrawal;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Statements;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** How many statements each use case sends over HTTP, login included; speed cannot rot unseen. */
@DeskTest
class StatementsTest {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Statements statements;

    @Test
    void ofARequest() {
        String vendor = given.vendor("10000.00");
        request(vendor); // Once before, so that what is read once per start is not counted.

        List<String> sent = statements.during(() -> request(vendor));

        assertThat(sent.size()).as(String.join("\n", sent)).isLessThanOrEqualTo(27);
    }

    /** One more than a vendor's: the name of the wallet's owner, which is compared with the bank's before the transaction. */
    @Test
    void ofACustomersRequest() {
        String customer = given.customer("10000.00");
        requestAsCustomer(customer);

        List<String> sent = statements.during(() -> requestAsCustomer(customer));

        assertThat(sent.size()).as(String.join("\n", sent)).isLessThanOrEqualTo(28);
    }

    @Test
    void ofAnApproval() {
        String vendor = given.vendor("10000.00");
        decide("approve", given.requested(vendor, "100.00"), "notes");
        Withdrawal withdrawal = given.requested(vendor, "100.00");

        List<String> sent = statements.during(() -> decide("approve", withdrawal, "notes"));

        assertThat(sent.size()).as(String.join("\n", sent)).isLessThanOrEqualTo(40);
    }

    @Test
    void ofARejection() {
        String vendor = given.vendor("10000.00");
        decide("reject", given.requested(vendor, "100.00"), "reason");
        Withdrawal withdrawal = given.requested(vendor, "100.00");

        List<String> sent = statements.during(() -> decide("reject", withdrawal, "reason"));

        assertThat(sent.size()).as(String.join("\n", sent)).isLessThanOrEqualTo(40);
    }

    private void request(String vendor) {
        var answer = http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": 100.00, \"pin\": \"" + Given.PIN + "\"}");
        assertThat(answer.status()).isEqualTo(201);
    }

    private void requestAsCustomer(String customer) {
        var answer = http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 100.00, "pin": "%s", "bank_name": "GTBank", "account_number": "0123456789",
                 "account_name": "John Doe"}""".formatted(Given.PIN));
        assertThat(answer.status()).isEqualTo(201);
    }

    private void decide(String what, Withdrawal withdrawal, String field) {
        var answer = http.post(
                "admin1",
                "/api/admin/finance/" + what + "-withdrawal/",
                "{\"withdrawal_id\": \"" + withdrawal.id() + "\", \"" + field + "\": \"Checked\"}");
        assertThat(answer.status()).isEqualTo(200);
    }
}
