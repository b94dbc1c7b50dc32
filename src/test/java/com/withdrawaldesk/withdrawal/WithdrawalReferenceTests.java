package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class WithdrawalReferenceTests {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    RuntimeService runtime;

    @Test
    void isWthAndTwelveLettersAndDigits() {
        assertThat(requested(given.vendor("100.00"))).matches("WTH-[A-Z0-9]{12}");
    }

    @Test
    void isAnotherOneForEachRequest() {
        String vendor = given.vendor("5000.00");

        assertThat(Stream.generate(() -> requested(vendor)).limit(50)).doesNotHaveDuplicates();
    }

    @Test
    void leadsToTheWithdrawalForItsOwnerTheAdminsAndTheEngine() {
        String vendor = given.vendor("100.00");
        String reference = requested(vendor);

        assertStatus(http.get(vendor, "/api/vendor/wallet/withdrawals/" + reference + "/"), 200);
        assertStatus(http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + reference), 200);
        assertThat(results(
                        http.get("admin1", "/api/admin/finance/list-withdrawals/?reference=" + reference),
                        "requester_id"))
                .containsExactly(vendor);
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(reference)
                        .count())
                .isOne();
    }

    private String requested(String vendor) {
        var answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 100.00, "pin": "4719"}""");
        return assertStatus(answer, 201).body().get("reference").asText();
    }
}
