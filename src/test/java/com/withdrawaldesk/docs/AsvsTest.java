package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of the ASVS says of each item how it stands, and names tests that exist. */
class AsvsTest {

    private static final Pattern ITEM =
            Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| (.+?) \\| (.+?) \\| (.*?) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests?|IT))`");
    private static final List<String> STANDINGS =
            List.of("met", "partly", "not met", "of whoever runs it", "does not apply");

    private final String page = Files.readString(Path.of("docs/asvs.md"));
    private final List<MatchResult> items = ITEM.matcher(page).results().toList();

    AsvsTest() throws IOException {}

    @Test
    void namesTestsThatExist() throws IOException {
        Set<String> tests;
        try (var files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }

        assertThat(TEST.matcher(page).results().map(named -> named.group(1)))
                .isNotEmpty()
                .allMatch(tests::contains);
    }

    @Test
    void saysOfEachItemOfTheFirstTwoLevelsHowItStands() {
        assertThat(items).hasSize(253).extracting(item -> item.group(1)).doesNotHaveDuplicates();
        assertThat(items)
                .allMatch(item ->
                        STANDINGS.contains(item.group(3)) && !item.group(4).isBlank());
    }

    @Test
    void countsRight() {
        Map<String, Long> counts = items.stream()
                .map(item -> item.group(3))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(page)
                .contains("| "
                        + STANDINGS.stream()
                                .map(standing ->
                                        counts.getOrDefault(standing, 0L).toString())
                                .collect(Collectors.joining(" | "))
                        + " |");
    }
}
