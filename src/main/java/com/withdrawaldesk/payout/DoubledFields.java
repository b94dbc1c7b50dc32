package com.withdrawaldesk.payout;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads JSON in which an object has a field twice, without guessing which is meant. */
final class DoubledFields {

    /** Such a field is null, and all else as it is written. */
    static final JsonMapper AS_NULL = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(new JsonNodeFactory(true) {

                private static final long serialVersionUID = 1;

                @Override
                public ObjectNode objectNode() {
                    return new Once(this);
                }
            })
            .build();

    private DoubledFields() {}

    @SuppressWarnings("unchecked") // What ObjectNode overrides is generic.
    private static final class Once extends ObjectNode {

        private static final long serialVersionUID = 1;

        Once(JsonNodeFactory factory) {
            super(factory);
        }

        @Override
        public JsonNode replace(String name, JsonNode value) {
            return super.replace(name, has(name) ? nullNode() : value);
        }
    }
}
