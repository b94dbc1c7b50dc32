package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A withdrawal whose process is gone is shown, and two persons start it anew from its state, whatever that is. */
@DeskTest
class RestartTest {

    private static final String OPERATIONS = "/api/admin/operations/";
    private static final String WHY = "{\"reason\": \"Deleted in Cockpit by mistake\"}";

    /** Where it had come to, and how it ends after that. */
    enum Lost {
        IN_REVIEW("1000.00", Stage.IN_REVIEW, Stage.COMPLETED),
        SECOND_REVIEW("6000000.00", Stage.SECOND_REVIEW, Stage.COMPLETED),
        NOT_SENT_YET("1000.00", Stage.QUEUED, Stage.COMPLETED),
        WITHOUT_MONEY("1000.04", Stage.QUEUED, Stage.COMPLETED),
        SENT("1000.00", Stage.SENT, Stage.COMPLETED),
        UNKNOWN("1000.02", Stage.UNKNOWN, Stage.COMPLETED),
        HELD("1000.01", Stage.HELD, Stage.FAILED),
        INVESTIGATING("1000.00", Stage.INVESTIGATING, Stage.FAILED),
        TO_TRANSFER("9500000.00", Stage.AWAITING_TRANSFER, Stage.COMPLETED),
        TO_CONFIRM("12500000.00", Stage.AWAITING_TRANSFER, Stage.COMPLETED);

        private final String amount;
        private final Stage stage;
        private final Stage end;

        Lost(String amount, Stage stage, Stage end) {
            this.amount = amount;
            this.stage = stage;
            this.end = end;
        }
    }

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void aSecondPerson() {
        people.add("operator2", Groups.OPERATIONS);
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnFromWhereItWas(Lost lost) {
        String vendor = given.vendor(lost.amount);
        Withdrawal withdrawal = bring(lost, vendor);
        assertThat(given.now(withdrawal).stage()).isEqualTo(lost.stage);
        runtime.deleteProcessInstance(withdrawal.processInstanceId(), "by mistake");
        String restart = OPERATIONS + "withdrawals/" + withdrawal.reference() + "/restart/";

        assertThat(shown(withdrawal).path("cause").asText()).isEqualTo("process_gone");
        assertProblem(http.post("operator1", restart + "confirm/", null), 409, "conflict");
        assertStatus(http.post("operator1", restart, WHY), 200);
        assertProblem(http.post("operator2", restart, WHY), 409, "conflict");
        assertThat(shown(withdrawal).path("cause").asText()).isEqualTo("process_restart");
        assertThat(shown(withdrawal).path("detail").asText()).contains("operator1: Deleted in Cockpit by mistake");
        assertProblem(http.post("operator1", restart + "confirm/", null), 403, "second_person_required");
        assertStatus(http.post("operator2", restart + "confirm/", null), 200);

        assertThat(shown(withdrawal)).isNull();
        assertThat(given.now(withdrawal).stage()).isEqualTo(lost.stage);
        assertProblem(http.post("operator1", restart, WHY), 409, "conflict");
        finish(lost, given.now(withdrawal));
        assertThat(given.now(withdrawal).stage()).isEqualTo(lost.end);
        assertThat(given.balance(vendor)).isEqualTo(lost.end == Stage.FAILED ? lost.amount : "0.00");
        assertThat(jdbc.sql("SELECT max(sends) FROM payout_attempt WHERE withdrawal_id = ?")
                        .param(withdrawal.id())
                        .query(Integer.class)
                        .single())
                .isLessThanOrEqualTo(1);
        assertThat(jdbc.sql(
                                "SELECT actor || ' ' || action FROM audit_event WHERE subject_id = ? AND action LIKE 'process.%'")
                        .param(withdrawal.id().toString())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("operator1 process.restart_proposed", "operator2 process.restarted");
    }

    @Test
    void nobodyStartsWhatIsThereOrHasEnded() {
        Withdrawal suspended = given.requested(given.vendor("1000.00"), "1000.00");
        runtime.suspendProcessInstanceById(suspended.processInstanceId());
        try {
            assertThat(shown(suspended).path("cause").asText()).isEqualTo("process_suspended");
            assertProblem(http.post("operator1", path(suspended), WHY), 409, "conflict");
        } finally {
            runtime.activateProcessInstanceById(suspended.processInstanceId());
        }
        given.cancel(suspended);
        assertProblem(http.post("operator1", path(suspended), WHY), 409, "conflict");
        assertProblem(http.post("admin1", path(suspended), WHY), 403, "forbidden");
    }

    /** Nor does the engine begin a second one of the same withdrawal. */
    @Test
    void aSecondProcessOfAWithdrawalIsRefused() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "1000.00");

        assertThatThrownBy(() -> runtime.startProcessInstanceByKey("withdrawal", withdrawal.reference()))
                .hasStackTraceContaining("has a process already");

        assertThat(given.now(withdrawal).processInstanceId()).isEqualTo(withdrawal.processInstanceId());
        given.cancel(withdrawal);
    }

    private static String path(Withdrawal withdrawal) {
        return OPERATIONS + "withdrawals/" + withdrawal.reference() + "/restart/";
    }

    private Withdrawal bring(Lost lost, String vendor) {
        Withdrawal withdrawal = given.requested(vendor, lost.amount);
        if (lost == Lost.IN_REVIEW) {
            return withdrawal;
        }
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        switch (lost) {
            case WITHOUT_MONEY, SENT, UNKNOWN -> given.runDueJobs(withdrawal);
            case HELD -> {
                given.runDueJobs(withdrawal);
                given.later(Duration.ofSeconds(10), withdrawal);
            }
            case INVESTIGATING -> {
                given.runDueJobs(withdrawal);
                jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                        .param(given.payoutOf(withdrawal))
                        .update();
                course.untilConclusive(withdrawal);
            }
            case TO_TRANSFER -> given.decide("admin2", withdrawal, new Verdict(true, null, null));
            case TO_CONFIRM -> {
                given.decide("admin2", withdrawal, new Verdict(true, null, null));
                tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "OUT-" + withdrawal.reference()));
            }
            default -> {
                // It is there.
            }
        }
        return withdrawal;
    }

    private void finish(Lost lost, Withdrawal withdrawal) {
        switch (lost) {
            case IN_REVIEW -> given.decide("admin1", withdrawal, new Verdict(true, null, null));
            case SECOND_REVIEW -> given.decide("admin2", withdrawal, new Verdict(true, null, null));
            case TO_TRANSFER ->
                tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "OUT-" + withdrawal.reference()));
            case TO_CONFIRM -> tasklist.complete("operator2", withdrawal, Map.of("resolution", "confirmed"));
            default -> course.untilConclusive(withdrawal);
        }
        if (lost == Lost.INVESTIGATING) {
            tasklist.complete("operator1", withdrawal, Map.of("resolution", "not_paid", "reason", "No record"));
            tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));
        } else if (lost == Lost.IN_REVIEW || lost == Lost.SECOND_REVIEW) {
            course.untilConclusive(withdrawal);
        }
    }

    /** What attention says of its process; null when nothing. */
    private JsonNode shown(Withdrawal withdrawal) {
        JsonNode found = assertStatus(http.get("operator1", OPERATIONS + "attention/"), 200)
                .body();
        for (JsonNode kind : found.path("kinds")) {
            for (JsonNode item : kind.path("items")) {
                if (kind.path("kind").asText().equals("incidents")
                        && item.path("reference").asText().equals(withdrawal.reference())) {
                    return item;
                }
            }
        }
        return null;
    }
}
