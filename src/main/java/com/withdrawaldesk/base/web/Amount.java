package com.withdrawaldesk.base.web;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.withdrawaldesk.base.money.Amounts;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An amount in major units, as a JSON number or string: above zero (or zero where allowed), at most 15 digits and
 * the currency's decimals, no exponent.
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
@JsonDeserialize(using = Text.NumberOrString.class)
@Constraint(validatedBy = Amount.Validator.class)
public @interface Amount {

    boolean required() default true;

    boolean zeroAllowed() default false;

    String message() default
            "Expected an amount above zero with at most 15 digits and 2 decimals, for example 50000.00.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<Amount, String> {

        private final Amounts amounts;
        private boolean required;
        private boolean zeroAllowed;

        Validator(Amounts amounts) {
            this.amounts = amounts;
        }

        @Override
        public void initialize(Amount amount) {
            required = amount.required();
            zeroAllowed = amount.zeroAllowed();
        }

        @Override
        public boolean isValid(String value, ConstraintValidatorContext context) {
            boolean valid = value == null ? !required : amounts.isAmount(value, zeroAllowed);
            if (!valid && amounts.decimals() != 2) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate("Expected an amount above zero with at most 15 digits and "
                                + amounts.decimals() + " decimals.")
                        .addConstraintViolation();
            }
            return valid;
        }
    }
}
