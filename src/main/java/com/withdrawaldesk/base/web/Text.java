package com.withdrawaldesk.base.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.withdrawaldesk.base.language.Names;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text that a person typed: at most {@link #max} characters, no control characters but the ends of {@link #lines}, nothing
 * that turns the direction of the text around it, and something to see unless it is empty; optional unless {@link #required}.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Text.Validator.class)
public @interface Text {

    int max();

    boolean required() default false;

    /** Whether it may have several lines. Names may not: they end up in the headers of e-mails. */
    boolean lines() default false;

    String message() default "Expected a text of at most {max} characters without control characters.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<Text, String> {

        private int max;
        private boolean required;
        private boolean lines;

        @Override
        public void initialize(Text text) {
            max = text.max();
            required = text.required();
            lines = text.lines();
        }

        @Override
        public boolean isValid(String value, ConstraintValidatorContext context) {
            if (value == null || value.isBlank()) {
                return !required && (value == null || value.length() <= max);
            }
            return value.length() <= max
                    && Names.canBeSeen(value)
                    && !Names.turnsText(value)
                    && value.codePoints()
                            .noneMatch(c -> Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r')));
        }
    }

    /** Reads a JSON number or string as the text that was written, so that an amount is judged as the client wrote it. */
    class NumberOrString extends JsonDeserializer<String> {

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token.isNumeric() || token == JsonToken.VALUE_STRING) {
                return parser.getText().strip();
            }
            return (String) context.handleUnexpectedToken(String.class, parser);
        }
    }
}
