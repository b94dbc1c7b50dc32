package com.withdrawaldesk.account;

import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.joda.money.Money;

/** A provider that answers questions about banks and accounts as a test wants it to. */
class FakeProvider implements PayoutProvider {

    /** Null while it is out of order. */
    List<Bank> banks;

    /** By bank code and account number. */
    BiFunction<String, String, Optional<String>> name;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<Bank> banks() {
        if (banks == null) {
            throw new ProviderUnavailable("out of order", false, null);
        }
        return banks;
    }

    @Override
    public Optional<String> accountName(String bankCode, String accountNumber) {
        return name.apply(bankCode, accountNumber);
    }

    @Override
    public Outcome send(PayoutOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Outcome check(PayoutOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Money balance() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Money fee(Money amount) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Statement statement(LocalDate day) {
        throw new UnsupportedOperationException();
    }
}
