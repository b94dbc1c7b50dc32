package com.withdrawaldesk.notification;

import java.util.Map;

/** Notices for tests. */
final class Notices {

    static final String REFERENCE = "WTH-ABC123DEF456";

    private Notices() {}

    /** The example of the owner's document. */
    static Notice request(Audience audience) {
        return new Notice(
                audience,
                "withdrawal.requested",
                "New Vendor Withdrawal Request",
                "Tech Store requested withdrawal of ₦50,000.00",
                "high",
                Map.of(
                        "payout_id",
                        "0b7f3a52-91a4-4c5e-9d3c-0d1c2b3a4f5e",
                        "reference",
                        REFERENCE,
                        "amount",
                        "50000.00",
                        "requestor_type",
                        "Vendor"),
                "/admin/withdrawals/0b7f3a52-91a4-4c5e-9d3c-0d1c2b3a4f5e",
                "Review Withdrawal");
    }

    static Notice titled(String title, Audience audience) {
        return new Notice(audience, "pin.changed", title, "Something happened.", "normal", Map.of(), null, null);
    }
}
