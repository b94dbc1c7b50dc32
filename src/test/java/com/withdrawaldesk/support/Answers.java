package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;

/** What every answer of its kind must look like. */
public final class Answers {

    private Answers() {}

    /** The answer, which must have this status. */
    public static Answer assertStatus(Answer answer, int status) {
        assertThat(answer.status())
                .as(new String(answer.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        return answer;
    }

    /**
     * A whole problem document, which tells nothing of the inside.
     *
     * @param fields all that is at fault, in any order
     */
    public static Answer assertProblem(Answer answer, int status, String code, String... fields) {
        assertStatus(answer, status);
        String text = new String(answer.bytes(), StandardCharsets.UTF_8);
        assertThat(answer.header("Content-Type")).as(text).startsWith("application/problem+json");
        JsonNode body = answer.body();
        assertThat(body.path("code").asText()).as(text).isEqualTo(code);
        assertThat(body.path("type").asText()).isEqualTo("urn:withdrawal-desk:problem:" + code.replace('_', '-'));
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("success").isBoolean() && !body.path("success").asBoolean())
                .as(text)
                .isTrue();
        for (String sentence : List.of("title", "detail", "message")) {
            assertThat(body.path(sentence).asText())
                    .as("%s of %s", sentence, text)
                    .isNotBlank();
        }
        assertThat(fields(answer)).as(text).containsExactlyInAnyOrder(fields);
        for (JsonNode fault : body.path("errors")) {
            assertThat(fault.path("code").asText()).as(text).matches("[a-z_]+");
            assertThat(fault.path("message").asText()).as(text).isNotBlank();
        }
        assertThat(text).doesNotContainPattern("Exception|\\b(java|jakarta|org|com|net)\\.[a-z]+\\.|\\.java:|\\tat ");
        return answer;
    }

    /** The values of this field in all results of a list. */
    public static List<String> results(Answer answer, String field) {
        assertStatus(answer, 200);
        return StreamSupport.stream(answer.body().path("results").spliterator(), false)
                .map(result -> result.path(field).asText())
                .toList();
    }

    /** The answers to a request that is made so many times at the same moment. */
    public static List<Answer> inParallel(int times, Callable<Answer> request) throws Exception {
        var clients = Executors.newFixedThreadPool(times);
        try {
            var answers = new ArrayList<Answer>();
            for (Future<Answer> answer : clients.invokeAll(Collections.nCopies(times, request))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            clients.shutdown();
        }
    }

    private static List<String> fields(Answer answer) {
        return StreamSupport.stream(answer.body().path("errors").spliterator(), false)
                .map(fault -> fault.path("field").asText())
                .distinct()
                .toList();
    }
}
