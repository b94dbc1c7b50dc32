package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.web.Csv;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;

/** Small things of HTTP that a browser or a scanner would stumble over, everywhere. */
@DeskTest
class HygieneTest {

    @Autowired
    Http http;

    @Autowired
    Given given;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/vendor/wallet/",
                "/camunda/app/tasklist/default/",
                "/docs/index.html",
                "/ws/notifications/"
            })
    void echoesNothing(String path) {
        assertThat(http.send("TRACE", null, path, null).status()).isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/vendor/wallet/", "/camunda/app/tasklist/default/", "/docs/index.html"})
    void letsNoPageOfOthersRead(String path) {
        for (String method : List.of("GET", "OPTIONS")) {
            var answer = http.send(
                    method, null, path, null, "Origin", "https://evil.example", "Access-Control-Request-Method", "GET");

            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
        }
    }

    @Test
    void givesNoCookieThatOthersMaySend() {
        String vendor = given.vendor("1000.00");
        for (String path : List.of(
                "/", "/api/vendor/wallet/", "/camunda/app/tasklist/default/", "/camunda/api/admin/auth/user/default")) {
            assertThat(http.get(vendor, path).headers().allValues("Set-Cookie"))
                    .as(path)
                    .allMatch(cookie -> cookie.contains("SameSite=Lax"))
                    .allMatch(cookie -> cookie.startsWith("XSRF-TOKEN") || cookie.contains("HttpOnly"));
        }
    }

    @Test
    void unpacksNothing() {
        var answer = http.post(
                given.vendor("1000.00"),
                "/api/vendor/wallet/request-withdrawal/",
                "\u001f\u008b packed",
                "Content-Encoding",
                "gzip");

        assertThat(answer.status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webjars/", "/docs/swagger/", "/camunda/lib/", "/camunda/app/", "/plugin-webapp/"})
    void listsNoDirectory(String path) {
        assertThat(http.get(null, path).status()).isGreaterThanOrEqualTo(300);
    }

    @Test
    void refusesAParameterThatComesTwice() {
        var answer = http.get(given.vendor("1000.00"), "/api/vendor/wallet/transactions/?limit=1&limit=2");

        assertStatus(answer, 400);
        assertThat(answer.body().at("/errors/0/code").asText()).isEqualTo("repeated");
    }

    @Test
    void writesNoFormulasForSpreadsheets() throws IOException {
        var response = new MockHttpServletResponse();
        var csv = new Csv(response, "some.csv", "a", "b", "c", "d");
        csv.line("=1+1", " @SUM(A1)", "-5.00", "+x");
        csv.end();

        assertThat(response.getContentAsString()).contains("'=1+1", "' @SUM(A1)", ",-5.00,", "'+x");
        assertThat(response.getHeader("Content-Disposition")).isEqualTo("attachment; filename=\"some.csv\"");
    }
}
