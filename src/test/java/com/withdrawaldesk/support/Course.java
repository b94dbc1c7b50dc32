package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets a payout take its course: the clock jumps to whatever is due next, so nobody waits. */
@TestComponent
public class Course {

    private static final int MOST_STEPS = 500;

    private final Given given;
    private final TestClock clock;
    private final Tasklist tasklist;
    private final RuntimeService runtime;
    private final ManagementService management;
    private final JdbcClient jdbc;

    Course(
            Given given,
            TestClock clock,
            Tasklist tasklist,
            RuntimeService runtime,
            ManagementService management,
            JdbcClient jdbc) {
        this.given = given;
        this.clock = clock;
        this.tasklist = tasklist;
        this.runtime = runtime;
        this.management = management;
        this.jdbc = jdbc;
    }

    /** Runs on until the withdrawal has ended or waits for a person. A desk that dies meanwhile goes on. */
    public Withdrawal untilConclusive(Withdrawal withdrawal) {
        step(withdrawal);
        for (int steps = 0; !isConclusive(withdrawal); steps++) {
            assertThat(steps).as("steps of %s", withdrawal.reference()).isLessThan(MOST_STEPS);
            next(withdrawal);
        }
        return given.now(withdrawal);
    }

    /** Lets time pass until the next thing is due, and does it. */
    public void next(Withdrawal withdrawal) {
        clock.stopAt(due(withdrawal));
        step(withdrawal);
    }

    private void step(Withdrawal withdrawal) {
        try {
            given.runDueJobs(withdrawal);
        } catch (Crash.Died died) {
            // The restart comes with the next step.
        } catch (RuntimeException failed) {
            if (!(failed.getCause() instanceof Crash.Died)) {
                throw failed;
            }
        }
    }

    private boolean isConclusive(Withdrawal withdrawal) {
        return given.now(withdrawal).stage().ended() || tasklist.taskOf(withdrawal) != null;
    }

    private Instant due(Withdrawal withdrawal) {
        return management.createJobQuery().processInstanceId(withdrawal.processInstanceId()).list().stream()
                .map(Job::getDuedate)
                .map(due -> due == null ? clock.instant() : due.toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Does what was started by news of a withdrawal that has ended. */
    public void afterwards(Withdrawal withdrawal) {
        runtime.createProcessInstanceQuery()
                .processDefinitionKey("payout-reversal")
                .processInstanceBusinessKey(withdrawal.reference())
                .list()
                .forEach(late -> management.createJobQuery().processInstanceId(late.getId()).list().stream()
                        .map(Job::getId)
                        .forEach(management::executeJob));
    }

    /** The events its requester was told of, in order. */
    public List<String> told(Withdrawal withdrawal) {
        return jdbc.sql("""
                        SELECT event FROM notification
                        WHERE audience_kind = 'person' AND audience_id = ? AND metadata ->> 'reference' = ? ORDER BY id
                        """)
                .params(withdrawal.requesterId(), withdrawal.reference())
                .query(String.class)
                .list();
    }
}
