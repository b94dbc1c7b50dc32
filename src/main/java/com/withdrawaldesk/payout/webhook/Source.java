package com.withdrawaldesk.payout.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;

/** How one provider signs and words what it tells. */
interface Source {

    /** As in {@code payout_attempt}. */
    String name();

    /** Whether it has a secret; without one nobody can prove to be this provider. */
    boolean isConfigured();

    /**
     * Whether it was signed with one of the secrets. Takes the same time wherever a wrong signature differs.
     *
     * @param body the bytes as they came
     * @param header value of a header, null when it is missing
     */
    boolean isSigned(byte[] body, UnaryOperator<String> header);

    /** What an event says; its body may be masked. */
    Event read(JsonNode body);

    /** Text of a value, empty when it is missing. */
    static String text(JsonNode object, String name) {
        return object.path(name).asText("");
    }

    /** An amount in minor units (kobo), given with so many decimals; null when it is missing or not one. */
    static Long minor(JsonNode object, String name, int decimals) {
        try {
            return new BigDecimal(text(object, name)).movePointRight(decimals).longValueExact();
        } catch (ArithmeticException | NumberFormatException notAnAmount) {
            return null;
        }
    }

    static boolean same(String expected, String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
