package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.payout.PayoutRouting;
import java.io.IOException;
import java.io.InputStream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.joda.money.Money;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** The table {@code payout-routing}, read once: asking it costs no statement. Cockpit shows the same file as it was deployed. */
@Component
class RoutingTable implements PayoutRouting {

    private final DmnEngine engine;
    private final DmnDecision table;

    RoutingTable(ProcessEngine processEngine, @Value("classpath:bpmn/payout-routing.dmn") Resource file)
            throws IOException {
        var configuration = (ProcessEngineConfigurationImpl) processEngine.getProcessEngineConfiguration();
        engine = configuration.getDmnEngine();
        try (InputStream content = file.getInputStream()) {
            // The parser of a process engine asks for its configuration, which only a command has.
            table = configuration
                    .getCommandExecutorTxRequired()
                    .execute(command -> engine.parseDecision("payout-routing", content));
        }
    }

    @Override
    public Integer rank(String provider, Money amount, String bankCode, String cover) {
        VariableMap facts = Variables.createVariables()
                .putValue("provider", provider)
                .putValue("amount", WithdrawalFacts.whole(amount))
                .putValue("bankCode", bankCode)
                .putValue("cover", cover);
        var result = engine.evaluateDecisionTable(table, facts);
        return result.isEmpty() ? null : result.getSingleResult().getSingleEntry();
    }
}
