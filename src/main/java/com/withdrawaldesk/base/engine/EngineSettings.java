package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.rights.Groups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import javax.xml.datatype.DatatypeFactory;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.persistence.entity.UserOperationLogManager;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the engine wait for Flyway, takes from it what a text could use as a program, switches off what this desk does not use
 * and would pay for in each request, and has recorded what people do with the engine itself.
 */
@Component
@DependsOnDatabaseInitialization
class EngineSettings extends AbstractProcessEnginePlugin {

    private static final String DURATIONS = DatatypeFactory.DATATYPEFACTORY_PROPERTY;

    private final DiagramExpressions expressions;
    private final Audit audit;
    private final JdbcClient jdbc;
    private final OutsideSteps outside;

    EngineSettings(DiagramExpressions expressions, Audit audit, JdbcClient jdbc, OutsideSteps outside) {
        this.expressions = expressions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.outside = outside;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        // For each timer the engine asks which factory there is, and without this answer the whole class path is
        // searched.
        if (System.getProperty(DURATIONS) == null) {
            System.setProperty(
                    DURATIONS, DatatypeFactory.newDefaultInstance().getClass().getName());
        }
        configuration.setDmnEngineConfiguration(DecisionTables.settings());
        configuration.setExpressionManager(expressions);
        configuration.setBeans(new HashMap<>());
        configuration.setScriptEngineResolver(new NoScripts());
        configuration.setCustomPreDeployers(List.of(new NoDeployments()));
        configuration.setCustomHistoryLevels(List.of(new DeskHistory()));
        configuration.setCustomPreCommandInterceptorsTxRequired(
                List.of(new RefusedCommands(configuration, audit), new CallsFirst(outside)));
        configuration.setCustomPostCommandInterceptorsTxRequired(List.of(new UnreportedCommands(audit)));
        configuration.setHistoryTimeToLive("P3650D");
        configuration.setEnforceHistoryTimeToLive(true);
        configuration.setTenantCheckEnabled(false);
        configuration.setAdminGroups(new ArrayList<>(List.of(Groups.ENGINE_ADMINS, Groups.OPERATON_ADMINS)));
    }

    /** Once the engine has its generator of ids, and before its first command. */
    @Override
    public void postInit(ProcessEngineConfigurationImpl configuration) {
        configuration
                .getSessionFactories()
                .put(DbEntityManager.class, new TellingEntityManager.Factory(configuration.getIdGenerator(), audit));
        configuration.getSessionFactories().put(UserOperationLogManager.class, new OperationTrail.Factory(audit, jdbc));
    }
}
