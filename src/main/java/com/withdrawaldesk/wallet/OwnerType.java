package com.withdrawaldesk.wallet;

/** The two kinds of people whose money is held. One person may be both and then has two wallets. */
public enum OwnerType {
    VENDOR("vendor", "Vendor"),
    CUSTOMER("customer", "Customer");

    private final String value;
    private final String label;

    OwnerType(String value, String label) {
        this.value = value;
        this.label = label;
    }

    /** As in the database, in JSON and in paths. */
    public String value() {
        return value;
    }

    /** As people read it. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException for anything else than {@code vendor} and {@code customer} */
    public static OwnerType of(String value) {
        for (OwnerType type : values()) {
            if (type.value.equals(value)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no owner type: " + value);
    }
}
