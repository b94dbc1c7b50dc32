package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebAppPaths;
import com.withdrawaldesk.support.WebAppPaths.Call;
import com.withdrawaldesk.support.WebApps;
import jakarta.servlet.ServletContext;
import java.beans.Introspector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Everything in the engine's REST API that is evaluated when it is sent, wherever in a request it stands. */
@DeskTest
class ExpressionMembersTest {

    private static final String DTOS = "classpath*:org/camunda/bpm/engine/rest/dto/**/*.class";
    private static final String TEXT = "${jdbcClient.sql('DELETE FROM act_id_membership').update()}";

    /** At the top, in an alternative, in whatever contains a query, and in a filter that would be stored. */
    private static final List<String> SHAPES = List.of(
            "{\"%s\": \"%s\"}",
            "{\"name\": \"x\", \"orQueries\": [{}, {\"%s\": \"%s\"}]}",
            "{\"processInstanceQuery\": {\"instructions\": [[{\"query\": {\"%s\": \"%s\"}}]]}}",
            "{\"name\": \"x\", \"resourceType\": \"Task\", \"query\": {\"orQueries\": [{\"%s\": \"%s\"}]}}");

    @Autowired
    ServletContext server;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @Test
    void areTakenFromNobodyAtAnyDepth() throws IOException {
        WebApps session = WebApps.login(http.url("/"), "admin", "engineadmin", People.PASSWORD);
        String[] headers = {"Cookie", session.cookie(), "X-XSRF-TOKEN", session.token()};
        var members = members();
        assertThat(members.values().stream().flatMap(TreeSet::stream))
                .contains("assigneeExpression", "candidateUserExpression", "dueBeforeExpression", "ownerExpression");
        List<Call> calls = WebAppPaths.of(server);
        Footprint before = Footprint.of(jdbc);

        members.forEach((type, names) -> {
            var paths = calls.stream()
                    .filter(call -> !call.method().equals("GET")
                            && (call.body() != null && call.body().getName().equals(type)
                                    || call.path().contains("/filter/")))
                    .toList();
            assertThat(paths).isNotEmpty();
            for (String name : names) {
                for (String shape : SHAPES) {
                    for (Call call : paths) {
                        String body = shape.formatted(name, TEXT);
                        assertProblem(
                                http.send(call.method(), null, call.example(), body, headers),
                                400,
                                "malformed_request");
                    }
                }
                for (String path : List.of("task", "task/count", "filter", "user")) {
                    String address = "/camunda/api/engine/engine/default/" + path + "?" + name + "=%24%7B1%7D";
                    assertProblem(http.get(null, address, headers), 400, "malformed_request");
                }
            }
        });

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    /** By the class that has them. */
    private static TreeMap<String, TreeSet<String>> members() throws IOException {
        var reader = new CachingMetadataReaderFactory();
        var found = new TreeMap<String, TreeSet<String>>();
        for (var file : new PathMatchingResourcePatternResolver().getResources(DTOS)) {
            String name = reader.getMetadataReader(file).getClassMetadata().getClassName();
            try {
                var names = Arrays.stream(Class.forName(name).getMethods())
                        .map(Method::getName)
                        .filter(method -> method.matches("[sg]et\\w+Expression"))
                        .map(method -> Introspector.decapitalize(method.substring(3)))
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!names.isEmpty()) {
                    found.put(name, names);
                }
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return found;
    }
}
