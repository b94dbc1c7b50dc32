package com.withdrawaldesk.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.notification.MailWriter;
import com.withdrawaldesk.support.DeskTest;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Everything the desk can write is complete, in every language: nothing of it needs its situation to be looked at. */
@DeskTest
class SampleMailsTest {

    @Autowired
    MailWriter writer;

    @Autowired
    Wording wording;

    @Test
    void fillsEveryTextInEveryLanguage() throws Exception {
        var samples = new SampleMails(writer, wording, Clock.systemUTC());
        assertThat(samples.kinds()).hasSizeGreaterThan(30);
        for (Locale language : Wording.LANGUAGES) {
            for (String kind : samples.kinds()) {
                Letter letter = Letter.of(samples.write(kind, language));
                String html = letter.html().substring(letter.html().indexOf("</style>"));

                assertThat(letter.subject() + letter.text() + html)
                        .as(kind + " in " + language)
                        .contains(language.equals(Locale.FRENCH) ? "Bonjour" : "Hello")
                        .doesNotContain("{", "null", "??");
            }
        }
    }
}
