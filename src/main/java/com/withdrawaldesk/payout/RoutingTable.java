package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.engine.DecisionTable;
import com.withdrawaldesk.base.money.Amounts;
import java.io.IOException;
import java.util.HashMap;
import org.joda.money.Money;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** The table {@code payout-routing}. Cockpit shows the same file as it was deployed. */
@Component
class RoutingTable implements PayoutRouting {

    private final DecisionTable table;

    RoutingTable(@Value("classpath:bpmn/payout-routing.dmn") Resource file) throws IOException {
        table = new DecisionTable("payout-routing", file);
    }

    @Override
    public Integer rank(String provider, Money amount, String bankCode, String cover) {
        var facts = new HashMap<String, Object>();
        facts.put("provider", provider);
        facts.put("amount", Amounts.whole(amount));
        facts.put("bankCode", bankCode);
        facts.put("cover", cover);
        return table.row(facts).map(row -> (Integer) row.get("rank")).orElse(null);
    }
}
