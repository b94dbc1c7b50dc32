package com.withdrawaldesk.wallet;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.money.Amounts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Moves money. Every movement is one SQL statement that changes the balance and writes the ledger row, so neither can be
 * there without the other; a debit takes only what is there, whoever else debits at the same time.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Wallets {

    /** What a movement of the ledger can be. */
    public static final Set<String> KINDS = Set.of(
            "credit",
            "commission",
            "fee",
            "withdrawal_debit",
            "withdrawal_refund",
            "withdrawal_settlement",
            "reversal",
            "paid_after_all",
            "withdrawal_fee",
            "vat",
            "stamp_duty",
            "provider_fee",
            "stamp_duty_charge",
            "provider_fee_charge",
            "withdrawal_fee_reversal",
            "vat_reversal",
            "stamp_duty_reversal",
            "provider_fee_reversal");

    private static final String IN_TRANSIT = "platform:in_transit";

    private final WalletRepository wallets;
    private final JdbcClient jdbc;

    Wallets(WalletRepository wallets, JdbcClient jdbc) {
        this.wallets = wallets;
        this.jdbc = jdbc;
    }

    /**
     * The wallet of this owner.
     *
     * @throws Refusal {@code wallet_not_found}
     */
    @Transactional(readOnly = true)
    public Wallet of(String ownerId, OwnerType type) {
        return find(ownerId, type)
                .orElseThrow(() -> new Refusal(Code.WALLET_NOT_FOUND, "You have no " + type.value() + " wallet yet."));
    }

    /** The wallet of this id; costs no statement where the transaction has read it before. */
    @Transactional(readOnly = true)
    public Wallet of(UUID walletId) {
        return wallets.findById(walletId).orElseThrow();
    }

    /** Empty when this owner has no such wallet. */
    @Transactional(readOnly = true)
    public Optional<Wallet> find(String ownerId, OwnerType type) {
        return wallets.findByOwnerIdAndOwnerType(ownerId, type);
    }

    /** What the wallet holds at this moment, whatever was read before. */
    public Money available(UUID walletId) {
        return jdbc.sql("SELECT currency, balance_minor FROM wallet WHERE id = ?")
                .param(walletId)
                .query((row, n) -> Money.ofMinor(CurrencyUnit.of(row.getString(1)), row.getLong(2)))
                .single();
    }

    /** Takes the amount out of the wallet into transit; empty when the wallet is frozen or does not cover it. */
    public Optional<Money> debit(Movement movement) {
        return move(movement, "withdrawal_debit", -1, "Withdrawal " + movement.reference());
    }

    /**
     * Gives the amount in transit back to the wallet.
     *
     * @return the balance afterwards
     */
    public Money refund(Movement movement) {
        return move(movement, "withdrawal_refund", 1, "Refund of withdrawal " + movement.reference())
                .orElseThrow();
    }

    /**
     * Gives back the whole amount that had been settled, because the bank returned what reached it.
     *
     * @param postings what the platform adds to it
     * @return the balance afterwards
     */
    public Money reverse(Movement movement, List<Posting> postings) {
        Money balance = move(movement, "reversal", 1, "Returned by the bank: withdrawal " + movement.reference())
                .orElseThrow();
        post(movement, postings);
        return balance;
    }

    /**
     * The amount in transit has left: what the postings do not take of it, for the bank. All of it is one statement, so that
     * nothing stays in transit.
     */
    public void settle(Movement movement, List<Posting> postings) {
        Money paidOut = postings.stream()
                .filter(posting -> posting.debitAccount().equals(IN_TRANSIT))
                .map(Posting::amount)
                .reduce(movement.amount(), Money::minus);
        var settlement = new Posting("withdrawal_settlement", "Paid out", IN_TRANSIT, "platform:bank", paidOut);
        post(movement, Stream.concat(Stream.of(settlement), postings.stream()).toList());
    }

    private void post(Movement movement, List<Posting> postings) {
        jdbc.sql("""
                        INSERT INTO ledger_transfer (kind, description, debit_account, credit_account, amount_minor,
                                                     withdrawal_id, reference)
                        SELECT kind, description || ': withdrawal ' || :reference, debit, credit, amount, :withdrawal, :reference
                        FROM unnest(:kinds::text[], :descriptions::text[], :debits::text[], :credits::text[], :amounts::bigint[])
                            AS posting (kind, description, debit, credit, amount)
                        """)
                .param("kinds", texts(postings, Posting::kind))
                .param("descriptions", texts(postings, Posting::description))
                .param("debits", texts(postings, Posting::debitAccount))
                .param("credits", texts(postings, Posting::creditAccount))
                .param(
                        "amounts",
                        postings.stream()
                                .map(posting -> Amounts.minor(posting.amount()))
                                .toArray(Long[]::new))
                .param("withdrawal", movement.withdrawalId())
                .param("reference", movement.reference())
                .update();
    }

    private static String[] texts(List<Posting> postings, Function<Posting, String> column) {
        return postings.stream().map(column).toArray(String[]::new);
    }

    /** This was paid although it is no longer in transit: whoever has it owes it, and no wallet is touched. */
    public void owe(Movement movement, String debtor, Money paid) {
        post(
                movement,
                List.of(new Posting(
                        "paid_after_all", "Paid after all", "receivable:" + debtor, "platform:bank", paid)));
    }

    /** Whether {@link #owe} was booked for this withdrawal. */
    public boolean owed(UUID withdrawalId) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM ledger_transfer WHERE withdrawal_id = ? AND kind = 'paid_after_all')")
                .param(withdrawalId)
                .query(Boolean.class)
                .single();
    }

    private Optional<Money> move(Movement movement, String kind, int sign, String description) {
        String platform = kind.equals("reversal") ? "platform:bank" : "platform:in_transit";
        return jdbc.sql("""
                        WITH moved AS (
                            UPDATE wallet SET balance_minor = balance_minor + :change
                            WHERE id = :wallet
                              AND (:change > 0 OR status = 'active' AND balance_minor + :change >= 0)
                            RETURNING id, balance_minor)
                        INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, withdrawal_id,
                                                     reference, description, wallet_balance_minor)
                        SELECT :kind,
                               CASE WHEN :change < 0 THEN 'wallet:' || id ELSE :platform END,
                               CASE WHEN :change < 0 THEN :platform ELSE 'wallet:' || id END,
                               abs(:change), :withdrawal, :reference, :description, balance_minor
                        FROM moved
                        RETURNING wallet_balance_minor
                        """)
                .param("change", sign * Amounts.minor(movement.amount()))
                .param("wallet", movement.walletId())
                .param("kind", kind)
                .param("platform", platform)
                .param("withdrawal", movement.withdrawalId())
                .param("reference", movement.reference())
                .param("description", description)
                .query(Long.class)
                .optional()
                .map(minor -> Money.ofMinor(movement.amount().getCurrencyUnit(), minor));
    }

    /**
     * Opens an empty wallet.
     *
     * @param email where its owner is written to; null when unknown
     * @throws Refusal {@code wallet_exists}
     */
    public UUID open(String ownerId, OwnerType type, String displayName, String email, String currency) {
        return jdbc.sql("""
                        INSERT INTO wallet (owner_id, owner_type, display_name, email, currency) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (owner_id, owner_type) DO NOTHING RETURNING id
                        """)
                .params(ownerId, type.value(), displayName, email, currency)
                .query(UUID.class)
                .optional()
                .orElseThrow(
                        () -> new Refusal(Code.WALLET_EXISTS, ownerId + " already has a " + type.value() + " wallet."));
    }

    /**
     * Passes once for each sale of a wallet, in the caller's transaction.
     *
     * @param sourceReference the sale at the marketplace
     * @throws Refusal {@code sale_credited}
     */
    void requireFirstCredit(UUID walletId, String sourceReference) {
        int first = jdbc.sql(
                        "INSERT INTO credited_sale (wallet_id, source_reference) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(walletId, sourceReference)
                .update();
        if (first == 0) {
            throw new Refusal(Code.SALE_CREDITED, sourceReference + " was credited to this wallet before.");
        }
    }

    /**
     * Credits a sale and takes the commission, as two movements.
     *
     * @param gross what the buyer paid, above zero
     * @param commission what the platform keeps of it; zero when nothing
     * @param reference the sale at the marketplace
     * @return the balance afterwards
     */
    public Money credit(UUID walletId, Money gross, Money commission, String reference, String description) {
        long after = jdbc.sql("""
                        WITH moved AS (
                            UPDATE wallet SET balance_minor = balance_minor + :gross - :commission WHERE id = :wallet
                            RETURNING id, balance_minor)
                        INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, reference,
                                                     description, wallet_balance_minor)
                        SELECT kind, debit, credit, amount, :reference, :description, balance
                        FROM moved, LATERAL (VALUES
                            ('credit', 'platform:sales', 'wallet:' || id, :gross, balance_minor + :commission),
                            ('commission', 'wallet:' || id, 'platform:commission', :commission, balance_minor))
                            AS side (kind, debit, credit, amount, balance)
                        WHERE amount > 0
                        RETURNING (SELECT balance_minor FROM moved)
                        """)
                .param("gross", Amounts.minor(gross))
                .param("commission", Amounts.minor(commission))
                .param("wallet", walletId)
                .param("reference", reference)
                .param("description", description)
                .query(Long.class)
                .list()
                .get(0);
        return Money.ofMinor(gross.getCurrencyUnit(), after);
    }
}
