package com.withdrawaldesk.base.engine;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.springframework.core.io.Resource;

/**
 * A decision table of a DMN file, read once: it is evaluated by an engine of its own, which keeps no history, so asking it costs no
 * statement.
 */
public final class DecisionTable {

    private final DmnEngine engine = DecisionTables.settings().buildEngine();
    private final DmnDecision table;

    /**
     * @param key the id of the decision in the file
     * @throws IOException when the file cannot be read
     */
    public DecisionTable(String key, Resource file) throws IOException {
        try (var dmn = file.getInputStream()) {
            table = engine.parseDecision(key, dmn);
        }
    }

    /**
     * The columns of the one row that applies; none when no row does.
     *
     * @param facts by the names of the inputs; amounts in whole major units
     */
    public Optional<Map<String, Object>> row(Map<String, Object> facts) {
        var result = engine.evaluateDecisionTable(table, facts);
        return result.isEmpty()
                ? Optional.empty()
                : Optional.of(result.getSingleResult().getEntryMap());
    }
}
