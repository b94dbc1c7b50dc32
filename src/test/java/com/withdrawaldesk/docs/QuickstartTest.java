package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Plays {@code docs/quickstart.http} as an editor does, except that a vendor of the test stands for that of the demo. */
@DeskTest
class QuickstartTest {

    private static final Path FILE = Path.of("docs", "quickstart.http");
    private static final Pattern VARIABLE = Pattern.compile("^@(\\w+) = (.+)$", Pattern.MULTILINE);
    private static final Pattern REQUEST = Pattern.compile(
            "^(GET|POST) (\\S+)\\nAuthorization: Basic (\\S+) (\\S+)\\n(?:[\\w-]+: .*\\n)*(?:\\n(\\{.*})\\n)?"
                    + "(?:\\n> \\{% client\\.global\\.set\\(\"(\\w+)\", response\\.body\\.(\\w+)\\); %}\\n)?$");

    private final Map<String, String> variables = new HashMap<>();

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Test
    void doesWhatTheReadmeDoes() throws IOException {
        String[] sections = Files.readString(FILE).split("(?m)^### .*\n");
        VARIABLE.matcher(sections[0]).results().forEach(found -> variables.put(found.group(1), found.group(2)));
        assertThat(variables).containsEntry("vendor", "techstore").containsEntry("password", People.PASSWORD);
        variables.put("vendor", given.vendor("500000.00"));

        List<Answer> answers = new ArrayList<>();
        for (int i = 1; i < sections.length; i++) {
            answers.add(play(sections[i].strip() + "\n"));
        }

        assertThat(answers).extracting(Answer::status).containsExactly(201, 200, 200, 200);
        assertThat(answers.get(2).body().get("balance").asText()).isEqualTo("450000.00");
        assertThat(answers.get(3).body().get("status").asText()).isEqualTo("processing");
    }

    private Answer play(String section) throws IOException {
        MatchResult request = REQUEST.matcher(section)
                .results()
                .findAny()
                .orElseThrow(() -> new AssertionError("not of the form that this test plays:\n" + section));
        URI address = URI.create(filled(request.group(2)));
        String path = address.getPath();
        assertThat(Files.readString(Path.of("README.md")))
                .as("the quick start of the README")
                .contains("http://localhost:8080"
                        + request.group(2).replace("{{host}}", "").replace("{{reference}}", "$REFERENCE"));

        Answer answer = http.send(
                request.group(1),
                null,
                path,
                request.group(5) == null ? null : filled(request.group(5)),
                "Authorization",
                Http.basic(filled(request.group(3)), filled(request.group(4))));
        if (request.group(6) != null) {
            variables.put(request.group(6), answer.body().get(request.group(7)).asText());
        }
        return answer;
    }

    private String filled(String text) {
        return Pattern.compile("\\{\\{(\\w+)}}").matcher(text).replaceAll(name -> variables.get(name.group(1)));
    }
}
