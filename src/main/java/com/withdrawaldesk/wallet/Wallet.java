package com.withdrawaldesk.wallet;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** A wallet as it was read. Balances change only by the statements of {@link Wallets}, never through this entity. */
@Entity
@Immutable
public class Wallet {

    @Id
    private UUID id;

    private String ownerId;
    private OwnerType ownerType;
    private String displayName;
    private String currency;
    private long balanceMinor;
    private String status;
    private Instant closedAt;

    /** Read with the wallet, so that a request costs no statement more. */
    @Formula("(SELECT array_agg(p.provider) FROM payout_pause p)")
    private String[] pausedPayouts;

    protected Wallet() {}

    public UUID id() {
        return id;
    }

    /** User id of the owner. */
    public String ownerId() {
        return ownerId;
    }

    public OwnerType ownerType() {
        return ownerType;
    }

    /** How the owner is called: a business's or a person's name. */
    public String displayName() {
        return displayName;
    }

    /** What the owner could withdraw when this was read; below zero while the wallet owes. */
    public Money balance() {
        return Money.ofMinor(CurrencyUnit.of(currency), balanceMinor);
    }

    /** A closed wallet takes no sales, and no requests of its owner. */
    public boolean closed() {
        return closedAt != null;
    }

    /** Whose payouts were paused when this was read: providers, or {@code all}. */
    public List<String> pausedPayouts() {
        return pausedPayouts == null ? List.of() : List.of(pausedPayouts);
    }

    /** A frozen wallet takes money in but lets none out. */
    public boolean frozen() {
        return status.equals("frozen");
    }
}
