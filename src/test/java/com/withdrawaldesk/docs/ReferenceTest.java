package com.withdrawaldesk.docs;

import static com.withdrawaldesk.docs.Page.code;
import static com.withdrawaldesk.docs.Page.table;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.web.AnswerStatus;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.withdrawal.Stage;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.MappingMatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** The pages below {@code docs/reference} that are made from the code are what it says today. */
@DeskTest
class ReferenceTest {

    private static final List<String> GROUPS = List.of(
            Groups.VENDORS,
            Groups.CUSTOMERS,
            Groups.BUSINESS_ADMINS,
            Groups.OPERATIONS,
            Groups.AUDITORS,
            Groups.PLATFORM,
            Groups.ENGINE_ADMINS);

    @Autowired
    Http http;

    @Autowired
    List<SecurityFilterChain> chains;

    @Autowired
    ServletContext context;

    @Autowired
    Invariants invariants;

    @Autowired
    List<RecurringTask<?>> tasks;

    @Autowired
    JdbcClient jdbc;

    @Test
    void listsEveryEndpoint() {
        JsonNode api = assertStatus(http.get(null, "/docs/openapi.json"), 200).body();
        Map<String, List<List<String>>> rows = new LinkedHashMap<>();
        api.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    JsonNode described = operation.getValue();
                    rows.computeIfAbsent(described.get("tags").get(0).asText(), tag -> new ArrayList<>())
                            .add(List.of(
                                    code(method + " " + path.getKey()),
                                    described.get("summary").asText(),
                                    taken(api, described),
                                    answered(api, described),
                                    key(described),
                                    allowed(method, path.getKey())));
                }));

        Page.reference("api")
                .says(
                        "endpoints",
                        rows.entrySet().stream()
                                .map(tag -> "## " + tag.getKey().substring(0, 1).toUpperCase(Locale.ROOT)
                                        + tag.getKey().substring(1) + "\n\n"
                                        + table(
                                                List.of("endpoint", "does", "takes", "answers", "key", "for"),
                                                tag.getValue().stream()))
                                .collect(Collectors.joining("\n\n")));
    }

    /** Filters and fields; those that may be left out in brackets. */
    private static String taken(JsonNode api, JsonNode operation) {
        var names = new ArrayList<String>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.get("in").asText().equals("query")) {
                String name = code(parameter.get("name").asText());
                names.add(parameter.path("required").asBoolean() ? name : "[" + name + "]");
            }
        }
        JsonNode body = schema(api, operation.at("/requestBody/content/application~1json/schema"));
        Set<String> required = StreamSupport.stream(body.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        body.path("properties")
                .fieldNames()
                .forEachRemaining(name -> names.add(required.contains(name) ? code(name) : "[" + code(name) + "]"));
        return String.join(", ", names);
    }

    private static String answered(JsonNode api, JsonNode operation) {
        for (String status : List.of("200", "201", "202")) {
            JsonNode content = operation.at("/responses/" + status + "/content");
            if (!content.isMissingNode()) {
                String type = content.fieldNames().next();
                var names = new ArrayList<String>();
                schema(api, content.get(type).get("schema"))
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(name -> names.add(code(name)));
                String prefix = status.equals("200") ? "" : status + ": ";
                return prefix + (names.isEmpty() ? type : String.join(", ", names));
            }
        }
        return "";
    }

    private static JsonNode schema(JsonNode api, JsonNode schema) {
        return schema.has("$ref") ? api.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    private static String key(JsonNode operation) {
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.get("name").asText().equals("Idempotency-Key")) {
                return parameter.path("required").asBoolean() ? "required" : "optional";
            }
        }
        return "";
    }

    /** The groups that the filter chain lets through. */
    private String allowed(String method, String path) {
        var request = new MockHttpServletRequest(context, method, path.replaceAll("\\{\\w+}", "1"));
        request.setServletPath(request.getRequestURI());
        request.setHttpServletMapping(
                new MockHttpServletMapping(request.getRequestURI(), "/", "dispatcherServlet", MappingMatch.DEFAULT));
        var filter =
                chains.stream().filter(chain -> chain.matches(request)).findFirst().orElseThrow().getFilters().stream()
                        .filter(AuthorizationFilter.class::isInstance)
                        .map(AuthorizationFilter.class::cast)
                        .findAny()
                        .orElseThrow();
        return GROUPS.stream()
                .filter(group -> filter.getAuthorizationManager()
                        .authorize(() -> new TestingAuthenticationToken("somebody", null, group), request)
                        .isGranted())
                .map(Page::code)
                .collect(Collectors.joining(", "));
    }

    @Test
    void listsEveryCode() {
        Page.reference("errors")
                .says(
                        "codes",
                        table(
                                List.of("HTTP", "`code`", "means"),
                                Stream.of(Code.values())
                                        .sorted(Comparator.comparing(
                                                code -> AnswerStatus.of(code).value()))
                                        .map(code -> List.of(
                                                String.valueOf(
                                                        AnswerStatus.of(code).value()),
                                                code(code.value()),
                                                code.title()))));
    }

    @Test
    void listsEveryStage() {
        Page.reference("stages")
                .says(
                        "stages",
                        table(
                                List.of("`status`", "`stage`", "what its requester reads"),
                                Stream.of(Stage.values())
                                        .map(stage -> List.of(
                                                code(stage.status().value()), code(stage.value()), stage.sentence()))));
    }

    @Test
    void listsEveryInvariant() {
        Page.reference("invariants")
                .says(
                        "invariants",
                        invariants.names().stream().map(name -> "- " + name).collect(Collectors.joining("\n")));
    }

    /** What each does is written by hand, so a new task is missed until somebody says it. */
    @Test
    void namesEveryRecurringTask() throws Exception {
        String page = Files.readString(Page.reference("tasks").path());

        assertThat(Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                        .matcher(page)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        tasks.stream().map(RecurringTask::getName).toList());
    }

    @Test
    void listsEveryTable() {
        List<String> tables = jdbc.sql("""
                SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                    AND c.relname !~ '^(act_|flyway)' AND NOT c.relispartition ORDER BY 1""").query(String.class).list();
        Page.reference("schema")
                .says("tables", tables.stream().map(this::described).collect(Collectors.joining("\n\n")));
    }

    private String described(String table) {
        String comment = jdbc.sql("SELECT coalesce(obj_description(CAST(:table AS regclass)), '')")
                .param("table", table)
                .query(String.class)
                .single();
        assertThat(comment).as(table + " says what it is for").isNotEmpty();
        String columns = table(
                List.of("column", "type", "default", "means"),
                jdbc
                        .sql("""
                        SELECT a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN '' ELSE ', null' END AS type,
                            CASE WHEN a.attidentity <> '' THEN 'identity' WHEN a.attgenerated <> '' THEN 'derived'
                                ELSE coalesce(pg_get_expr(d.adbin, d.adrelid), '') END AS value,
                            coalesce(col_description(a.attrelid, a.attnum), '') AS means
                        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                        WHERE a.attrelid = CAST(:table AS regclass) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""")
                        .param("table", table)
                        .query((row, i) -> List.of(
                                code(row.getString("attname")),
                                row.getString("type"),
                                row.getString("value").isEmpty() ? "" : code(row.getString("value")),
                                row.getString("means")))
                        .list()
                        .stream());
        String constraints = jdbc.sql("""
                        SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                        WHERE conrelid = CAST(:table AS regclass) AND contype <> 'n' ORDER BY contype, conname""").param("table", table).query(String.class).list().stream()
                .map(constraint -> "- `" + constraint.replaceAll("\\s+", " ") + "`")
                .collect(Collectors.joining("\n"));
        String triggers = jdbc.sql("""
                        SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal ORDER BY 1""").param("table", table).query(String.class).list().stream()
                .map(Page::code)
                .collect(Collectors.joining(", "));
        return Stream.of(
                        "## " + code(table),
                        comment,
                        columns,
                        constraints,
                        triggers.isEmpty() ? "" : "Triggers: " + triggers + ".")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    /** Each limit of use and what it is in production. */
    @Test
    void namesEveryLimitOfUse() throws Exception {
        String guide = Files.readString(Path.of("docs", "guide", "api.md"));

        assertThat(Arrays.stream(Limit.values()).map(limit -> "| `" + limit.name() + "` |"))
                .allMatch(guide::contains);
    }
}
