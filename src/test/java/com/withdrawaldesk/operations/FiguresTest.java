package com.withdrawaldesk.operations;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Figures of days on which nobody else was there. */
@DeskTest
class FiguresTest {

    private static final String PATH = "/api/admin/operations/figures/";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    TestClock clock;

    @Autowired
    Statements statements;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void countsEachWithdrawalOnTheDayOfItsRequest() {
        String vendor = given.vendor("900000.00");
        // Lagos is an hour ahead: to people there, the first of these came on the second of March.
        clock.stopAt(Instant.parse("2011-03-01T23:30:00Z"));
        Withdrawal paid = given.requested(vendor, "1000.10");
        clock.stopAt(Instant.parse("2011-03-02T09:00:00Z"));
        Withdrawal rejected = given.requested(vendor, "2000.20");
        Withdrawal alsoRejected = given.requested(vendor, "150.00");
        clock.stopAt(Instant.parse("2011-03-03T09:59:59Z"));
        given.requested(vendor, "250000.00");

        clock.stopAt(Instant.parse("2011-03-05T23:30:00Z"));
        given.decide("admin1", paid, new Verdict(true, null, null));
        given.runDueJobs(paid);
        given.later(Duration.ofSeconds(30), paid);
        clock.stopAt(Instant.parse("2011-03-02T10:00:00Z"));
        given.decide("admin1", rejected, new Verdict(false, "Name differs", null));
        clock.stopAt(Instant.parse("2011-03-02T12:00:00Z"));
        given.decide("admin1", alsoRejected, new Verdict(false, "Name differs", null));

        JsonNode figures = figures("?from=2011-03-01&to=2011-03-03&zone=Africa/Lagos");

        assertThat(figures.get("currency").asText()).isEqualTo("NGN");
        assertThat(days(figures, "requests")).containsExactly("0", "3", "1");
        assertThat(days(figures, "amount")).containsExactly("0.00", "3150.30", "250000.00");
        assertThat(days(figures, "high")).containsExactly("0", "0", "1");
        assertThat(days(figures, "high_amount")).containsExactly("0.00", "0.00", "250000.00");
        assertThat(days(figures, "normal_amount")).containsExactly("0.00", "3150.30", "0.00");
        assertThat(days(figures, "approved")).containsExactly("0", "1", "0");
        assertThat(days(figures, "rejected")).containsExactly("0", "2", "0");
        assertThat(days(figures, "undecided")).containsExactly("0", "0", "1");
        assertThat(figures.at("/total/requests").asLong()).isEqualTo(4);
        assertThat(figures.at("/total/amount").asText()).isEqualTo("253150.30");
        // One hour, three hours and four days.
        assertThat(figures.at("/days/1/decision/median_seconds").asLong()).isEqualTo(3 * 3600);
        assertThat(figures.at("/days/1/decision/p95_seconds").asLong())
                .isEqualTo(Math.round(3 * 3600 + 0.9 * (96 - 3) * 3600));
        assertThat(figures.at("/total/completion/median_seconds").asLong()).isBetween(96 * 3600L, 96 * 3600L + 60);
        assertThat(figures.at("/days/2/decision").isMissingNode()).isTrue();
        assertThat(figures.get("failures")).hasSize(1);
        assertThat(figures.at("/failures/0").toString())
                .isEqualTo("{\"code\":\"rejected\",\"reason\":\"Name differs\",\"count\":2,\"amount\":\"2150.20\"}");
        assertThat(values(figures.get("hours"), "requests"))
                .hasSize(24)
                .startsWith("1")
                .filteredOn(count -> !count.equals("0"))
                .containsExactly("1", "3");
        assertThat(figures.at("/hours/10/requests").asInt()).isEqualTo(3);

        assertThat(days(figures("?from=2011-03-01&to=2011-03-03"), "requests")).containsExactly("1", "2", "1");
        assertThat(listed("?from=2011-03-02&to=2011-03-02&zone=Africa/Lagos")).hasSize(3);
        assertThat(listed("?from=2011-03-01&to=2011-03-03&zone=Africa/Lagos&hour=0"))
                .containsExactly(paid.reference());
        assertThat(listed("?from=2011-03-02&to=2011-03-02&zone=Africa/Lagos&decision=approve"))
                .containsExactly(paid.reference());
        assertThat(listed("?from=2011-03-01&to=2011-03-03&failure_code=rejected&failure_reason=Name differs"
                        .replace(" ", "%20")))
                .containsExactly(alsoRejected.reference(), rejected.reference());
        assertThat(listed("?from=2011-03-01&to=2011-03-03&stage=in_review")).hasSize(1);
        assertThat(listed("?from=2011-03-01&to=2011-03-03&stage=completed")).containsExactly(paid.reference());
    }

    @Test
    void putsRareReasonsTogether() {
        String vendor = given.vendor("90000.00");
        clock.stopAt(Instant.parse("2011-05-01T12:00:00Z"));
        for (int i = 0; i < 17; i++) {
            given.decide(
                    "admin1",
                    given.requested(vendor, "100.00"),
                    new Verdict(false, "Reason " + (char) ('A' + i), null));
        }
        given.decide("admin1", given.requested(vendor, "100.00"), new Verdict(false, "Reason Q", null));

        JsonNode failures = figures("?from=2011-05-01&to=2011-05-01").get("failures");

        assertThat(failures).hasSize(16);
        assertThat(failures.get(0).get("reason").asText()).isEqualTo("Reason Q");
        assertThat(failures.get(0).get("count").asInt()).isEqualTo(2);
        assertThat(failures.get(15).toString()).isEqualTo("{\"count\":2,\"amount\":\"200.00\"}");
    }

    @Test
    void countsEmailsOnTheDayTheyWereWritten() {
        clock.stopAt(Instant.parse("2011-06-02T12:00:00Z"));
        given.requested(given.vendor("900.00"), "100.00");
        List<Long> notices = jdbc.sql(
                        "SELECT id FROM notification WHERE created_at BETWEEN '2011-06-01Z' AND '2011-06-04Z'")
                .query(Long.class)
                .list();
        for (String state : List.of("'delivered', NULL, now()", "'given_up', NULL, NULL", "'pending', now(), NULL")) {
            jdbc.sql(
                            "INSERT INTO notification_delivery (notification_id, recipient, recipient_name, channel, address, state,"
                                    + " next_attempt_at, delivered_at, last_error) VALUES (?, ?, 'A', 'email', 'a@example.com', "
                                    + state + ", 'no such user')")
                    .params(notices.get(0), state.substring(1, 5))
                    .update();
        }
        try {
            JsonNode figures = figures("?from=2011-06-01&to=2011-06-03");

            assertThat(figures.at("/deliveries_per_day/1").toString())
                    .isEqualTo("{\"day\":\"2011-06-02\",\"delivered\":1,\"pending\":1,\"given_up\":1}");
            assertThat(figures.at("/deliveries_per_day/0/delivered").asInt()).isZero();
            assertThat(figures.at("/deliveries/given_up").asInt()).isEqualTo(1);
        } finally {
            jdbc.sql("DELETE FROM notification_delivery WHERE notification_id = ?")
                    .param(notices.get(0))
                    .update();
        }
    }

    @Test
    void isEmptyWhereNothingHappened() {
        JsonNode figures = figures("?from=1999-12-31&to=2000-01-01&zone=UTC");

        assertThat(figures.at("/total/requests").asLong()).isZero();
        assertThat(figures.at("/total/amount").asText()).isEqualTo("0.00");
        assertThat(figures.get("days")).hasSize(2);
        assertThat(figures.get("failures")).isEmpty();
    }

    @Test
    void takesTheLastSevenDaysOfTheZoneWhenNothingIsSaid() {
        clock.stopAt(Instant.parse("2011-07-10T23:30:00Z"));

        assertThat(figures("").get("from").asText()).isEqualTo("2011-07-04");
        assertThat(figures("?zone=Africa/Lagos").get("to").asText()).isEqualTo("2011-07-11");
    }

    @Test
    void daysAreThoseOfTheClockOnTheWall() {
        // In Berlin this day has 23 hours, from 23:00 to 22:00.
        String vendor = given.vendor("900.00");
        for (String time : List.of(
                "2012-03-24T22:59:59Z", "2012-03-24T23:00:00Z", "2012-03-25T21:59:59Z", "2012-03-25T22:00:00Z")) {
            clock.stopAt(Instant.parse(time));
            given.requested(vendor, "100.00");
        }

        JsonNode figures = figures("?from=2012-03-24&to=2012-03-26&zone=Europe/Berlin");

        assertThat(days(figures, "requests")).containsExactly("1", "2", "1");
        assertThat(listed("?from=2012-03-25&to=2012-03-25&zone=Europe/Berlin")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?from=2011-03-02&to=2011-03-01",
                "?from=2010-03-01&to=2011-03-02",
                "?from=yesterday",
                "?from=2011-02-30",
                "?from=+11-02-01"
            })
    void refusesWhatIsNoPeriod(String query) {
        assertProblem(http.get("operator1", PATH + query), 400, "validation_failed", "from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zone=UTC%2B1", "zone=GMT-3", "zone=%2B01:00", "zone=Z", "zone='", "zone=SystemV/EST5"})
    void refusesWhatIsNoZone(String query) {
        assertProblem(http.get("operator1", PATH + "?" + query), 400, "validation_failed", "zone");
    }

    /** What Java takes for a zone must not fail in the database. */
    @Test
    void theDatabaseKnowsEveryZoneThatIsTaken() {
        List<String> known = jdbc.sql("SELECT name FROM pg_timezone_names")
                .query(String.class)
                .list();

        assertThat(ZoneId.getAvailableZoneIds().stream().filter(id -> !id.startsWith("SystemV/")))
                .hasSizeGreaterThan(400)
                .isSubsetOf(known);
    }

    @Test
    void exportsWhatIsShown() {
        clock.stopAt(Instant.parse("2011-08-01T12:00:00Z"));
        String vendor = given.vendor("9000.00");
        jdbc.sql("UPDATE wallet SET display_name = ? WHERE owner_id = ?")
                .params("=HYPERLINK(\"http://example.com\") Ọlá", vendor)
                .update();
        Withdrawal withdrawal = given.requested(vendor, "100.00");
        given.decide("admin1", withdrawal, new Verdict(false, "-1+2; \"no\"\nreally", null));

        var answer = assertStatus(
                http.get("operator1", "/api/admin/operations/figures.csv?table=failures&from=2011-08-01&to=2011-08-01"),
                200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=UTF-8");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"withdrawals-failures-2011-08-01-2011-08-01.csv\"");
        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "\uFEFFcode,reason,withdrawals,amount\r\nrejected,\"'-1+2; \"\"no\"\"\nreally\",1,100.00\r\n");

        var list = assertStatus(
                http.get(
                        "operator1", "/api/admin/finance/list-withdrawals.csv?requester=" + vendor + "&stage=rejected"),
                200);
        String[] lines = new String(list.bytes(), StandardCharsets.UTF_8).split("\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[1])
                .startsWith(withdrawal.reference() + ",2011-08-01T12:00:00Z,vendor," + vendor
                        + ",\"'=HYPERLINK(\"\"http://example.com\"\") Ọlá\",100.00,NGN,GTBank,")
                .doesNotContain(Given.ACCOUNT.accountNumber());
        assertThat(jdbc.sql("SELECT action || ' ' || actor || ' ' || (after ->> 'stage') FROM audit_event"
                                + " WHERE action = 'withdrawals.exported' AND after ->> 'requester' = ?")
                        .param(vendor)
                        .query(String.class)
                        .list())
                .containsExactly("withdrawals.exported operator1 rejected");
        assertThat(jdbc.sql(
                                "SELECT actor FROM audit_event WHERE action = 'figures.exported' AND subject_id = 'failures'"
                                        + " AND after ->> 'from' = '2011-08-01'")
                        .query(String.class)
                        .list())
                .containsExactly("operator1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests", "decisions", "waits", "failures", "high-value", "hours", "deliveries"})
    void exportsEachTable(String table) {
        var answer = assertStatus(
                http.get("admin1", "/api/admin/operations/figures.csv?from=2011-03-01&to=2011-03-03&table=" + table),
                200);

        String[] lines = new String(answer.bytes(), StandardCharsets.UTF_8).split("\r\n");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(table.equals("failures") ? 1 : 4);
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(lines[0].split(",").length));
    }

    @Test
    void exportsMoreThanAPage() {
        String vendor = given.vendor("90000.00");
        for (int i = 0; i < 205; i++) {
            given.requested(vendor, "100.00");
        }

        String csv = new String(
                http.get("admin1", "/api/admin/finance/list-withdrawals.csv?requester=" + vendor)
                        .bytes(),
                StandardCharsets.UTF_8);

        assertThat(csv.lines()).hasSize(206).doesNotHaveDuplicates();
    }

    @Test
    void refusesATableThatIsNone() {
        assertProblem(
                http.get("operator1", "/api/admin/operations/figures.csv?table=wallets"),
                400,
                "validation_failed",
                "table");
        assertProblem(http.get("operator1", PATH + "?table=hours&limit=5"), 400, "validation_failed", "table", "limit");
    }

    @Test
    void takesFewStatementsHoweverMuchThereIs() {
        assertThat(statements.during(() -> http.get("operator1", PATH + "?from=2011-03-01&to=2012-02-28")))
                .filteredOn(sql -> sql.contains("withdrawal") || sql.contains("notification"))
                .hasSize(4);
    }

    private JsonNode figures(String query) {
        return assertStatus(http.get("operator1", PATH + query), 200).body();
    }

    private List<String> listed(String query) {
        return results(
                assertStatus(http.get("operator1", "/api/admin/finance/list-withdrawals/" + query), 200), "reference");
    }

    private static List<String> days(JsonNode figures, String field) {
        return values(figures.get("days"), field);
    }

    private static List<String> values(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(one -> one.get(field).asText())
                .toList();
    }
}
