package com.withdrawaldesk.withdrawal.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetsTest {

    /** The rule of the forms' renderer, by which text that looks like an address becomes a link. */
    private static final String LINK = "(?is).*((s?ftp|https?)://|www\\.|mailto:|[a-z0-9._+-]@[a-z0-9]).*";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.evil.example",
                "WWW.evil.example",
                "https://evil.example/x?y=1",
                "Shop http://evil.example",
                "ftp://evil.example",
                "a.b+c@evil.example",
                "mailto:x@evil.example",
                "<https://evil.example>",
                "[approve](https://evil.example)"
            })
    void noNameBecomesALink(String name) {
        assertThat(name).matches(LINK);

        assertThat(Sheets.plain(name)).doesNotMatch(LINK).matches("(?s)([^.:@]|\\\\[.:@])*");
    }
}
