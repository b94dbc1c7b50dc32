package com.withdrawaldesk.base.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an address that takes an {@code Idempotency-Key} answers. Its signature cannot say it, because an answer that is given
 * again is JSON already; the description of the API is made of this.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Answers {

    Class<?> value();

    /** The HTTP status of success. */
    int status() default 200;

    boolean keyRequired() default false;
}
