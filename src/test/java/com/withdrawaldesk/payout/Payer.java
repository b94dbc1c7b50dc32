package com.withdrawaldesk.payout;

import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.TestServers;

/** The providers, each in its own words. */
enum Payer {
    PAYSTACK(
            TestServers.PAYSTACK,
            "pending",
            "success",
            "failed",
            "Account number is invalid",
            "Your balance is not enough to fulfil this request",
            "POST .*/transfer",
            "GET .*/transfer/verify/.*",
            "GET .*/balance"),
    FLUTTERWAVE(
            TestServers.FLUTTERWAVE,
            "NEW",
            "SUCCESSFUL",
            "FAILED",
            "invalid account",
            "Insufficient funds in customer wallet",
            "POST .*/transfers",
            "GET .*/transfers.*",
            "GET .*/balances/NGN");

    final FakeProvider fake;
    final String pending;
    final String paid;
    final String failed;
    final String noSuchAccount;
    final String noMoney;
    final String sending;
    final String checking;
    final String balance;

    Payer(
            FakeProvider fake,
            String pending,
            String paid,
            String failed,
            String noSuchAccount,
            String noMoney,
            String sending,
            String checking,
            String balance) {
        this.fake = fake;
        this.pending = pending;
        this.paid = paid;
        this.failed = failed;
        this.noSuchAccount = noSuchAccount;
        this.noMoney = noMoney;
        this.sending = sending;
        this.checking = checking;
        this.balance = balance;
    }

    /** As in the settings. */
    String provider() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
