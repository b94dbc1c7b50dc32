package com.withdrawaldesk.payout.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What of a provider's JSON may be kept. Only known members stay, each as a short text, so that nothing new, nothing personal
 * and nothing that the database cannot store comes along.
 */
final class Masked {

    private static final int LONGEST = 200;

    private static final Set<String> PARTS =
            Set.of("data", "recipient", "details", "session", "integration", "reversal");

    private static final Set<String> KEPT = Set.of(
            "event",
            "event.type",
            "id",
            "reference",
            "transfer_code",
            "recipient_code",
            "type",
            "domain",
            "provider",
            "is_live",
            "amount",
            "currency",
            "debit_currency",
            "fee",
            "fee_charged",
            "status",
            "initial_status",
            "reconciliation_status",
            "bank_code",
            "bank_name",
            "requires_approval",
            "is_approved",
            "created_at",
            "updated_at",
            "createdAt",
            "updatedAt",
            "transferred_at");

    /** Sentences, into which a provider may put anything. */
    private static final Set<String> SENTENCES = Set.of("complete_message", "gateway_response");

    private Masked() {}

    static ObjectNode of(JsonNode body) {
        ObjectNode masked = JsonNodeFactory.instance.objectNode();
        for (var member : body.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isObject() && PARTS.contains(name)) {
                masked.set(name, of(value));
            } else if (!value.isValueNode() || value.isNull()) {
                continue;
            } else if (KEPT.contains(name)) {
                masked.put(name, storable(value.asText()));
            } else if (SENTENCES.contains(name)) {
                masked.put(name, storable(value.asText()).replaceAll("\\d{6,}(?=\\d{4})", "******"));
            } else if (name.equals("account_number")) {
                String number = storable(value.asText());
                masked.put(name, "******" + number.substring(Math.max(0, number.length() - 4)));
            }
        }
        return masked;
    }

    /** PostgreSQL stores neither NUL nor half of a surrogate pair. */
    private static String storable(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return shown.replaceAll("[\\p{Cntrl}\\p{Cs}]", "\uFFFD");
    }
}
