package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class ParallelRequestsTest {

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    Invariants invariants;

    @Test
    void acceptsAsManyAsTheWalletCoversAndNotOneMore() throws Exception {
        String vendor = given.vendor("5000.00");

        var answers = new ArrayList<Answer>();
        while (answers.size() < 200) {
            for (Answer answer : inParallel(200 - answers.size(), () -> request(vendor))) {
                // Clients ask again when the desk is busy, and only then.
                if (answer.status() != 503) {
                    answers.add(answer);
                } else {
                    assertProblem(answer, 503, "service_unavailable");
                    assertThat(answer.header("Retry-After")).isNotNull();
                }
            }
        }

        List<Answer> refused =
                answers.stream().filter(answer -> answer.status() != 201).toList();
        refused.forEach(answer -> assertProblem(answer, 422, "insufficient_balance"));
        assertThat(refused).hasSize(150);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(answer -> answer.body().get("reference").asText()))
                .doesNotHaveDuplicates();
        assertThat(given.balance(vendor)).isEqualTo("0.00");
        assertThat(invariants.violations()).isEmpty();
    }

    private Answer request(String vendor) {
        return http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": 100.00, "pin": "4719"}""");
    }
}
