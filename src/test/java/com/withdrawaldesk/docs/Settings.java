package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** The settings that the records of the code bind: name, default, and the sentence of their documentation. */
final class Settings {

    /** These have a variable of another name, which {@code application.yml} gives them. */
    private static final Pattern RENAMED = Pattern.compile(
            "desk\\.(pin\\.keys|audit\\.keys|payout\\.(paystack|flutterwave)\\..*|payout\\.(webhook\\.allowed-addresses|currency)"
                    + "|public-url|mail\\.from|entrance\\.trusted-proxies)");

    private static final Pattern DOCUMENTED =
            Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]*\\s*)*(?:public )?record (\\w+)\\(");
    private static final Pattern PARAMETER = Pattern.compile("(?s)@param (\\w+) (.*?)(?=@param|$)");

    /**
     * A setting.
     *
     * @param of the sentence of the record it is in
     * @param value the default; empty for none
     */
    record Setting(String of, String variable, String value, String meaning) {}

    private Settings() {}

    static List<Setting> all() throws IOException, ClassNotFoundException {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        var all = new ArrayList<Setting>();
        for (var found : scanner.findCandidateComponents("com.withdrawaldesk")) {
            Class<?> type = ClassUtils.forName(found.getBeanClassName(), null);
            add(type.getAnnotation(ConfigurationProperties.class).value(), type, documentation(type), all);
        }
        all.sort(Comparator.comparing(Setting::variable));
        return all;
    }

    private static void add(String prefix, Class<?> type, Map<String, String> documentation, List<Setting> all) {
        assertThat(type.isRecord()).as(type.getName()).isTrue();
        Parameter[] parameters = canonical(type).getParameters();
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            String property = prefix + "." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (components[i].getType().isRecord() && components[i].getType().getEnclosingClass() == type) {
                add(property, components[i].getType(), documentation, all);
            } else if (!RENAMED.matcher(property).matches()) {
                DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
                String meaning = documentation.get(type.getSimpleName() + "." + name);
                assertThat(meaning)
                        .as("@param " + name + " of " + type.getName())
                        .isNotNull();
                all.add(new Setting(
                        documentation.get(type.getSimpleName()),
                        property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                        value == null ? "" : String.join(",", value.value()),
                        meaning));
            }
        }
    }

    private static Constructor<?> canonical(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors())
                .filter(constructor -> constructor.getParameterCount() == type.getRecordComponents().length)
                .findAny()
                .orElseThrow();
    }

    private static Map<String, String> documentation(Class<?> type) throws IOException {
        String source = Files.readString(Path.of("src/main/java", type.getName().replace('.', '/') + ".java"));
        var all = new HashMap<String, String>();
        DOCUMENTED.matcher(source).results().forEach(record -> {
            String comment = record.group(1).replaceAll("\\n\\s*\\*", "\n");
            all.put(record.group(2), plain(comment.split("@param", 2)[0]));
            PARAMETER
                    .matcher(comment)
                    .results()
                    .forEach(parameter ->
                            all.put(record.group(2) + "." + parameter.group(1), plain(parameter.group(2))));
        });
        return all;
    }

    /** As text, in which what is null in the code is not set. */
    private static String plain(String comment) {
        return comment.replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link [^}]*[.#]?(\\w+)}", "$1")
                .replaceAll("\\bnull\\b", "unset")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
