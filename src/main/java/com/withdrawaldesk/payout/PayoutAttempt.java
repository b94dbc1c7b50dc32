package com.withdrawaldesk.payout;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** One attempt to pay a withdrawal. Its reference is stored before the first call and never changes. */
@Entity
public class PayoutAttempt {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private UUID withdrawalId;
    private int attempt;
    private String provider;
    private String reference;
    private long amountMinor;
    private PayoutState state;
    private String message;
    private String bankReference;
    private int checks;
    private Instant createdAt;
    private Instant updatedAt;

    protected PayoutAttempt() {}

    PayoutAttempt(UUID withdrawalId, int attempt, String provider, long amountMinor, Instant now) {
        this.withdrawalId = withdrawalId;
        this.attempt = attempt;
        this.provider = provider;
        this.reference = "wd_" + withdrawalId.toString().replace("-", "") + "_" + attempt;
        this.amountMinor = amountMinor;
        this.state = PayoutState.PREPARED;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** True when a call may have been made before: then the provider is asked first. */
    boolean begin(Instant now) {
        boolean again = state != PayoutState.PREPARED;
        state = again ? state : PayoutState.SENDING;
        updatedAt = now;
        return again;
    }

    /** What is conclusive stays when a later answer is not. */
    void conclude(Outcome outcome, Instant now) {
        if (state.conclusive() && !outcome.state().conclusive()) {
            return;
        }
        state = outcome.state();
        message = outcome.message();
        bankReference = outcome.bankReference() == null ? bankReference : outcome.bankReference();
        updatedAt = now;
    }

    void checked() {
        checks++;
    }

    public UUID withdrawalId() {
        return withdrawalId;
    }

    public String reference() {
        return reference;
    }

    public PayoutState state() {
        return state;
    }

    /** The provider's last words; null when it said nothing. */
    public String message() {
        return message;
    }

    /** Null until the bank's own reference is known. */
    public String bankReference() {
        return bankReference;
    }

    /** How often the provider was asked what became of it. */
    public int checks() {
        return checks;
    }
}
