package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the documents of which a part is made from the code: what stands between two comments, once for each name. */
record Page(Path path) {

    /** A page below {@code docs/reference}. */
    static Page reference(String name) {
        return new Page(Path.of("docs", "reference", name + ".md"));
    }

    /** Asserts that this part of the page is what the code says; with {@code -Drenew=true} it becomes that. */
    void says(String part, String made) {
        String begin = "<!-- " + part + ": made from the code -->\n";
        String end = "<!-- end of " + part + " -->";
        try {
            String now = Files.readString(path);
            assertThat(now).as(path + " has the part").contains(begin, end);
            int from = now.indexOf(begin) + begin.length();
            int to = now.indexOf(end);
            String wanted = "\n" + made.strip() + "\n\n";
            if (Boolean.getBoolean("renew")) {
                Files.writeString(path, now.substring(0, from) + wanted + now.substring(to));
                return;
            }
            assertThat(now.substring(from, to))
                    .as(path + " is not what the code says. If the change is meant, renew it with"
                            + " \"mvn test -Dtest=ReferenceTest -Drenew=true\" and commit it.")
                    .isEqualTo(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table in Markdown. */
    static String table(List<String> head, Stream<List<String>> rows) {
        return Stream.concat(Stream.of(head, head.stream().map(column -> "---").toList()), rows)
                .map(row -> row.stream()
                        .map(cell -> cell.replace("\n", " ").replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |"))
                        .replace("|  |", "| |"))
                .collect(Collectors.joining("\n"));
    }

    static String code(String text) {
        return "`" + text + "`";
    }
}
