package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.Map;

/** What Tasklist shows on a card, as variables of the task. Nothing is ever decided by them. */
final class Cards {

    private Cards() {}

    static Map<String, String> of(Withdrawal withdrawal) {
        return Map.of(
                "reference",
                withdrawal.reference(),
                "requester",
                withdrawal.requesterName(),
                "amount",
                Amounts.spoken(withdrawal.amount()));
    }
}
