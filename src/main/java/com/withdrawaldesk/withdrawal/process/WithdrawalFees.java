package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.base.engine.DecisionTables;
import com.withdrawaldesk.fee.FeeProperties;
import com.withdrawaldesk.fee.FeeTable;
import com.withdrawaldesk.wallet.OwnerType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/**
 * The table {@code withdrawal-fees}. It is evaluated by a DMN engine of its own, which keeps no history, because quotes and
 * requests ask it often and have no statement to spare.
 */
@Component
class WithdrawalFees implements FeeTable {

    private static final String DECISION = "withdrawal-fees";

    private final DmnEngine engine = DecisionTables.settings().buildEngine();
    private final DmnDecision table;

    WithdrawalFees(FeeProperties settings) throws IOException {
        try (var dmn = settings.table().getInputStream()) {
            table = engine.parseDecision(DECISION, dmn);
        }
    }

    @Override
    public Price of(Money amount, OwnerType requester) {
        var facts = Variables.createVariables()
                .putValue("amount", WithdrawalFacts.whole(amount))
                .putValue("requester", requester.value());
        Map<String, Object> price =
                engine.evaluateDecisionTable(table, facts).getFirstResult().getEntryMap();
        return new Price(number(price, "flat"), number(price, "percent"));
    }

    private static BigDecimal number(Map<String, Object> price, String column) {
        return new BigDecimal((String) price.get(column));
    }
}
