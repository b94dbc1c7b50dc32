package com.withdrawaldesk.fee;

import java.util.Locale;

/** The kinds of fees, in the order in which people see them. */
public enum FeeKind {
    /** The marketplace's own. */
    WITHDRAWAL_FEE("Withdrawal fee", "platform:fees", false),
    /** The tax on the marketplace's own fee, owed to the state. */
    VAT("VAT on the withdrawal fee", "platform:vat", false),
    /** The tax on the transfer, which the paying bank takes. */
    STAMP_DUTY("Stamp duty", "platform:stamp_duty", true),
    /** What the provider takes for the transfer, VAT included. */
    PROVIDER_FEE("Bank transfer fee", "platform:provider_fees", true);

    private final String label;
    private final String account;
    private final boolean takenWithPayout;

    FeeKind(String label, String account, boolean takenWithPayout) {
        this.label = label;
        this.account = account;
        this.takenWithPayout = takenWithPayout;
    }

    /** As the API, the database and the ledger write it. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FeeKind of(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    /** For people. */
    public String label() {
        return label;
    }

    /** The ledger's account that requesters pay it to. */
    String account() {
        return account;
    }

    /** Whether provider or bank take it from our money there when the payout is made, whoever bears it. */
    boolean takenWithPayout() {
        return takenWithPayout;
    }
}
