package com.withdrawaldesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class StartTest {

    @Autowired
    ProcessEngine engine;

    @Test
    void startsTheEngineOnTheSchemaThatFlywayMade() {
        assertThat(engine.getManagementService().getTableCount()).containsKey("ACT_RU_EXECUTION");
    }
}
