package com.withdrawaldesk.base.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The query of a list: newest first, {@code limit} of at most 200, an opaque {@code cursor}, and the filters that the list
 * knows. Anything else is refused rather than ignored. Pages are cut by key, so their cost does not grow with depth.
 */
public final class ListQuery {

    /** Rows of a page when nothing is said. */
    public static final int DEFAULT_LIMIT = 50;

    /** Most rows of a page. */
    public static final int MAX_LIMIT = 200;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<Problem.Fault> faults = new ArrayList<>();
    private final String uri;
    private int limit = DEFAULT_LIMIT;
    private long before = Long.MAX_VALUE;

    /**
     * Reads the query of this request.
     *
     * @param filters names of the filters this list knows
     */
    public ListQuery(HttpServletRequest request, String... filters) {
        this(request, true, filters);
    }

    /** As {@link #ListQuery(HttpServletRequest, String...)}; what is not paged knows neither limit nor cursor. */
    ListQuery(HttpServletRequest request, boolean paged, String... filters) {
        uri = request.getRequestURI();
        Set<String> known = new TreeSet<>(Arrays.asList(filters));
        request.getParameterMap().forEach((name, given) -> {
            if (given.length > 1) {
                fault(name, "repeated", "Give this filter once.");
            } else if (paged && name.equals("limit")) {
                limit = readLimit(given[0]);
            } else if (paged && name.equals("cursor")) {
                before = readCursor(given[0]);
            } else if (!known.contains(name)) {
                fault(name, "unknown_filter", "This list knows the filters " + String.join(", ", known) + ".");
            } else if (given[0].codePoints().anyMatch(Character::isISOControl)) {
                fault(name, "invalid_filter", "Expected a text without control characters.");
            } else if (!given[0].isBlank()) {
                values.put(name, given[0].strip());
            }
        });
    }

    /** The filter's value, parsed; null when the filter was not given. A value that cannot be parsed is a fault. */
    public <T> T filter(String name, Function<String, T> parse, String expected) {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (RuntimeException e) {
            fault(name, "invalid_filter", "Expected " + expected + ".");
            return null;
        }
    }

    /** As {@link #filter(String, Function, String)}, for one of some words. */
    public String filter(String name, Set<String> known) {
        return filter(
                name,
                value -> {
                    if (!known.contains(value)) {
                        throw new IllegalArgumentException(value);
                    }
                    return value;
                },
                "one of " + String.join(", ", new TreeSet<>(known)));
    }

    /** The filter's text, null when it was not given. */
    public String filter(String name) {
        return values.get(name);
    }

    /** Refuses the query when it has faults; to be called once all filters are read. */
    public void check() {
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
    }

    /** Rows wanted from the database: one more than shown, which tells whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** Only rows whose key is below this belong to the page. */
    public long before() {
        return before;
    }

    /**
     * Cuts the fetched rows to a page.
     *
     * @param key the key by which the rows are ordered, descending
     */
    public <T> Page<T> page(List<T> rows, ToLongFunction<T> key) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> shown = rows.subList(0, limit);
        var next = UriComponentsBuilder.fromPath(uri);
        // As variables, so that whatever a value contains is escaped: a plus, for one, would come back as a space.
        values.keySet().forEach(name -> next.queryParam(name, "{" + name + "}"));
        next.queryParam("limit", limit).queryParam("cursor", writeCursor(key.applyAsLong(shown.get(limit - 1))));
        return new Page<>(shown, next.encode().buildAndExpand(values).toUriString());
    }

    private int readLimit(String text) {
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_LIMIT) {
            return Integer.parseInt(text);
        }
        fault("limit", "invalid_limit", "Expected a number from 1 to " + MAX_LIMIT + ".");
        return DEFAULT_LIMIT;
    }

    private long readCursor(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            if (plain.startsWith("k:")) {
                return Long.parseLong(plain.substring(2));
            }
        } catch (IllegalArgumentException e) {
            // Not ours either.
        }
        fault("cursor", "invalid_cursor", "Take the cursor from the \"next\" link of the page before.");
        return Long.MAX_VALUE;
    }

    private static String writeCursor(long key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("k:" + key).getBytes(StandardCharsets.US_ASCII));
    }

    private void fault(String field, String code, String message) {
        faults.add(new Problem.Fault(field, code, message));
    }

    /**
     * One page of a list.
     *
     * @param results newest first
     * @param next relative link to the next page, null on the last
     */
    public record Page<T>(List<T> results, String next) {}
}
