package com.withdrawaldesk.person;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which ids are one person's is said by administrators of people, and asked in one place. */
@DeskTest
class IdentitiesTest {

    private static final String PATH = "/api/admin/identities/";

    /** Columns and fields that say who did something. */
    private static final String WHO =
            "(?:requester|initiated_?By|decided_?By|first_?Approved_?By|proposed_?By|confirmed_?By|done_?By"
                    + "|started_?By|requested_?By|linked_?By|requester_?Id)";

    /** Comparisons of accounts, not of people: whose own rows and bank accounts they are, and what the desk itself began. */
    private static final List<String> OF_ACCOUNTS = List.of(
            "requester_id = ?",
            "requester_id = a.subject_id",
            "requester_id = mine.requester_id",
            "requester_id <> mine.requester_id",
            "requesterId = :requester",
            "requester_id = :requester",
            "requestedBy().equals(Origin.SYSTEM.user())",
            "initiatedBy.equals(WithdrawalRequests.RUN)",
            "initiatedBy.equals(requesterId)");

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void forget() {
        jdbc.sql("DELETE FROM person_identity").update();
    }

    @Test
    void linksAndUnlinksAndLeavesATrace() {
        Answer first = assertStatus(post("", "{\"user\": \"Ada1\", \"same_as\": \"idp.ada\"}"), 201);
        assertThat(first.body().path("users")).extracting(user -> user.asText()).containsExactly("ada1", "idp.ada");
        Answer second = assertStatus(post("", "{\"user\": \"ada2\", \"same_as\": \"IDP.ADA\"}"), 201);
        assertThat(second.body().path("users")).hasSize(3);

        assertThat(http.get("engineadmin", PATH).body().at("/results/0/users")).hasSize(3);
        assertStatus(post("unlink/", "{\"user\": \"ADA2\"}"), 200);
        assertStatus(post("unlink/", "{\"user\": \"ada1\"}"), 200);
        assertThat(http.get("engineadmin", PATH).body().path("results")).isEmpty();
        assertProblem(post("unlink/", "{\"user\": \"idp.ada\"}"), 404, "not_found");

        assertThat(jdbc.sql("""
                                SELECT concat_ws(' ', action, actor, subject_id, before, after) FROM audit_event
                                WHERE subject_type = 'person' AND outcome = 'done' ORDER BY id
                                """).query(String.class).list())
                .containsSubsequence(
                        "person.linked engineadmin ada1 {\"users\": []} {\"users\": [\"ada1\", \"idp.ada\"]}",
                        "person.linked engineadmin ada2 {\"users\": [\"ada1\", \"idp.ada\"]}"
                                + " {\"users\": [\"ada1\", \"ada2\", \"idp.ada\"]}",
                        "person.unlinked engineadmin ada2 {\"users\": [\"ada1\", \"ada2\", \"idp.ada\"]}"
                                + " {\"users\": [\"ada1\", \"idp.ada\"]}",
                        "person.unlinked engineadmin ada1 {\"users\": [\"ada1\", \"idp.ada\"]} {\"users\": []}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user\": \"ada\"}",
                "{\"user\": \"ada\", \"same_as\": \"\"}",
                "{\"user\": \"ada\", \"same_as\": \"a b\"}",
                "{\"user\": \"ada\", \"same_as\": \"ADA\"}",
                "{\"user\": \"ada\", \"same_as\": \"System\"}",
                "{\"user\": \"payout-run\", \"same_as\": \"ada\"}"
            })
    void refusesWhatIsNoLink(String body) {
        assertThat(post("", body).body().path("code").asText()).isEqualTo("validation_failed");
        assertThat(jdbc.sql("SELECT count(*) FROM person_identity")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** A comparison of letters would take one person for two. */
    @Test
    void comparesPeopleInOnePlaceOnly() throws IOException {
        var comparison = Pattern.compile(
                WHO + "(?:\\(\\))?\\)?\\s*(?:=|<>|!=|IN\\b|NOT IN\\b|IS (?:NOT )?DISTINCT)\\s*[^=\\s][^\\s;]*"
                        + "|" + WHO + "(?:\\(\\))?\\.(?:equals|contains|compareTo)\\w*\\([^\\n]*"
                        + "|(?:equals|equalsIgnoreCase)\\((?:[\\w.]+\\.)?" + WHO + "(?:\\(\\))?\\)",
                Pattern.CASE_INSENSITIVE);

        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/person/"))
                    .flatMap(file -> comparison.matcher(read(file)).results().map(match -> match.group()))
                    .filter(match -> !match.matches(
                            "\\w+ = (\\w+;?|\\?,|wallet\\.ownerId\\(\\))|\\w+(?:\\(\\))? != null")) // No comparisons.
                    .filter(match -> OF_ACCOUNTS.stream().noneMatch(match::contains))
                    .toList();
            assertThat(found).containsExactly("decided_by) IN (lower(w.requester_id),");
        }
    }

    private Answer post(String path, String body) {
        return http.post("engineadmin", PATH + path, body);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
