package com.withdrawaldesk.base.throttle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which limits an address of the API is under. They stand after the login and before everything else: a call that is refused
 * is not read. Each address of the API has this or {@link Unlimited}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Limited {

    Limit[] value();
}
