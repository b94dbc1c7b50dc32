package com.withdrawaldesk.payout;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joda.money.Money;

/**
 * The port to the outside. Every call may take long and is made outside any transaction. {@code send}, {@code check} and
 * {@code sendAll} never throw for what a provider or the network does: that is what a {@link Result} is for. The other calls
 * throw {@link ProviderUnavailable}.
 */
public interface PayoutProvider {

    /** Stored with each attempt, for example {@code sandbox}. */
    String name();

    /**
     * Which of our accounts there pays, stored with what is handed over: of that, only the same account can say that there is no
     * such transfer.
     */
    default String account() {
        return name();
    }

    /** Asks for the payout. Repeating it with the same reference must never pay twice. */
    Outcome send(PayoutOrder order);

    /** Asks what became of the payout with this order's reference. */
    Outcome check(PayoutOrder order);

    /** The most orders {@link #sendAll} takes at once; one when the provider has no bulk transfer. */
    default int bulkSize() {
        return 1;
    }

    /**
     * Asks for several payouts, at most {@link #bulkSize} of them.
     *
     * @return an outcome for each reference; what the answer does not mention is {@link Result#UNKNOWN}
     */
    default Map<String, Outcome> sendAll(List<PayoutOrder> orders) {
        var outcomes = new LinkedHashMap<String, Outcome>();
        orders.forEach(order -> outcomes.put(order.reference(), send(order)));
        return outcomes;
    }

    /** What can be paid out at this moment; fees are taken from it, too. */
    Money balance();

    /** What the provider will charge for this amount, VAT included, by its published prices; asks nobody. */
    Money fee(Money amount);

    /** The banks it can pay to. */
    List<Bank> banks();

    /** The name the bank keeps the account under; empty when the bank has no such account. */
    Optional<String> accountName(String bankCode, String accountNumber);

    /** Everything it did with our money on this day (UTC), for the reconciliation. */
    Statement statement(LocalDate day);
}
