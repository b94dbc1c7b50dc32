package com.withdrawaldesk.base.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The filters that a list knows; on the {@link ListQuery} of a controller's method, or on an annotation that stands there. */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface ListFilters {

    /** Names as in the address. */
    String[] value() default {};

    /** Whether it is cut to pages; otherwise {@code limit} and {@code cursor} are refused, too. */
    boolean paged() default true;
}
