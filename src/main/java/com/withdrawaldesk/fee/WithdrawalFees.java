package com.withdrawaldesk.fee;

import com.withdrawaldesk.base.engine.DecisionTable;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.wallet.OwnerType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** The table {@code withdrawal-fees}. */
@Component
class WithdrawalFees implements FeeTable {

    private final DecisionTable table;

    WithdrawalFees(FeeProperties settings) throws IOException {
        table = new DecisionTable("withdrawal-fees", settings.table());
    }

    @Override
    public Price of(Money amount, OwnerType requester) {
        Map<String, Object> price = table.row(Map.of("amount", Amounts.whole(amount), "requester", requester.value()))
                .orElseThrow();
        return new Price(number(price, "flat"), number(price, "percent"));
    }

    private static BigDecimal number(Map<String, Object> price, String column) {
        return new BigDecimal((String) price.get(column));
    }
}
