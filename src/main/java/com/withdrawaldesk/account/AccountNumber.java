package com.withdrawaldesk.account;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The number of a bank account (NUBAN): a string of 10 digits, because leading zeros matter. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AccountNumber.Validator.class)
public @interface AccountNumber {

    boolean required() default true;

    String message() default "An account number is exactly 10 digits, as a string.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<AccountNumber, String> {

        private boolean required;

        @Override
        public void initialize(AccountNumber annotation) {
            required = annotation.required();
        }

        @Override
        public boolean isValid(String value, ConstraintValidatorContext context) {
            return value == null ? !required : value.matches("[0-9]{10}");
        }
    }
}
