package com.withdrawaldesk.base.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import java.text.Normalizer;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Names as people mean and see them; what Java compares, the database compares in the same way. */
@DeskTest
class NamesTest {

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({
        "Adébáyọ̀ Ọláníyì, adebayo olaniyi",
        "Chukwụemeka Ọkọnkwọ, chukwuemeka okonkwo",
        "Ƙasim Ɗanjuma Ɓello, kasim danjuma bello",
        "Siobhan O’Neil, siobhan oneil",
        "Ade-Williams, ade williams",
        "Ade\u2010Williams, ade williams",
        "Strauß Æsop Łódź Ørsted, strauss aesop lodz orsted",
        "ＴＥＣＨ Store, tech store",
        "Ada\u200B\u00ADObi, adaobi",
        "Šeherezada, seherezada"
    })
    void comparesWhatIsMeant(String name, String plain) {
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            String written = Normalizer.normalize(name, form);
            assertThat(Names.plain(written)).isEqualTo(plain);
            assertThat(inTheDatabase(written)).isEqualTo(plain);
        }
    }

    @Test
    void knowsTheSameLettersAsTheDatabase() {
        String all =
                Names.HOOKED + Names.HOOKED.toUpperCase(Locale.ROOT) + Names.APOSTROPHES + Names.HYPHENS + "ßẞæÆœŒéÉ`´";

        assertThat(Names.HOOKED).hasSameSizeAs(Names.PLAIN);
        assertThat(inTheDatabase(all)).isEqualTo(Names.plain(all));
    }

    private String inTheDatabase(String name) {
        return jdbc.sql("SELECT plain_words(?)").param(name).query(String.class).single();
    }

    @Test
    void storesWhatIsSeenAndComposed() {
        assertThat(Names.clean(" Tech\u00A0\u00A0Store\u200B\uFEFF ")).isEqualTo("Tech Store");
        assertThat(Names.clean("Ade\u0301ba\u0301yo")).isEqualTo("Ad\u00E9b\u00E1yo");
        assertThat(Names.clean("\u0639\u0644\u06CC\u200C\u0631\u0636\u0627"))
                .as("a joiner that Persian needs")
                .contains("\u200C");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00A0",
                "\u200B",
                "\u2060\uFEFF",
                "\u3164",
                "\u2800",
                "\u0301",
                "\uE000",
                "\u202F\u2003"
            })
    void seesNothingWhereNothingIs(String text) {
        assertThat(Names.canBeSeen(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "李", "محمد", "7", "🎉", "é", "."})
    void seesWhatIsThere(String text) {
        assertThat(Names.canBeSeen(text)).isTrue();
        assertThat(Names.turnsText(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"})
    void knowsWhatTurnsTheTextAround(String mark) {
        assertThat(Names.turnsText("Ada " + mark + "000.1₦ diap")).isTrue();
    }

    @Test
    void keepsTheDirectionOfANameToItselfInASentence() {
        assertThat(Names.isolated("محمد 12")).isEqualTo("\u2068محمد 12\u2069");
        assertThat(Names.isolated("Adébáyọ̀ 12")).isEqualTo("Adébáyọ̀ 12");
        assertThat(new Wording(Locale.ENGLISH, ZoneOffset.UTC)
                        .say("evidence.name_mismatch", Map.of("name", "Ada \u202E1", "match", 3)))
                .as("also one that was stored before such were refused")
                .contains("\u2068Ada \u202E1\u2069");
    }
}
