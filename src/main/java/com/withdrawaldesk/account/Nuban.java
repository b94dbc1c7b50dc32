package com.withdrawaldesk.account;

/**
 * The check digit of Nigerian account numbers (CBN, revised 2020). Providers' codes differ from the CBN's in places, and
 * wallets that use phone numbers ignore the digit, so a wrong one is a hint and nothing more: the bank decides.
 */
final class Nuban {

    private static final int[] WEIGHTS = {3, 7, 3};

    private Nuban() {}

    /**
     * Whether the last digit fits.
     *
     * @param bankCode 3 digits for a bank, 5 for another institution; any other code, or none, fits every number
     * @param accountNumber 10 digits
     */
    static boolean fits(String bankCode, String accountNumber) {
        if (bankCode == null || !bankCode.matches("\\d{3}|\\d{5}")) {
            return true;
        }
        String digits = (bankCode.length() == 3 ? "000" : "9") + bankCode + accountNumber.substring(0, 9);
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            sum += WEIGHTS[i % 3] * (digits.charAt(i) - '0');
        }
        return (10 - sum % 10) % 10 == accountNumber.charAt(9) - '0';
    }
}
