package com.withdrawaldesk.docs;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * What the code cannot say of the API, from {@code docs/api.yml}.
 *
 * @param info Markdown that stands above everything
 * @param operations a sentence for each operation, by method and path
 * @param examples by name of the field or parameter, or by {@code Schema.field} where a name means several things
 * @param descriptions likewise
 */
record Texts(
        String info, Map<String, String> operations, Map<String, Object> examples, Map<String, String> descriptions) {

    static Texts read() {
        try (var file = Texts.class.getResourceAsStream("/docs/api.yml")) {
            return new YAMLMapper().readValue(file, Texts.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null when there is none. */
    Object example(String schema, String field) {
        return examples.getOrDefault(schema + "." + field, examples.get(field));
    }

    /** Null when there is none. */
    String description(String schema, String field) {
        return descriptions.getOrDefault(schema + "." + field, descriptions.get(field));
    }
}
