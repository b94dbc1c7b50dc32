package com.withdrawaldesk.pin;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A payment PIN as its owner types it: a string of 4 digits. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Pin.Validator.class)
public @interface Pin {

    boolean required() default true;

    String message() default "A payment PIN is exactly 4 digits, as a string.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<Pin, String> {

        private boolean required;

        @Override
        public void initialize(Pin annotation) {
            required = annotation.required();
        }

        @Override
        public boolean isValid(String value, ConstraintValidatorContext context) {
            return value == null ? !required : value.matches("[0-9]{4}");
        }
    }
}
