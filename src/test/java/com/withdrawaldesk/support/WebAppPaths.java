package com.withdrawaldesk.support;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Every method and path of the web apps' REST API, read from the classes that the server runs. */
public final class WebAppPaths {

    private static final String CLASSES = "jakarta.ws.rs.Application";

    private final TreeSet<Call> calls =
            new TreeSet<>(Comparator.comparing(Call::path).thenComparing(Call::method));

    private WebAppPaths() {}

    /**
     * A method of a resource.
     *
     * @param path with its variables, as {@code /camunda/api/engine/engine/{name}/task/{id}/claim}
     * @param body what it reads; null when it reads nothing
     */
    public record Call(String method, String path, Class<?> body) {

        @Override
        public String toString() {
            return method + " " + path;
        }

        /** The path with the engine's name, and with an id that is nobody's in place of each other variable. */
        public String example() {
            return path.replaceFirst("(/engine/engine|/auth/user|/setup|/plugin/[\\w-]+)/\\{[^{}]*}", "$1/default")
                    .replace("{appName}", "tasklist")
                    .replaceAll("\\{file[^{}]*}", "app/plugin.js")
                    .replaceAll("\\{[^{}]*}", "00000000-0000-4000-8000-000000000000");
        }
    }

    /** All that is below the servlets of this server. */
    public static List<Call> of(ServletContext server) {
        var paths = new WebAppPaths();
        server.getServletRegistrations().values().stream()
                .filter(servlet -> servlet.getInitParameter(CLASSES) != null)
                .forEach(servlet -> servlet.getMappings()
                        .forEach(mapping -> paths.application(
                                servlet.getInitParameter(CLASSES), mapping.substring(0, mapping.length() - 2))));
        return List.copyOf(paths.calls);
    }

    private void application(String name, String prefix) {
        try {
            var application = (Application) Class.forName(name).getConstructor().newInstance();
            for (Class<?> resource : application.getClasses()) {
                Path path = AnnotatedElementUtils.findMergedAnnotation(resource, Path.class);
                if (path != null) {
                    resource(resource, join(prefix, path), 0);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void resource(Class<?> type, String prefix, int depth) {
        if (depth > 8) {
            throw new IllegalStateException("resources of resources without end at " + prefix);
        }
        for (Method method : type.getMethods()) {
            Path path = AnnotatedElementUtils.findMergedAnnotation(method, Path.class);
            HttpMethod verb = AnnotatedElementUtils.findMergedAnnotation(method, HttpMethod.class);
            if (verb != null) {
                calls.add(new Call(verb.value(), join(prefix, path), body(method)));
            } else if (path != null && !method.isBridge()) {
                resource(method.getReturnType(), join(prefix, path), depth + 1);
            }
        }
    }

    private static Class<?> body(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> annotations(method, parameter) == 0)
                .map(Parameter::getType)
                .findFirst()
                .orElse(null);
    }

    /** An interface may carry the annotations of the parameter. */
    private static int annotations(Method method, Parameter parameter) {
        int index = Arrays.asList(method.getParameters()).indexOf(parameter);
        int found = parameter.getAnnotations().length;
        for (Class<?> declared : method.getDeclaringClass().getInterfaces()) {
            try {
                found += declared.getMethod(method.getName(), method.getParameterTypes())
                        .getParameterAnnotations()[index]
                        .length;
            } catch (NoSuchMethodException declaredElsewhere) {
                // Another interface has it.
            }
        }
        return found;
    }

    private static String join(String prefix, Path path) {
        String end = path == null ? "" : path.value().replaceAll("^/|/$", "");
        return end.isEmpty() ? prefix : prefix + "/" + end;
    }
}
