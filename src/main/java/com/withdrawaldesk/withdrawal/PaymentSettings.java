package com.withdrawaldesk.withdrawal;

import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** The bank account that a vendor saved to be paid to. */
@Entity
class PaymentSettings {

    @Id
    private String vendorId;

    @Embedded
    private BankAccount account;

    private Instant updatedAt;

    protected PaymentSettings() {}

    PaymentSettings(String vendorId, BankAccount account, Instant now) {
        this.vendorId = vendorId;
        change(account, now);
    }

    void change(BankAccount account, Instant now) {
        this.account = account;
        this.updatedAt = now;
    }

    BankAccount account() {
        return account;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
