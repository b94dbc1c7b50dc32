package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One strange row is listed and stops no other. */
class StatementRowsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = """
            {"reference": "wd_a_1", "id": 7, "amount": 500000, "currency": "NGN", "fee": 1075, "createdAt": "2026-03-10T09:00:00.000Z"}""";

    private final StatementRows rows =
            new StatementRows(Instant.parse("2026-03-10T00:00:00Z"), Instant.parse("2026-03-11T00:00:00Z"), "NGN");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500000 | null | amount",
                "500000 | \"much\" | amount",
                "500000 | 1e40 | amount",
                "500000 | {} | amount",
                "500000 | true | amount",
                "500000 | 0 | above zero",
                "500000 | -500000 | above zero",
                "500000 | 0.5 | finer",
                "\"amount\": 500000, | '' | amount",
                "1075 | \"x\" | fee",
                "1075 | 1e99 | fee",
                "1075 | [] | fee",
                "NGN | GHS | in GHS",
                "\"2026-03-10T09:00:00.000Z\" | null | time",
                "2026-03-10T09:00:00.000Z | yesterday | time",
                "2026-03-10T09:00:00.000Z | 2026-03-10T09:00:00 | time"
            })
    void listsARowThatCannotBeCompared(String what, String instead, String why) throws Exception {
        take(GOOD.replace(what, instead));
        take(GOOD);

        Statement statement = rows.statement();
        assertThat(statement.unreadable()).hasSize(1);
        assertThat(statement.unreadable().get(0).reference()).isEqualTo("wd_a_1");
        assertThat(statement.unreadable().get(0).providerId()).isEqualTo("7");
        assertThat(statement.unreadable().get(0).why()).contains(why);
        assertThat(statement.transfers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "7", "\"row\"", "[]", "{}"})
    void survivesRowsThatAreNone(String row) throws Exception {
        take(row);
        entry(row);
        take(GOOD);

        assertThat(rows.statement().unreadable()).hasSize(2);
        assertThat(rows.statement().transfers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"reference\": \"wd_a_1\", | ''",
                "\"wd_a_1\" | null",
                "7, | null,",
                "\"currency\": \"NGN\", | ''",
                "\"NGN\" | null",
                "1075 | null",
                "\"fee\": 1075, | ''",
                "500000 | \"500000\"",
                "createdAt | created_at"
            })
    void doesWithoutWhatPublishedSamplesLack(String what, String instead) throws Exception {
        take(GOOD.replace(what, instead));

        assertThat(rows.statement().unreadable()).isEmpty();
        assertThat(rows.statement().transfers()).hasSize(1);
    }

    @Test
    void leavesOutOtherDaysAndOtherBalances() throws Exception {
        take(GOOD.replace("-10T", "-11T"));
        entry(GOOD.replace("NGN", "GHS"));

        assertThat(rows.statement()).isEqualTo(new StatementRows(Instant.MIN, Instant.MIN, "NGN").statement());
    }

    private void take(String row) throws Exception {
        rows.transfer(
                JSON.readTree(row),
                read -> new Statement.Transfer(
                        Reply.text(read.path("reference")),
                        Reply.text(read.path("id")),
                        StatementRows.sent(read.path("amount"), 0),
                        StatementRows.fee(read.path("fee"), 2),
                        Result.PAID,
                        StatementRows.time(read)));
    }

    private void entry(String row) throws Exception {
        JsonNode read = JSON.readTree(row);
        UnaryOperator<String> text = field -> Reply.text(read.path(field));
        rows.entry(
                read,
                entry -> new Statement.Entry(
                        text.apply("id"),
                        StatementRows.minor(entry.path("amount"), 0),
                        null,
                        StatementRows.time(entry)));
    }
}
