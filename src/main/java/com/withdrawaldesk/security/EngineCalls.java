package com.withdrawaldesk.security;

import static com.withdrawaldesk.base.rights.Groups.AUDITORS;
import static com.withdrawaldesk.base.rights.Groups.BUSINESS_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.ENGINE_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.OPERATIONS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;

/** What Tasklist, Cockpit, Admin and the desk's plug-ins call below {@code /camunda/api/}, read from {@code engine-calls.txt}. */
final class EngineCalls {

    /** Who may log in to the web apps at all. */
    static final Set<String> STAFF = Set.of(BUSINESS_ADMINS, OPERATIONS, AUDITORS, ENGINE_ADMINS);

    private static final String OPEN = "anyone";

    /** What may stand for a variable of a path. None of them matches a word of the engine's own, such as {@code count}. */
    private static final Map<String, String> VARIABLES = Map.of(
            "{uuid}", "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}",
            "{definition}", "(?:[\\w.-]+:\\d+:)?\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}",
            "{name}", "(?!(?:count|create)(?:/|$))[\\w.@%+-]+",
            "{app}", "(?:tasklist|cockpit|admin|welcome)",
            "{file}", "[\\w./-]+");

    private final List<Call> calls;

    EngineCalls() {
        try {
            calls = new ClassPathResource("engine-calls.txt")
                    .getContentAsString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(EngineCalls::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One line.
     *
     * @param template as it is written, for example {@code engine/engine/default/task/{uuid}/claim}
     * @param groups who may do it; {@code anyone} is nobody's group
     */
    record Call(String method, String template, Pattern path, Set<String> groups) {

        boolean isOpen() {
            return groups.contains(OPEN);
        }

        boolean isFor(Collection<String> members) {
            return members.stream().anyMatch(groups::contains);
        }
    }

    /** Null when nobody may do it. A slash at the end makes no difference, there as here. */
    Call find(String method, String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return calls.stream()
                .filter(call -> call.method().equals(method)
                        && call.path().matcher(bare).matches())
                .findFirst()
                .orElse(null);
    }

    List<Call> all() {
        return calls;
    }

    private static Call read(String line) {
        String[] parts = line.split("\\s+");
        var groups = new HashSet<String>(List.of(parts[2].split(",")));
        if (groups.remove("staff")) {
            groups.addAll(STAFF);
        }
        return new Call(parts[0], parts[1], Pattern.compile(pattern(parts[1])), Set.copyOf(groups));
    }

    private static String pattern(String template) {
        var pattern = new StringBuilder();
        for (String part : template.split("(?=\\{)|(?<=})")) {
            pattern.append(part.startsWith("{") ? VARIABLES.get(part) : Pattern.quote(part));
        }
        return pattern.toString();
    }
}
