package com.withdrawaldesk.wallet;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What owners of wallets owe because it was paid without being taken from them, and how that ends. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Receivables {

    private static final String LOSSES = "platform:losses";

    private final Wallets wallets;
    private final JdbcClient jdbc;

    Receivables(Wallets wallets, JdbcClient jdbc) {
        this.wallets = wallets;
        this.jdbc = jdbc;
    }

    /** This was paid although it is no longer in transit: whoever has it owes it, and no wallet is touched. */
    public void owe(Movement movement, String debtor, Money paid) {
        wallets.post(
                movement,
                List.of(new Posting("paid_after_all", "Paid after all", receivable(debtor), Wallets.BANK, paid)));
    }

    private static String receivable(String debtor) {
        return "receivable:" + debtor;
    }

    /** How often {@link #owe} was booked for this withdrawal and did not come back from the bank. */
    public int timesOwed(UUID withdrawalId) {
        return jdbc.sql("""
                        SELECT count(*) FILTER (WHERE kind = 'paid_after_all') - count(*) FILTER (WHERE kind = 'receivable_returned')
                        FROM ledger_transfer WHERE withdrawal_id = ?
                        """).param(withdrawalId).query(Integer.class).single();
    }

    /** What is still owed for this withdrawal; below zero never. */
    public Money owed(Movement movement) {
        long minor =
                jdbc.sql("""
                        SELECT coalesce(sum(CASE WHEN debit_account LIKE 'receivable:%' THEN amount_minor
                                                 WHEN credit_account LIKE 'receivable:%' THEN -amount_minor END), 0)
                        FROM ledger_transfer WHERE withdrawal_id = ?
                        """).param(movement.withdrawalId()).query(Long.class).single();
        return Money.ofMinor(movement.amount().getCurrencyUnit(), minor);
    }

    /** The debtor repays from the wallet; empty when it is frozen or does not cover it. */
    public Optional<Money> repayFromWallet(Movement repaid, String debtor) {
        return wallets.move(
                repaid, "receivable_repaid", -1, receivable(debtor), "Repaid from the wallet: " + repaid.reference());
    }

    /** The debtor repaid to the platform's bank account. */
    public void repaidToBank(Movement repaid, String debtor) {
        wallets.post(
                repaid,
                List.of(new Posting("receivable_repaid", "Repaid", Wallets.BANK, receivable(debtor), repaid.amount())));
    }

    /** The platform gives up what is owed. */
    public void writeOff(Movement given, String debtor) {
        wallets.post(
                given,
                List.of(new Posting(
                        "receivable_written_off", "Written off", LOSSES, receivable(debtor), given.amount())));
    }

    /**
     * The bank sent back what is owed. What had been given up of it is no loss, and what had been repaid is the debtor's again.
     *
     * @return what goes back into the wallet; zero when nothing
     */
    public Money oweNoMore(Movement paid, String debtor) {
        wallets.post(
                paid,
                List.of(new Posting(
                        "receivable_returned",
                        "Returned by the bank",
                        Wallets.BANK,
                        receivable(debtor),
                        paid.amount())));
        Money over = owed(paid).negated();
        if (!over.isPositive()) {
            return over.minus(over);
        }
        Money lost = given(paid);
        Money recovered = lost.isGreaterThan(over) ? over : lost;
        if (recovered.isPositive()) {
            wallets.post(
                    paid,
                    List.of(new Posting(
                            "write_off_returned", "No loss any more", receivable(debtor), LOSSES, recovered)));
        }
        Money back = over.minus(recovered);
        if (back.isPositive()) {
            wallets.move(
                            paid.of(back),
                            "repayment_returned",
                            1,
                            receivable(debtor),
                            "Repaid twice: " + paid.reference())
                    .orElseThrow();
        }
        return back;
    }

    /** What was written off for this withdrawal and not recovered. */
    private Money given(Movement movement) {
        long minor =
                jdbc.sql("""
                        SELECT coalesce(sum(CASE kind WHEN 'receivable_written_off' THEN amount_minor
                                                      WHEN 'write_off_returned' THEN -amount_minor END), 0)
                        FROM ledger_transfer WHERE withdrawal_id = ?
                        """).param(movement.withdrawalId()).query(Long.class).single();
        return Money.ofMinor(movement.amount().getCurrencyUnit(), minor);
    }
}
