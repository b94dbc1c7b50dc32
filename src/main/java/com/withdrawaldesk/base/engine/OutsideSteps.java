package com.withdrawaldesk.base.engine;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The steps that call somebody outside. A thread makes the call of a job first and then, in the job's own transaction, does
 * what remains; what the call threw is thrown there, so that retries and incidents are the engine's as with any other step.
 */
@Component
public class OutsideSteps {

    private static final Logger LOG = LoggerFactory.getLogger(OutsideSteps.class);

    private final JdbcClient jdbc;
    private final SingletonSupplier<Map<String, OutsideStep>> steps;
    private final ThreadLocal<Made> made = new ThreadLocal<>();

    private record Due(String activity, String businessKey, boolean last) {

        boolean isOf(DelegateExecution execution) {
            return activity.equals(execution.getCurrentActivityId())
                    && businessKey.equals(execution.getProcessBusinessKey());
        }
    }

    private record Made(Due due, Runnable rest) {}

    /** @param steps are looked up when the first job runs, because what they call needs the engine itself */
    OutsideSteps(JdbcClient jdbc, ObjectProvider<OutsideStep> steps) {
        this.jdbc = jdbc;
        this.steps = SingletonSupplier.of(
                () -> steps.stream().collect(Collectors.toMap(OutsideStep::activity, Function.identity())));
    }

    /** Does what remains after the call, for a service task. */
    public void finish(DelegateExecution execution) {
        Made call = made.get();
        made.remove();
        if (call == null || !call.due().isOf(execution)) {
            // Its process stands still, or it was reached without a save point; calling now would hold the transaction.
            throw new IllegalStateException(execution.getCurrentActivityId() + " has made no call");
        }
        call.rest().run();
    }

    /** Makes the call of this job, if it is for one of the steps. */
    void call(String jobId) {
        due(jobId).ifPresent(due -> made.set(new Made(due, rest(due))));
    }

    void forget() {
        made.remove();
    }

    private Runnable rest(Due due) {
        try {
            OutsideStep step = steps.obtain().get(due.activity());
            return (due.last() ? step.lastCall() : step.call()).apply(due.businessKey());
        } catch (RuntimeException failed) {
            return () -> {
                throw failed;
            };
        } catch (Error failed) {
            return () -> {
                throw failed;
            };
        }
    }

    /** @param atOnce how many steps may be in it at a time */
    record Lane(String name, int atOnce) {}

    /** Empty for a job that calls nobody. */
    Optional<Lane> lane(String jobId) {
        return due(jobId).map(due -> {
            OutsideStep step = Objects.requireNonNull(steps.obtain().get(due.activity()));
            try {
                return new Lane(step.lane().apply(due.businessKey()), step.atOnce());
            } catch (RuntimeException failed) {
                LOG.warn("nobody knows whom {} is to call: {}", due.activity(), failed.toString());
                return new Lane("nobody", step.atOnce());
            }
        });
    }

    private Optional<Due> due(String jobId) {
        return jdbc.sql("""
                        SELECT definition.act_id_ AS activity, instance.business_key_ AS business_key,
                               job.retries_ <= 1 AS last
                        FROM act_ru_job job
                        JOIN act_ru_jobdef definition ON definition.id_ = job.job_def_id_
                        JOIN act_ru_execution instance ON instance.id_ = job.process_instance_id_
                        WHERE job.id_ = :job AND job.handler_type_ = 'async-continuation' AND job.suspension_state_ = 1
                          AND definition.act_id_ IN (:activities)
                        """)
                .param("job", jobId)
                .param("activities", steps.obtain().keySet())
                .query(Due.class)
                .optional();
    }
}
