package com.withdrawaldesk.review;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashSet;
import java.util.List;

/** A list of 1 to 200 references, each once. */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = References.Validator.class)
@interface References {

    String message() default "Expected 1 to 200 references such as WTH-ABC123DEF456, each of them once.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** The rule. */
    class Validator implements ConstraintValidator<References, List<String>> {

        private static final int MAX = 200;

        @Override
        public boolean isValid(List<String> given, ConstraintValidatorContext context) {
            return given != null
                    && !given.isEmpty()
                    && given.size() <= MAX
                    && given.stream().allMatch(one -> one != null && one.matches("WTH-[A-Z0-9]{12}"))
                    && new HashSet<>(given).size() == given.size();
        }
    }
}
