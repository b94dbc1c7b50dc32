package com.withdrawaldesk.base.engine;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.springframework.core.io.Resource;

/**
 * A decision table of a DMN file, read once: all of them are evaluated by an engine of their own, which keeps no history, so asking
 * one costs no statement.
 */
public final class DecisionTable {

    private static final DmnEngine ENGINE = DecisionTables.settings().buildEngine();

    private final DmnDecision table;

    /**
     * @param key the id of the decision in the file
     * @throws IOException when the file cannot be read
     */
    public DecisionTable(String key, Resource file) throws IOException {
        try (var dmn = file.getInputStream()) {
            table = ENGINE.parseDecision(key, dmn);
        }
    }

    /**
     * The columns of the first row that applies, whatever its hit policy is; none when no row does.
     *
     * @param facts by the names of the inputs; amounts in whole major units
     */
    public Optional<Map<String, Object>> row(Map<String, Object> facts) {
        return Optional.ofNullable(ENGINE.evaluateDecisionTable(table, facts).getFirstResult())
                .map(DmnDecisionRuleResult::getEntryMap);
    }
}
