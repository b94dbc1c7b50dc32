package com.withdrawaldesk.payout;

import java.util.List;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** Says at which provider the next call about a payout waits for its turn: a slow one keeps nobody else's payouts waiting. */
@Component
public class PayoutLanes {

    private final ProviderChoice choices;
    private final ConnectionProperties limits;

    PayoutLanes(ProviderChoice choices, ConnectionProperties limits) {
        this.choices = choices;
        this.limits = limits;
    }

    /** Who is asked about what is not clear; else who is to pay what waits; else who paid last. */
    public String of(Attempts attempts, Money amount, String bankCode) {
        PayoutAttempt last = attempts.last();
        List<PayoutAttempt> unclear = attempts.unclear();
        if (!unclear.isEmpty()) {
            return unclear.get(unclear.size() - 1).provider();
        }
        List<PayoutProvider> next = last.waits() ? choices.untried(last, amount, bankCode) : List.of();
        return next.isEmpty() ? last.provider() : next.get(0).name();
    }

    /** How many of one node are sent or checked at one provider at a time; the rest of its calls is for look-ups. */
    public int atOnce() {
        return Math.max(1, limits.callsAtOnce() * 4 / 5);
    }
}
