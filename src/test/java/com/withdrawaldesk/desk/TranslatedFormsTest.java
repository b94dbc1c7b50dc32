package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.withdrawaldesk.base.language.Wording;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class TranslatedFormsTest {

    private static final String FORM = "/camunda/api/engine/engine/default/task/1/deployed-form";

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "review-withdrawal",
                "confirm-withdrawal",
                "record-bank-transfer",
                "confirm-bank-transfer",
                "investigate-payout",
                "confirm-refund"
            })
    void translatesWordsAndNothingElse(String form) throws Exception {
        String english = Files.readString(Path.of("forms", form + ".form"));

        MockHttpServletResponse answer = answer(FORM, "fr-CA,en;q=0.5", 200, english);

        JsonNode translated = json.readTree(answer.getContentAsByteArray());
        assertThat(answer.getHeader("Vary")).isEqualTo("Accept-Language");
        assertThat(translated).isNotEqualTo(json.readTree(english));
        assertThat(withoutWords(translated)).isEqualTo(withoutWords(json.readTree(english)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB,fr;q=0.5", "de"})
    void leavesEnglishByteForByte(String languages) throws Exception {
        String english = Files.readString(Path.of("forms/review-withdrawal.form"));

        assertThat(answer(FORM, languages, 200, english).getContentAsString(StandardCharsets.UTF_8))
                .isEqualTo(english);
    }

    @Test
    void leavesWhatIsNoForm() throws Exception {
        String refusal = "{\"type\":\"NotFound\",\"message\":\"no such task\"}";
        MockHttpServletResponse refused = answer(FORM, "fr", 404, refusal);

        assertThat(refused.getStatus()).isEqualTo(404);
        assertThat(refused.getContentAsString()).isEqualTo(refusal);
        assertThat(answer("/api/vendor/wallet/", "fr", 200, "no JSON").getContentAsString())
                .isEqualTo("no JSON");
    }

    @Test
    void leavesAFormThatIsNotTheDesks() throws Exception {
        String foreign = "{\"id\":\"theirs\",\"components\":[{\"id\":\"a\",\"label\":\"A\"}]}";

        assertThat(answer(FORM, "fr", 200, foreign).getContentAsString()).isEqualTo(foreign);
    }

    private MockHttpServletResponse answer(String path, String languages, int status, String body) throws Exception {
        var request = new MockHttpServletRequest("GET", path);
        request.addHeader("Accept-Language", languages);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        var response = new MockHttpServletResponse();
        try {
            new TranslatedForms(Wording.API, json).doFilter(request, response, new MockFilterChain(new HttpServlet() {
                @Override
                protected void doGet(HttpServletRequest asked, HttpServletResponse answer) throws IOException {
                    answer.setStatus(status);
                    answer.setContentType("application/json;charset=UTF-8");
                    answer.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
                }
            }));
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
        return response;
    }

    private static JsonNode withoutWords(JsonNode form) {
        form.findParents("label").forEach(part -> ((ObjectNode) part).remove(List.of("label", "description")));
        return form;
    }
}
