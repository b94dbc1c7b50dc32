package com.withdrawaldesk.payout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;

/**
 * What came of a call to a provider.
 *
 * @param status HTTP's; 0 when no answer came
 * @param body missing unless it is a whole JSON object
 * @param text as it came; null when no answer came
 * @param obstacle what the call came to if that needs no knowledge of the provider's words; null when they decide
 */
public record Reply(int status, JsonNode body, String text, Outcome obstacle) {

    static Reply none(Result result, String message) {
        return new Reply(0, MissingNode.getInstance(), null, Outcome.of(result, message));
    }

    /** Nothing reached the provider. */
    static Reply neverLeft(String message) {
        return new Reply(
                0,
                MissingNode.getInstance(),
                null,
                Outcome.of(Result.LATER, message).beforeTheTransfer());
    }

    /** Whether the provider did what it was asked, according to HTTP. */
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** What the provider says in words; empty when it says nothing. */
    public String message() {
        return body.path("message").asText("");
    }

    /** What the answer is about. */
    public JsonNode data() {
        return body.path("data");
    }

    /** A number, which providers write as a number or as a text; null when it is neither. */
    public static BigDecimal number(JsonNode value) {
        try {
            return value.isNumber()
                    ? value.decimalValue()
                    : value.isTextual() ? new BigDecimal(value.textValue()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A text or a number as a text; null when it is neither or empty. */
    public static String text(JsonNode value) {
        String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
        return text.isBlank() ? null : text;
    }

    /** Leaves out the answer, which names people. */
    @Override
    public String toString() {
        return "Reply[" + status + "]";
    }
}
