package com.withdrawaldesk.docs;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.Set;

/** Names the records of controllers by what they are part of, as several have an {@code Item}: {@code RunItem}. */
final class SchemaNames extends TypeNameResolver {

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        String own = type.getSimpleName();
        if (type.getEnclosingClass() == null) {
            return own;
        }
        String outer = type.getEnclosingClass().getSimpleName().replaceFirst("Controller$", "");
        if (outer.endsWith(own)) {
            return outer;
        }
        return own.startsWith(outer) || own.endsWith(outer) ? own : outer + own;
    }

    /** {@code RunItemPage}, a page of them. */
    @Override
    protected String nameForGenericType(JavaType type, Set<Options> options) {
        var name = new StringBuilder();
        type.getBindings().getTypeParameters().forEach(of -> name.append(nameForType(of, options)));
        return name.append(type.getRawClass().getSimpleName()).toString();
    }
}
