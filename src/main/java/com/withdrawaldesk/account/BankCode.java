package com.withdrawaldesk.account;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A bank's code, for example {@code 058}: a string, because leading zeros matter. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = BankCode.Validator.class)
public @interface BankCode {

    String PATTERN = "[0-9A-Za-z-]{2,12}";

    boolean required() default true;

    String message() default "A bank code is 2 to 12 letters and digits.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<BankCode, String> {

        private boolean required;

        @Override
        public void initialize(BankCode annotation) {
            required = annotation.required();
        }

        @Override
        public boolean isValid(String value, ConstraintValidatorContext context) {
            return value == null ? !required : value.matches(PATTERN);
        }
    }
}
