package com.withdrawaldesk.base.engine;

import java.lang.reflect.Field;
import java.util.Objects;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.util.ReflectionUtils;

/** Makes the call of a job before the engine opens the job's transaction, however the job is run. */
final class CallsFirst extends CommandInterceptor {

    /** The command tells nobody whose it is. */
    private static final Field JOB = Objects.requireNonNull(ReflectionUtils.findField(ExecuteJobsCmd.class, "jobId"));

    static {
        ReflectionUtils.makeAccessible(JOB);
    }

    private final OutsideSteps outside;

    CallsFirst(OutsideSteps outside) {
        this.outside = outside;
    }

    @Override
    public <T> T execute(Command<T> command) {
        if (!(command instanceof ExecuteJobsCmd)) {
            return next.execute(command);
        }
        outside.call((String) ReflectionUtils.getField(JOB, command));
        try {
            return next.execute(command);
        } finally {
            outside.forget();
        }
    }
}
