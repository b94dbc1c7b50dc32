package com.withdrawaldesk.account;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;

/**
 * Where the money goes.
 *
 * @param bankCode null when the owner gave none and the bank's name is not in the list
 * @param accountNumber 10 digits (NUBAN)
 * @param nameCheck what the bank says of the account; null when it was not asked or did not answer
 */
@Embeddable
public record BankAccount(
        String bankName,
        String bankCode,
        String accountNumber,
        String accountName,
        @Embedded NameCheck nameCheck) {

    /** As its owner gave it, before the bank was asked. */
    public BankAccount(String bankName, String bankCode, String accountNumber, String accountName) {
        this(bankName, bankCode, accountNumber, accountName, null);
    }

    BankAccount withBankCode(String code) {
        return new BankAccount(bankName, code, accountNumber, accountName, nameCheck);
    }

    BankAccount with(NameCheck check) {
        return new BankAccount(bankName, bankCode, accountNumber, accountName, check);
    }

    /** Whether money sent to the other arrives in the same place, whatever name it is sent under. */
    boolean isSamePlaceAs(BankAccount other) {
        boolean sameBank = bankCode != null && other.bankCode != null
                ? bankCode.equals(other.bankCode)
                : bankName.equalsIgnoreCase(other.bankName);
        return sameBank && accountNumber.equals(other.accountNumber);
    }

    /** Whether the other is given in the same words; a bank code left out agrees with the one it was told from. */
    boolean isGivenAs(BankAccount other) {
        return bankName.equals(other.bankName)
                && (other.bankCode == null || other.bankCode.equals(bankCode))
                && accountNumber.equals(other.accountNumber)
                && accountName.equals(other.accountName);
    }

    /** Whether the bank keeps the account under the name that was given; null when no name is known. */
    Boolean agrees() {
        return nameCheck == null || nameCheck.noSuchAccount()
                ? null
                : (Boolean) (NameMatch.score(nameCheck.resolvedName(), accountName) >= NameMatch.AGREES);
    }

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
