package com.withdrawaldesk.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Each wrong state of money is refused by the database itself, whatever the code above it does. */
@DeskTest
class LedgerConstraintsTest {

    @Autowired
    Given given;

    @Autowired
    Wallets wallets;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Test
    void debitsOnlyWhatIsThere() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "600.00");
        Movement again = withdrawal.movement();
        var more = new Movement(again.walletId(), again.withdrawalId(), "other", naira("400.01"));

        assertThat(transaction.<Boolean>execute(tx -> wallets.debit(more).isEmpty()))
                .isTrue();
        assertThat(balance(withdrawal)).isEqualTo(40000);
    }

    @Test
    void debitsAWithdrawalOnce() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "300.00");

        assertThatThrownBy(() -> transaction.execute(tx -> wallets.debit(withdrawal.movement())))
                .isInstanceOf(DataAccessException.class);
        assertThat(balance(withdrawal)).isEqualTo(70000);
    }

    @Test
    void refundsOnceAndNeverWhatWasSettled() {
        Withdrawal refunded = given.requested(given.vendor("1000.00"), "300.00");
        Withdrawal settled = given.requested(given.vendor("1000.00"), "300.00");

        assertThatThrownBy(() -> transaction.executeWithoutResult(tx -> {
                    wallets.refund(refunded.movement());
                    wallets.refund(refunded.movement());
                }))
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> transaction.executeWithoutResult(tx -> {
                    wallets.settle(settled.movement(), List.of());
                    wallets.refund(settled.movement());
                }))
                .isInstanceOf(DataAccessException.class);
        assertThat(List.of(balance(refunded), balance(settled))).containsOnly(70000L);
    }

    @Test
    void reversesOnlyWhatWasSettled() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "300.00");

        assertThatThrownBy(() -> transaction.execute(tx -> wallets.reverse(
                        withdrawal.movement(), List.of(), withdrawal.amount().minus(withdrawal.amount()), false)))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("reversal without withdrawal_settlement");
    }

    @Test
    void movesNoOtherAmountThanTheWithdrawals() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "300.00");
        Movement real = withdrawal.movement();
        var more = new Movement(real.walletId(), real.withdrawalId(), real.reference(), naira("300.01"));

        assertThatThrownBy(() -> transaction.execute(tx -> wallets.refund(more)))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not match withdrawal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE wallet SET balance_minor = -1",
                "UPDATE ledger_transfer SET amount_minor = 1",
                "DELETE FROM ledger_transfer",
                "TRUNCATE ledger_transfer",
                "INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, reference, description)"
                        + " VALUES ('gift', 'platform:bank', 'platform:sales', 1, 'x', 'x')",
                "INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, reference, description,"
                        + " wallet_balance_minor) SELECT 'credit', 'platform:bank', 'wallet:' || id, 1, 'x', 'x', 1 FROM wallet LIMIT 1",
                "INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, reference, description,"
                        + " wallet_balance_minor) SELECT 'credit', 'platform:sales', 'wallet:' || id, 0, 'x', 'x', 1 FROM wallet LIMIT 1",
            })
    void refusesWrongRows(String statement) {
        given.vendor("1000.00");

        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataAccessException.class);
    }

    @Test
    void refusesWrongWithdrawals() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "300.00");

        for (String wrong : List.of(
                "stage = 'completed', ended_at = now()",
                "stage = 'rejected', failure_code = 'rejected', ended_at = now()",
                "stage = 'lost'",
                "decision = 'approve'",
                "decision = 'approve', decided_at = now(), decided_by = requester_id",
                "ended_at = now()",
                "amount_minor = 0",
                "account_number = '123'")) {
            assertThatThrownBy(() -> jdbc.sql("UPDATE withdrawal SET " + wrong + " WHERE id = ?")
                            .param(withdrawal.id())
                            .update())
                    .as(wrong)
                    .isInstanceOf(DataAccessException.class);
        }
    }

    private long balance(Withdrawal withdrawal) {
        return jdbc.sql("SELECT balance_minor FROM wallet WHERE id = ?")
                .param(withdrawal.movement().walletId())
                .query(Long.class)
                .single();
    }

    private static Money naira(String amount) {
        return Money.of(CurrencyUnit.of("NGN"), new java.math.BigDecimal(amount));
    }
}
