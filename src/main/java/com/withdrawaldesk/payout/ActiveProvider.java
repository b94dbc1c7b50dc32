package com.withdrawaldesk.payout;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** A provider that is there only when {@code desk.payout.provider} names it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ActiveProvider.IsNamed.class)
public @interface ActiveProvider {

    /** As in the setting. */
    String value();

    /** Looks the name up. */
    class IsNamed implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata annotated) {
            return Binder.get(context.getEnvironment())
                    .bind("desk.payout.provider", Bindable.listOf(String.class))
                    .orElse(List.of())
                    .contains(
                            annotated.getAnnotations().get(ActiveProvider.class).getString("value"));
        }
    }
}
