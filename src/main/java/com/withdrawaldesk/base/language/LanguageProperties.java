package com.withdrawaldesk.base.language;

import java.time.ZoneId;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this installation speaks to many people at once, none of whom it can ask.
 *
 * @param language of notices and e-mails, {@code en} or {@code fr}; pages follow each reader's browser
 * @param zone of the times in e-mails and on the sheets of the forms
 * @param supportContact who helps, as texts name it, such as an address or a number; null for "support"
 */
@ConfigurationProperties("desk")
record LanguageProperties(
        @DefaultValue("en") Locale language,
        @DefaultValue("Africa/Lagos") ZoneId zone,
        String supportContact) {

    LanguageProperties {
        if (!Wording.LANGUAGES.contains(language)) {
            throw new IllegalArgumentException("desk.language is one of " + Wording.LANGUAGES);
        }
    }
}
