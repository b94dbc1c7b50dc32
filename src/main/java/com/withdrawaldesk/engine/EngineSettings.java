package com.withdrawaldesk.engine;

import java.util.HashMap;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.stereotype.Component;

/**
 * Makes the engine wait for Flyway, takes from it what a text could use as a program, and switches off what this desk does not
 * use and would pay for in each request.
 */
@Component
@DependsOnDatabaseInitialization
class EngineSettings extends AbstractProcessEnginePlugin {

    private final DiagramExpressions expressions;

    EngineSettings(DiagramExpressions expressions) {
        this.expressions = expressions;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setExpressionManager(expressions);
        configuration.setBeans(new HashMap<>());
        configuration.setScriptEngineResolver(new NoScripts());
        configuration.setCustomPreDeployers(List.of(new NoDeployments()));
        configuration.setHistoryTimeToLive("P3650D");
        configuration.setEnforceHistoryTimeToLive(true);
        configuration.setTenantCheckEnabled(false);
    }
}
