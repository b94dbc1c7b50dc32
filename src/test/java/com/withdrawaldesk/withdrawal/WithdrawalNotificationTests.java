package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What people find in their inboxes. */
@DeskTest
class WithdrawalNotificationTests {

    private static final List<String> OWNERS_FIELDS =
            List.of("title", "message", "priority", "metadata", "action_url", "action_text");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Test
    void tellsEveryAdminOfARequestInTheOwnersWords() throws Exception {
        String vendor = given.vendor("200000.00");
        Withdrawal withdrawal = given.requested(vendor, "150000.00");

        for (String admin : List.of("admin1", "admin2")) {
            ObjectNode newest =
                    (ObjectNode) inbox(admin, "/api/admin/notifications/").get(0);

            assertThat((JsonNode) newest.retain(OWNERS_FIELDS)).isEqualTo(new ObjectMapper().readTree("""
                            {
                                "title": "New Vendor Withdrawal Request",
                                "message": "Shop of %s requested withdrawal of ₦150,000.00",
                                "priority": "high",
                                "metadata": {
                                    "payout_id": "%s",
                                    "reference": "%s",
                                    "amount": "150000.00",
                                    "requestor_type": "Vendor"
                                },
                                "action_url": "/admin/withdrawals/%s",
                                "action_text": "Review Withdrawal"
                            }""".formatted(
                                    vendor, withdrawal.id(), withdrawal.reference(), withdrawal.id())));
        }
    }

    @Test
    void isHighPriorityOnlyAboveAHundredThousand() {
        given.requested(given.vendor("200000.00"), "100000.00");

        assertThat(inbox("admin1", "/api/admin/notifications/")
                        .get(0)
                        .get("priority")
                        .asText())
                .isEqualTo("normal");
    }

    @Test
    void tellsACustomersRequestAsSuch() {
        String customer = given.customer("5000.00");
        assertStatus(http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 1000, "pin": "4719", "bank_name": "GTBank", "account_number": "0123456789",
                 "account_name": "John Doe"}"""), 201);

        JsonNode newest = inbox("admin1", "/api/admin/notifications/").get(0);

        assertThat(newest.get("title").asText()).isEqualTo("New Customer Withdrawal Request");
        assertThat(newest.at("/metadata/requestor_type").asText()).isEqualTo("Customer");
    }

    @Test
    void tellsTheRequesterOfARejectionWithItsReason() {
        String vendor = given.vendor("5000.00");
        given.decide(
                "admin1", given.requested(vendor, "1000.00"), new Verdict(false, "Account verification failed", null));

        JsonNode newest = inbox(vendor, "/api/vendor/notifications/").get(0);

        assertThat(newest.get("title").asText()).isEqualTo("Withdrawal rejected");
        assertThat(newest.get("message").asText()).contains("Account verification failed");
        assertThat(newest.toString()).doesNotContain("0123456789");
    }

    @Test
    void tellsNobodyOfARefusedRequest() {
        String vendor = given.vendor("500.00");
        http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 1000, "pin": "4719"}""");

        assertThat(results(http.get("admin1", "/api/admin/notifications/"), "message"))
                .noneMatch(message -> message.contains(vendor));
    }

    private JsonNode inbox(String user, String path) {
        return assertStatus(http.get(user, path), 200).body().get("results");
    }
}
