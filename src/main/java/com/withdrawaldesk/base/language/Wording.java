package com.withdrawaldesk.base.language;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The texts of {@code language/messages.properties} in one language; as a bean, in that of the installation. What a language
 * lacks is said in English. A name in braces is replaced by its value, which keeps its direction of writing to itself.
 */
@Component
public class Wording {

    /** What the desk can speak. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.FRENCH);

    private static final Control NEVER_THAT_OF_THE_MACHINE = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    /** What answers of the API are written in, whatever the installation's language. */
    public static final Wording API = new Wording(Locale.ENGLISH, ZoneOffset.UTC);

    private final Locale language;
    private final ZoneId zone;
    private final String support;
    private final ResourceBundle texts;
    private final DateTimeFormatter time;

    @Autowired
    Wording(LanguageProperties installation) {
        this(installation.language(), installation.zone(), installation.supportContact());
    }

    public Wording(Locale language, ZoneId zone) {
        this(language, zone, null);
    }

    private Wording(Locale language, ZoneId zone, String support) {
        this.support = support == null || support.isBlank() ? null : support.strip();
        this.language = language;
        this.zone = zone;
        this.texts = ResourceBundle.getBundle("language.messages", language, NEVER_THAT_OF_THE_MACHINE);
        this.time = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", language).withZone(zone);
    }

    /** The same in another language. */
    public Wording in(Locale other) {
        return other.equals(language) ? this : new Wording(other, zone, support);
    }

    /** In the first language that the browser of this request asks for and the desk knows; outside requests, the same. */
    public Wording forReader() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes asked)
                || asked.getRequest().getHeader("Accept-Language") == null) {
            return this;
        }
        return in(Collections.list(asked.getRequest().getLocales()).stream()
                .map(locale -> Locale.forLanguageTag(locale.getLanguage()))
                .filter(LANGUAGES::contains)
                .findFirst()
                .orElse(Locale.ENGLISH));
    }

    /** The installation's, in which its days begin and end. */
    public ZoneId zone() {
        return zone;
    }

    public Locale language() {
        return language;
    }

    /** Every text there is. */
    public Set<String> keys() {
        return texts.keySet();
    }

    /** A text without values. */
    public String say(String key) {
        return say(key, Map.of());
    }

    public String say(String key, Map<String, ?> values) {
        return filled(texts.getString(key), values);
    }

    private String filled(String text, Map<String, ?> values) {
        return NAME.matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(Names.isolated(value(name.group(1), values))));
    }

    /** Whoever is to be contacted is known to every text. */
    private String value(String name, Map<String, ?> values) {
        return name.equals("support") ? support() : String.valueOf(values.get(name));
    }

    private String support() {
        return support == null ? texts.getString("support") : support;
    }

    /** A text without values that need not be there. */
    public Optional<String> find(String key) {
        return texts.containsKey(key)
                ? Optional.of(texts.getString(key).replace("{support}", support()))
                : Optional.empty();
    }

    /** A time in the installation's zone, which is named: {@code 22 Nov 2026, 19:04 (Lagos)}. */
    public String time(Instant instant) {
        String city = zone.getId().replaceFirst(".*/", "").replace('_', ' ');
        return time.format(instant) + " (" + city + ")";
    }
}
