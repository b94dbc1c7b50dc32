package com.withdrawaldesk.wallet;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.InvalidInput;
import java.time.Instant;
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
            "sale_refund",
            "charge_back",
            "correction",
            "fee",
            "withdrawal_debit",
            "withdrawal_refund",
            "withdrawal_settlement",
            "reversal",
            "return_charge",
            "paid_after_all",
            "receivable_repaid",
            "receivable_returned",
            "receivable_written_off",
            "repayment_returned",
            "write_off_returned",
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
    static final String BANK = "platform:bank";

    private final WalletRepository wallets;
    private final JdbcClient jdbc;
    private final WalletProperties properties;

    Wallets(WalletRepository wallets, JdbcClient jdbc, WalletProperties properties) {
        this.wallets = wallets;
        this.jdbc = jdbc;
        this.properties = properties;
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

    /**
     * The owner's wallet; who has two must say which.
     *
     * @param ownerType {@code vendor} or {@code customer}; null for the only one
     * @throws Refusal {@code wallet_not_found}
     * @throws InvalidInput when there are two
     */
    @Transactional(readOnly = true)
    public Wallet only(String ownerId, String ownerType) {
        List<Wallet> found = List.of(OwnerType.values()).stream()
                .filter(type -> ownerType == null || type.value().equals(ownerType))
                .flatMap(type -> find(ownerId, type).stream())
                .toList();
        if (found.isEmpty()) {
            throw new Refusal(Code.WALLET_NOT_FOUND, "This owner has no such wallet.");
        }
        if (found.size() > 1) {
            throw new InvalidInput(
                    "owner_type", "ambiguous", "This owner has two wallets: add ?owner_type=vendor or customer.");
        }
        return found.get(0);
    }

    /** Whether it is frozen at this moment, whatever was read before. */
    public boolean isFrozen(UUID walletId) {
        return jdbc.sql("SELECT status = 'frozen' FROM wallet WHERE id = ?")
                .param(walletId)
                .query(Boolean.class)
                .single();
    }

    /** Since when nothing may leave it; empty when it is not frozen. */
    public Optional<Instant> frozenSince(UUID walletId) {
        return jdbc.sql("""
                        SELECT coalesce(f.frozen_at, now()) FROM wallet v
                        LEFT JOIN wallet_freeze f ON f.wallet_id = v.id AND f.lifted_at IS NULL
                        WHERE v.id = ? AND v.status = 'frozen'
                        """)
                .param(walletId)
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .optional();
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
        return move(movement, "withdrawal_debit", -1, IN_TRANSIT, "Withdrawal " + movement.reference());
    }

    /**
     * Gives the amount in transit back to the wallet.
     *
     * @return the balance afterwards
     */
    public Money refund(Movement movement) {
        return move(movement, "withdrawal_refund", 1, IN_TRANSIT, "Refund of withdrawal " + movement.reference())
                .orElseThrow();
    }

    /**
     * Gives back the whole amount that had been settled, because the bank returned what reached it.
     *
     * @param postings what the platform adds to it
     * @param kept what the bank kept of it; zero when nothing
     * @param byOwner whether the wallet's owner bears that, and otherwise the platform
     * @return the balance afterwards
     */
    public Money reverse(Movement movement, List<Posting> postings, Money kept, boolean byOwner) {
        Money balance = move(movement, "reversal", 1, BANK, "Returned by the bank: withdrawal " + movement.reference())
                .orElseThrow();
        post(movement, postings);
        if (kept.isPositive() && byOwner) {
            return move(movement.of(kept), "return_charge", -1, BANK, "Kept by the bank: " + movement.reference())
                    .orElseThrow();
        }
        if (kept.isPositive()) {
            post(
                    movement,
                    List.of(new Posting("return_charge", "Kept by the bank", "platform:return_charges", BANK, kept)));
        }
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
        var settlement = new Posting("withdrawal_settlement", "Paid out", IN_TRANSIT, BANK, paidOut);
        post(movement, Stream.concat(Stream.of(settlement), postings.stream()).toList());
    }

    void post(Movement movement, List<Posting> postings) {
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

    /** @param other the account on the other side */
    Optional<Money> move(Movement movement, String kind, int sign, String other, String description) {
        return jdbc.sql("""
                        WITH moved AS (
                            UPDATE wallet SET balance_minor = balance_minor + :change
                            WHERE id = :wallet
                              AND (:change > 0 OR (status = 'active' OR :kind = 'return_charge')
                                  AND balance_minor + :change >= 0)
                            RETURNING id, balance_minor)
                        INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, withdrawal_id,
                                                     reference, description, wallet_balance_minor)
                        SELECT :kind,
                               CASE WHEN :change < 0 THEN 'wallet:' || id ELSE :other END,
                               CASE WHEN :change < 0 THEN :other ELSE 'wallet:' || id END,
                               abs(:change), :withdrawal, :reference, :description, balance_minor
                        FROM moved
                        RETURNING wallet_balance_minor
                        """)
                .param("change", sign * Amounts.minor(movement.amount()))
                .param("wallet", movement.walletId())
                .param("kind", kind)
                .param("other", other)
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
     * Passes once for each sale of a wallet and kind, in the caller's transaction.
     *
     * @param kind {@code credit}, or a kind of {@link #takeBack}
     * @param sourceReference the sale at the marketplace
     * @throws Refusal {@code sale_credited}, {@code sale_taken_back}
     */
    void requireFirst(UUID walletId, String kind, String sourceReference) {
        int first = jdbc.sql("""
                        INSERT INTO credited_sale (wallet_id, source_reference, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                        """).params(walletId, sourceReference, kind).update();
        if (first == 0) {
            throw kind.equals("credit")
                    ? new Refusal(Code.SALE_CREDITED, sourceReference + " was credited to this wallet before.")
                    : new Refusal(
                            Code.SALE_TAKEN_BACK,
                            "A " + kind + " of " + sourceReference + " was taken from this wallet before.");
        }
    }

    /**
     * Takes a sale back, from a frozen or closed wallet, too.
     *
     * @param kind {@code sale_refund}, {@code charge_back} or {@code correction}
     * @param amount above zero
     * @return the balance afterwards, which may be below zero
     * @throws Refusal {@code insufficient_balance} when the wallet would owe more than it may
     */
    Money takeBack(UUID walletId, String kind, Money amount, String reference, String description) {
        Money floor = Money.of(amount.getCurrencyUnit(), properties.mayOwe()).negated();
        return jdbc.sql("""
                        WITH moved AS (
                            UPDATE wallet SET balance_minor = balance_minor - :amount
                            WHERE id = :wallet AND balance_minor - :amount >= :floor
                              AND set_config('desk.taking_back', id::text, true) IS NOT NULL
                            RETURNING id, balance_minor)
                        INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, reference,
                                                     description, wallet_balance_minor)
                        SELECT :kind, 'wallet:' || id, 'platform:sales', :amount, :reference, :description, balance_minor FROM moved
                        RETURNING wallet_balance_minor
                        """)
                .param("amount", Amounts.minor(amount))
                .param("wallet", walletId)
                .param("floor", Amounts.minor(floor))
                .param("kind", kind)
                .param("reference", reference)
                .param("description", description)
                .query(Long.class)
                .optional()
                .map(minor -> Money.ofMinor(amount.getCurrencyUnit(), minor))
                .orElseThrow(() -> {
                    Money available = available(walletId).minus(floor);
                    return new Refusal(
                                    Code.INSUFFICIENT_BALANCE,
                                    "At most " + Amounts.spoken(available) + " can be taken from this wallet.")
                            .with("available", Amounts.plain(available));
                });
    }

    /** Takes no sales and no requests of its owner from now on. Returns whether it did until now. */
    public boolean close(UUID walletId) {
        return jdbc.sql("UPDATE wallet SET closed_at = now() WHERE id = ? AND closed_at IS NULL")
                        .param(walletId)
                        .update()
                > 0;
    }

    /**
     * Credits a sale and takes the commission, as two movements.
     *
     * @param gross what the buyer paid, above zero
     * @param commission what the platform keeps of it; zero when nothing
     * @param reference the sale at the marketplace
     * @return the balance afterwards
     * @throws Refusal {@code wallet_closed}
     */
    public Money credit(UUID walletId, Money gross, Money commission, String reference, String description) {
        long after = jdbc
                .sql("""
                        WITH moved AS (
                            UPDATE wallet SET balance_minor = balance_minor + :gross - :commission
                            WHERE id = :wallet AND closed_at IS NULL
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
                .stream()
                .findFirst()
                .orElseThrow(() -> new Refusal(Code.WALLET_CLOSED, "This wallet is closed and takes no sales."));
        return Money.ofMinor(gross.getCurrencyUnit(), after);
    }
}
