package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.control.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
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

        List<Answer> answers = inParallel(200, () -> ask(vendor));

        List<Answer> refused =
                answers.stream().filter(answer -> answer.status() != 201).toList();
        refused.forEach(answer -> assertProblem(answer, 422, "insufficient_balance"));
        assertThat(refused).hasSize(150);
        assertThat(answers.stream()
                        .map(answer -> answer.body().path("reference").asText())
                        .filter(r -> !r.isEmpty()))
                .hasSize(50)
                .doesNotHaveDuplicates();
        assertThat(given.balance(vendor)).isEqualTo("0.00");
        assertThat(invariants.violations()).isEmpty();
    }

    /** As clients are told to: again when the desk is busy, and only then. */
    private Answer ask(String vendor) {
        while (true) {
            Answer answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                    {"amount": 100.00, "pin": "4719"}""");
            if (answer.status() != 503) {
                return answer;
            }
            assertProblem(answer, 503, "service_unavailable");
            assertThat(answer.header("Retry-After")).isNotNull();
        }
    }
}
