package com.withdrawaldesk.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds where a request names a text that the engine would evaluate. All such members of its API end in {@code Expression}.
 */
final class Expressions {

    private static final JsonFactory JSON = new JsonFactory();

    private Expressions() {}

    /** Whether a member at any depth is one. Throws a {@code JacksonException} when the body is neither empty nor JSON. */
    static boolean inBody(byte[] body) throws IOException {
        boolean found = false;
        try (var parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                found |= token == JsonToken.FIELD_NAME && isOne(parser.currentName());
            }
        }
        return found;
    }

    /** Whether a parameter is one; null is no query. */
    static boolean inQuery(String query) {
        if (query == null) {
            return false;
        }
        for (String parameter : query.split("&")) {
            String name = parameter.split("=", 2)[0];
            try {
                name = URLDecoder.decode(name, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                // It is looked at as it is.
            }
            if (isOne(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(String name) {
        return name.strip().toLowerCase(Locale.ROOT).endsWith("expression");
    }
}
