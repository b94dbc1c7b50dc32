package com.withdrawaldesk.base.engine;

import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.NotifyAcquisitionRejectedJobsHandler;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.camunda.bpm.spring.boot.starter.property.JobExecutionProperty;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes the place of the starter's job executor, with the same settings. */
@Configuration(proxyBeanMethods = false)
class JobThreads {

    @Bean
    @ConditionalOnProperty(name = "camunda.bpm.job-execution.enabled", havingValue = "true", matchIfMissing = true)
    JobExecutor jobExecutor(
            @Qualifier("camundaTaskExecutor") TaskExecutor threads,
            CamundaBpmProperties properties,
            OutsideSteps outside,
            JdbcClient jdbc) {
        var executor = new LaneJobExecutor(outside, jdbc);
        executor.setTaskExecutor(threads);
        executor.setRejectedJobsHandler(new NotifyAcquisitionRejectedJobsHandler());
        JobExecutionProperty given = properties.getJobExecution();
        PropertyMapper map = PropertyMapper.get().alwaysApplyingWhenNonNull();
        map.from(given::getLockTimeInMillis).to(executor::setLockTimeInMillis);
        map.from(given::getMaxJobsPerAcquisition).to(executor::setMaxJobsPerAcquisition);
        map.from(given::getWaitTimeInMillis).to(executor::setWaitTimeInMillis);
        map.from(given::getMaxWait).to(executor::setMaxWait);
        map.from(given::getBackoffTimeInMillis).to(executor::setBackoffTimeInMillis);
        map.from(given::getMaxBackoff).to(executor::setMaxBackoff);
        map.from(given::getBackoffDecreaseThreshold).to(executor::setBackoffDecreaseThreshold);
        map.from(given::getWaitIncreaseFactor).to(executor::setWaitIncreaseFactor);
        return executor;
    }
}
