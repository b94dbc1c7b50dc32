package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.base.engine.OutsideSteps.Lane;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobsRunnable;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs jobs, those that call somebody outside on threads of their own. A job that waits for its turn there is this node's until
 * its lock ends; then whoever is free may have it.
 */
class LaneJobExecutor extends SpringJobExecutor {

    /** As long as requests that are under way get, see {@code spring.lifecycle}. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OutsideSteps outside;
    private final Lanes lanes = new Lanes();
    private final JdbcClient jdbc;

    LaneJobExecutor(OutsideSteps outside, JdbcClient jdbc) {
        this.outside = outside;
        this.jdbc = jdbc;
    }

    @Override
    public Runnable getExecuteJobsRunnable(List<String> jobIds, ProcessEngineImpl engine) {
        return new Jobs(jobIds, engine, null);
    }

    @Override
    protected void stopExecutingJobs() {
        super.stopExecutingJobs();
        release(lanes.close(PATIENCE));
    }

    /** Jobs of one process instance, one after the other. */
    private final class Jobs extends ExecuteJobsRunnable {

        private final String inItsLane;

        /** @param inItsLane the job whose lane this is; null outside the lanes */
        private Jobs(List<String> jobIds, ProcessEngineImpl engine, String inItsLane) {
            super(jobIds, engine);
            this.jobExecutor = LaneJobExecutor.this;
            this.inItsLane = inItsLane;
        }

        @Override
        protected void executeJob(String jobId, CommandExecutor commands, JobFailureCollector failures) {
            Optional<Lane> lane = jobId.equals(inItsLane) ? Optional.empty() : outside.lane(jobId);
            if (lane.isEmpty()) {
                super.executeJob(jobId, commands, failures);
                return;
            }
            // What follows it would meet it if it went on here.
            List<String> following = Context.getJobExecutorContext().getCurrentProcessorJobQueue();
            var all = new ArrayList<>(List.of(jobId));
            all.addAll(following);
            following.clear();
            lanes.enter(lane.get(), List.copyOf(all), () -> takeTurn(List.copyOf(all), processEngine));
        }
    }

    private void takeTurn(List<String> jobs, ProcessEngineImpl engine) {
        if (stillOurs(jobs)) {
            new Jobs(jobs, engine, jobs.get(0)).run();
        } else {
            release(jobs);
        }
    }

    /** Whether nobody else took them over while they waited, and nobody stopped or removed them. Keeps them for as long again. */
    private boolean stillOurs(List<String> jobs) {
        return jdbc.sql("UPDATE act_ru_job SET lock_exp_time_ = :until"
                                + " WHERE id_ IN (:jobs) AND lock_owner_ = :me AND suspension_state_ = 1")
                        .param("until", new Timestamp(Instant.now().toEpochMilli() + getLockTimeInMillis()))
                        .param("jobs", jobs)
                        .param("me", getLockOwner())
                        .update()
                == jobs.size();
    }

    private void release(List<String> jobs) {
        if (!jobs.isEmpty()) {
            jdbc.sql("UPDATE act_ru_job SET lock_owner_ = NULL, lock_exp_time_ = NULL"
                            + " WHERE id_ IN (:jobs) AND lock_owner_ = :me")
                    .param("jobs", jobs)
                    .param("me", getLockOwner())
                    .update();
        }
    }
}
