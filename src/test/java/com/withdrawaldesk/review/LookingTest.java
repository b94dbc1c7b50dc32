package com.withdrawaldesk.review;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who looks at which withdrawal. */
@DeskTest
class LookingTest {

    private static final String PATH = "/api/admin/finance/looking/";

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @AfterEach
    void backToNow() {
        clock.reset();
    }

    @Test
    void tellsOthersForAsLongAsItIsSaid() {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "10000.00");

        assertThat(look("admin1", withdrawal)).isEmpty();
        assertThat(look("admin2", withdrawal)).containsExactly("admin1");
        assertThat(look("admin1", withdrawal)).containsExactly("admin2");
        assertThat(listed("admin1", withdrawal)).containsExactly("admin2");
        assertThat(listed("operator1", withdrawal)).containsExactly("admin1", "admin2");

        clock.advance(Duration.ofMinutes(1));

        assertThat(listed("admin1", withdrawal)).isEmpty();
        assertThat(look("admin2", withdrawal)).isEmpty();
        assertThat(listed("admin1", withdrawal)).containsExactly("admin2");
    }

    @Test
    void saysWhoDecides() {
        assertThat(http.get("admin1", PATH).body().path("decides").asBoolean()).isTrue();
        assertThat(http.get("operator1", PATH).body().path("decides").asBoolean())
                .isFalse();
    }

    @Test
    void knowsNoTaskThatIsDone() {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "10000.00");
        String task = tasklist.taskOf(withdrawal).getId();
        given.cancel(withdrawal);

        assertProblem(http.post("admin1", PATH, body(task)), 404, "not_found");
    }

    private List<String> look(String admin, Withdrawal withdrawal) {
        var answer = http.post(admin, PATH, body(tasklist.taskOf(withdrawal).getId()));
        assertThat(assertStatus(answer, 200).body().path("reference").asText()).isEqualTo(withdrawal.reference());
        return answer.body()
                .path("names")
                .valueStream()
                .map(name -> name.asText())
                .toList();
    }

    private List<String> listed(String who, Withdrawal withdrawal) {
        return http.get(who, PATH)
                .body()
                .path("results")
                .valueStream()
                .filter(one -> one.path("reference").asText().equals(withdrawal.reference()))
                .flatMap(one -> one.path("names").valueStream())
                .map(name -> name.asText())
                .toList();
    }

    private static String body(String task) {
        return "{\"task\": \"" + task + "\"}";
    }
}
