package com.withdrawaldesk.withdrawal;

import jakarta.persistence.Embeddable;

/**
 * Where the money goes.
 *
 * @param bankCode null when the owner gave none
 * @param accountNumber 10 digits (NUBAN)
 */
@Embeddable
public record BankAccount(String bankName, String bankCode, String accountNumber, String accountName) {

    /** The form in which everybody but the reviewer sees an account number: {@code ******6789}. */
    public String masked() {
        return masked(accountNumber);
    }

    /** As {@link #masked()}, for an account number read by itself. */
    public static String masked(String accountNumber) {
        return "******" + accountNumber.substring(6);
    }

    /** Masked, so that an account can be logged. */
    @Override
    public String toString() {
        return bankName + " " + masked();
    }
}
