package com.withdrawaldesk.support;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What the desk answers to, as {@code POST /api/platform/wallets/{owner}/credit}. */
public final class Mappings {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+):((?:[^{}]|\\{[^}]*})*)}");

    private Mappings() {}

    /** All but the error page. A variable that is one of several words counts as that many mappings. */
    public static Set<String> of(RequestMappingHandlerMapping handlers) {
        var all = new TreeSet<String>();
        handlers.getHandlerMethods().keySet().forEach(info -> all.addAll(of(info)));
        return all;
    }

    /** The mappings that are one in the code. */
    public static Set<String> of(RequestMappingInfo info) {
        var all = new TreeSet<String>();
        info.getPatternValues()
                .forEach(path ->
                        info.getMethodsCondition().getMethods().forEach(method -> add(method + " " + path, all)));
        return all;
    }

    private static void add(String mapping, Set<String> all) {
        Matcher variable = VARIABLE.matcher(mapping);
        if (!variable.find()) {
            all.add(mapping);
            return;
        }
        boolean words = variable.group(2).matches("\\w+(\\|\\w+)+");
        for (String value : words ? variable.group(2).split("\\|") : new String[] {"{" + variable.group(1) + "}"}) {
            add(mapping.substring(0, variable.start()) + value + mapping.substring(variable.end()), all);
        }
    }
}
