package com.withdrawaldesk.wallet;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** One movement of money with both its sides. Rows are only added; a mistake is corrected by another row. */
@Entity
@Immutable
class LedgerTransfer {

    @Id
    private long id;

    private String kind;
    private String debitAccount;
    private String creditAccount;
    private long amountMinor;
    private UUID walletId;
    private String reference;
    private String description;
    private Long walletBalanceMinor;
    private Instant createdAt;

    protected LedgerTransfer() {}

    long id() {
        return id;
    }

    String kind() {
        return kind;
    }

    /** Whether the wallet's balance rose by this movement. */
    boolean in() {
        return creditAccount.startsWith("wallet:");
    }

    /** Minor units, above zero. */
    long amountMinor() {
        return amountMinor;
    }

    String reference() {
        return reference;
    }

    String description() {
        return description;
    }

    /** The wallet's balance after this movement, in minor units. */
    long walletBalanceMinor() {
        return walletBalanceMinor;
    }

    Instant createdAt() {
        return createdAt;
    }
}
