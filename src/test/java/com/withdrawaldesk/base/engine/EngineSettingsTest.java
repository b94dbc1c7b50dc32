package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import javax.xml.datatype.DatatypeFactory;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** That the engine looks for nothing that it has found once. */
@DeskTest
class EngineSettingsTest {

    @Autowired
    ProcessEngineConfigurationImpl configuration;

    @Test
    void namesTheFactoryOfDurationsBeforeTheEngineLooksForIt() {
        assertThat(System.getProperty(DatatypeFactory.DATATYPEFACTORY_PROPERTY))
                .isEqualTo(DatatypeFactory.newDefaultInstance().getClass().getName());
    }

    @Test
    void readsDecisionTablesOurWay() {
        assertThat(configuration.getDmnEngineConfiguration().getFeelEngine().getClass())
                .isEqualTo(DecisionTables.settings()
                        .getFeelEngineFactory()
                        .createInstance()
                        .getClass());
    }
}
