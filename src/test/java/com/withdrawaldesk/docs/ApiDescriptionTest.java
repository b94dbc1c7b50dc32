package com.withdrawaldesk.docs;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Mappings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The description of the API: complete, and the one that is committed. */
@DeskTest
class ApiDescriptionTest {

    private static final Path COMMITTED = Path.of("docs", "openapi.json");

    @Autowired
    Http http;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private JsonNode api;

    @BeforeEach
    void read() {
        api = assertStatus(http.get(null, "/docs/openapi.json"), 200).body();
    }

    @Test
    void isTheCommittedOne() throws Exception {
        String now = api.toPrettyString() + "\n";
        if (Boolean.getBoolean("renew")) {
            Files.writeString(COMMITTED, now);
        }

        assertThat(now)
                .as("docs/openapi.json is not what the code says. If the change is meant, renew the file with"
                        + " \"mvn test -Dtest=ApiDescriptionTest -Drenew=true\" and commit it.")
                .isEqualTo(Files.readString(COMMITTED));
    }

    /** Providers' webhooks are described by the providers. */
    @Test
    void knowsEveryAddress() {
        var described = new TreeSet<String>();
        for (var path : api.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                described.add(operation.getKey().toUpperCase(Locale.ROOT) + " "
                        + path.getKey().replaceFirst("/$", ""));
            }
        }

        assertThat(described)
                .containsExactlyElementsOf(Mappings.of(requestMappingHandlerMapping).stream()
                        .filter(mapping -> mapping.contains(" /api/") && !mapping.contains("/webhooks/"))
                        .toList());
    }

    @Test
    void saysOfEachOperationWhatItDoesTakesAnswersAndRefuses() {
        var ids = new ArrayList<String>();
        for (JsonNode operation : operations()) {
            String id = operation.get("operationId").asText();
            ids.add(id);
            assertThat(operation.path("summary").asText()).as(id).endsWith(".");
            assertThat(operation.get("tags").get(0).asText()).isIn("vendor", "customer", "admin", "platform");
            assertThat(operation.get("responses").has("401")).as(id).isTrue();
            assertThat(success(operation).toString()).as(id).containsAnyOf("#/components/schemas/", "\"binary\"");
            for (JsonNode parameter : operation.path("parameters")) {
                assertThat(parameter.path("description").asText())
                        .as(id + " " + parameter.get("name"))
                        .isNotEmpty();
            }
        }
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }

    @Test
    void showsNothingOfTheInside() {
        assertThat(api.toString())
                .doesNotContain("com.withdrawaldesk", "java.", "org.springframework", "_minor", "ownerType");
        assertThat(fields()).allSatisfy(field -> assertThat(field.name()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
    }

    @Test
    void hasNoMoneyInNumbers() {
        assertThat(fields())
                .filteredOn(field -> field.schema().path("type").asText().equals("number"))
                .extracting(Field::path)
                .isEmpty();
    }

    @Test
    void listsEveryCode() {
        assertThat(api.at("/components/schemas/Problem/properties/code/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Stream.of(Code.values()).map(Code::value).toList());
    }

    @Test
    void hasAnExampleForEveryFieldThatIsSent() {
        var sent = new TreeSet<String>();
        for (JsonNode body : api.get("paths").findValues("requestBody")) {
            body.findValuesAsText("$ref").forEach(ref -> sent.add(ref.replaceFirst(".*/", "")));
        }

        assertThat(sent).hasSizeGreaterThan(8);
        assertThat(fields())
                .filteredOn(
                        field -> sent.contains(field.of()) && !field.schema().has("example"))
                .extracting(Field::path)
                .as("without an example, but for what does not go with the others")
                .containsExactlyInAnyOrder(
                        "EmergencyRefundWanted.filter", "ScheduleChange.day_of_month", "ScheduleChange.threshold");
    }

    @Test
    void hasNoTextForWhatIsNotThere() {
        Texts texts = Texts.read();
        var known = new TreeSet<String>();
        fields().forEach(field -> known.addAll(List.of(field.name(), field.path())));
        for (JsonNode operation : operations()) {
            for (JsonNode parameter : operation.path("parameters")) {
                String name = parameter.get("name").asText();
                known.addAll(List.of(name, "parameter." + name));
            }
        }

        assertThat(known)
                .containsAll(texts.examples().keySet())
                .containsAll(texts.descriptions().keySet());
        assertThat(api.get("paths").findValuesAsText("summary"))
                .containsAll(texts.operations().values());
    }

    private List<JsonNode> operations() {
        var all = new ArrayList<JsonNode>();
        api.get("paths").forEach(path -> path.forEach(all::add));
        return all;
    }

    private static JsonNode success(JsonNode operation) {
        return Stream.of("200", "201", "202")
                .filter(operation.get("responses")::has)
                .map(operation.get("responses")::get)
                .findAny()
                .orElseThrow();
    }

    private record Field(String of, String name, JsonNode schema) {

        String path() {
            return of + "." + name;
        }
    }

    private List<Field> fields() {
        var all = new ArrayList<Field>();
        for (var schema : api.at("/components/schemas").properties()) {
            for (var field : schema.getValue().path("properties").properties()) {
                all.add(new Field(schema.getKey(), field.getKey(), field.getValue()));
            }
        }
        return all;
    }
}
