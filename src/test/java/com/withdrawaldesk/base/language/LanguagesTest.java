package com.withdrawaldesk.base.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.withdrawaldesk.fee.Bearer;
import com.withdrawaldesk.fee.FeeKind;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Every language says everything, and says it of the same values. */
class LanguagesTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path APP = RESOURCES.resolve("plugin-webapp/withdrawal-desk/app");
    private static final Pattern VALUE = Pattern.compile("\\{\\w+}");
    private static final ZoneId LAGOS = ZoneId.of("Africa/Lagos");

    @Test
    void noticesAndMailsAreComplete() throws IOException {
        Map<String, String> english = properties(RESOURCES.resolve("language/messages.properties"));
        Arrays.stream(Stage.values())
                .filter(stage -> stage.next() != null)
                .forEach(stage -> english.put("stage." + stage.value() + ".next", stage.next()));

        Map<String, String> french = properties(RESOURCES.resolve("language/messages_fr.properties"));
        french.keySet().removeIf(key -> key.startsWith("sheet."));

        assertThat(values(french)).isEqualTo(values(english));
    }

    /** Their English is in the code that makes them. */
    @Test
    void sheetsAreComplete() throws IOException {
        Path sheets = Path.of("src/main/java/com/withdrawaldesk/withdrawal/process");
        String code =
                Files.readString(sheets.resolve("Sheets.java")) + Files.readString(sheets.resolve("LateSheet.java"));
        Stream<String> names = Stream.concat(
                Pattern.compile("put\\(\\s*(?:proposer == null \\? )?\"([A-Z][^\"]*)\"(?: : \"([^\"]*)\")?")
                        .matcher(code)
                        .results()
                        .flatMap(name -> Stream.of(name.group(1), name.group(2))),
                Arrays.stream(FeeKind.values()).map(FeeKind::label));

        assertThat(properties(RESOURCES.resolve("language/messages_fr.properties")))
                .containsKeys(names.filter(Objects::nonNull)
                        .map(name -> "sheet." + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_"))
                        .toArray(String[]::new));
    }

    @Test
    void plugInsAreComplete() throws IOException {
        Map<String, String> english = module(APP.resolve("messages-en.js"));

        assertThat(english).hasSizeGreaterThan(50);
        assertThat(values(module(APP.resolve("messages-fr.js")))).isEqualTo(values(english));
    }

    @Test
    void formsAreComplete() throws IOException {
        var english = new TreeMap<String, String>();
        try (var forms = Files.newDirectoryStream(Path.of("forms"), "*.form")) {
            for (Path file : forms) {
                collect(JsonMapper.builder().build().readTree(file.toFile()), english);
            }
        }

        assertThat(english).isNotEmpty();
        assertThat(values(properties(Path.of("forms/messages_fr.properties")))).isEqualTo(values(english));
    }

    @Test
    void whateverTheSheetsNameHasItsWords() {
        var wanted = new ArrayList<String>();
        Arrays.stream(OwnerType.values()).forEach(type -> {
            wanted.add("requester." + type.value());
            wanted.add("on_sheet." + type.value());
        });
        Arrays.stream(Status.values()).forEach(status -> wanted.add("on_sheet." + status.value()));
        Arrays.stream(Bearer.values()).forEach(bearer -> wanted.add("on_sheet.borne_by_" + bearer.value()));

        assertThat(Wording.API.keys()).containsAll(wanted);
    }

    @Test
    void saysWhatALanguageLacksInEnglish() {
        // Somebody who adds a language begins with an empty file.
        var german = new Wording(Locale.GERMAN, LAGOS);

        assertThat(german.say("mail.greeting", Map.of("name", "$1 {name}"))).isEqualTo("Hello $1 {name},");
    }

    @Test
    void speaksTheFirstLanguageOfTheReaderThatItKnows() {
        var english = new Wording(Locale.ENGLISH, LAGOS);
        var french = new Wording(Locale.FRENCH, LAGOS);

        assertThat(reading(english, "de-DE,fr-CA;q=0.8,en;q=0.5")).isEqualTo(Locale.FRENCH);
        assertThat(reading(french, "de,en-GB;q=0.8,fr;q=0.5")).isEqualTo(Locale.ENGLISH);
        assertThat(reading(french, "de")).isEqualTo(Locale.ENGLISH);
        assertThat(reading(french, null)).isEqualTo(Locale.FRENCH);
        assertThat(french.forReader()).isSameAs(french);
    }

    @Test
    void namesTheZoneOfATime() {
        Instant time = Instant.parse("2026-11-22T18:04:00Z");

        assertThat(new Wording(Locale.ENGLISH, LAGOS).time(time)).isEqualTo("22 Nov 2026, 19:04 (Lagos)");
        assertThat(new Wording(Locale.FRENCH, ZoneId.of("America/New_York")).time(time))
                .isEqualTo("22 nov. 2026, 13:04 (New York)");
        assertThat(new Wording(Locale.ENGLISH, ZoneId.of("UTC")).time(time)).isEqualTo("22 Nov 2026, 18:04 (UTC)");
    }

    @Test
    void refusesALanguageThatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LanguageProperties(Locale.GERMAN, LAGOS, null))
                .withMessage("desk.language is one of [en, fr]");
    }

    private static Locale reading(Wording installation, String accepted) {
        var request = new MockHttpServletRequest();
        if (accepted != null) {
            request.addHeader("Accept-Language", accepted);
        }
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        try {
            return installation.forReader().language();
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }

    /** What a person reads of a form, by the name it has in the file of a language. */
    private static void collect(JsonNode form, Map<String, String> texts) {
        for (JsonNode component : form.path("components")) {
            String name = form.path("id").asText() + "." + component.path("id").asText() + ".";
            for (String property : new String[] {"label", "description", "text"}) {
                // What is nothing but a value has no words.
                if (component.has(property)
                        && !component.path(property).asText().startsWith("{{")) {
                    texts.put(name + property, component.path(property).asText());
                }
            }
            component
                    .path("values")
                    .forEach(choice -> texts.put(
                            name + "values." + choice.path("value").asText(),
                            choice.path("label").asText()));
        }
    }

    /** By key, the values that the text names; empty texts are none. */
    private static Map<String, String> values(Map<String, String> texts) {
        return texts.entrySet().stream()
                .filter(text -> !text.getValue().isBlank())
                .collect(Collectors.toMap(Map.Entry::getKey, text -> VALUE.matcher(text.getValue())
                        .results()
                        .map(MatchResult::group)
                        .sorted()
                        .collect(Collectors.joining())));
    }

    private static Map<String, String> properties(Path file) throws IOException {
        var texts = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, texts::getProperty));
    }

    private static Map<String, String> module(Path file) throws IOException {
        String code = Files.readString(file);
        Map<String, String> texts = Pattern.compile("^ {2}'?([\\w.-]+)'?: (['\"])(.*)\\2,?$", Pattern.MULTILINE)
                .matcher(code)
                .results()
                .collect(Collectors.toMap(text -> text.group(1), text -> text.group(3)));
        assertThat(code.lines().filter(line -> line.startsWith("  ") && !line.startsWith("  //")))
                .as("one text in a line of " + file)
                .hasSameSizeAs(texts.keySet());
        return texts;
    }
}
