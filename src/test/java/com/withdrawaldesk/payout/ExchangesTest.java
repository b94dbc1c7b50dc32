package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.ProviderClient.Request;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakePaystack;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The record of what was said about payouts: it is complete, masked, and cannot be changed. */
@DeskTest
class ExchangesTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Clock clock;

    @Autowired
    private Amounts amounts;

    @Autowired
    private Exchanges exchanges;

    @Autowired
    private List<PayoutProvider> providers;

    private final String reference = "wd_" + UUID.randomUUID().toString().replace("-", "") + "_1";

    private PayoutOrder order(String account) {
        return new PayoutOrder(reference, amounts.parse("2000.00"), "GTBank", "058", account, "Ada Obi");
    }

    private PayoutProvider paystack() {
        return providers.stream()
                .filter(one -> one.name().equals("paystack"))
                .findFirst()
                .orElseThrow();
    }

    private List<Map<String, Object>> rows() {
        return jdbc.sql(
                        "SELECT *, results::text AS meanings FROM payout_exchange WHERE payout_references @> ARRAY[?::text] ORDER BY id")
                .param(reference)
                .query()
                .listOfRows();
    }

    @Test
    void keepsEachRequestAndAnswerWithoutPeopleAndSecrets() {
        paystack().send(order("0123456789"));
        paystack().check(order("0123456789"));

        assertThat(rows()).extracting(row -> row.get("call")).containsExactly("recipient", "send", "check");
        assertThat(rows()).extracting(row -> row.get("http_status")).containsExactly(201, 200, 200);
        assertThat(rows()).extracting(row -> row.get("meanings")).containsExactly("{accepted}", "{accepted}", "{paid}");
        assertThat(rows().get(0).get("request").toString())
                .startsWith("POST /transferrecipient")
                .contains("******6789", "\"A.O.\"");
        assertThat(rows().get(2).get("request")).isEqualTo("GET /transfer/verify/" + reference);
        assertThat(rows().get(2).get("answer").toString())
                .contains("\"status\":\"success\"", "\"T.S.L.\"", "Guaranty Trust Bank", reference);
        assertThat(rows().toString()).doesNotContain("0123456789", "Ada", "Obi", "TECH", FakePaystack.KEY, "Bearer");
    }

    @Test
    void keepsWhatHadNoAnswer() {
        TestServers.PAYSTACK.allRequests(Fault.CUT_AFTER);
        try {
            paystack().send(order("0123456789"));
        } finally {
            TestServers.PAYSTACK.reset();
        }

        assertThat(rows()).hasSize(1);
        assertThat(rows().get(0).get("http_status")).isNull();
        assertThat(rows().get(0).get("meanings")).isEqualTo("{unknown}");
        assertThat(rows().get(0).get("answer").toString()).contains("did not arrive");
    }

    /** The call itself is the witness: while it is made, others can see that it was begun. */
    @Test
    void isWrittenBeforeTheCall() {
        var client = Clients.of(jdbc, clock, Duration.ofSeconds(5), Duration.ofSeconds(5), 1)
                .of("paystack", TestServers.PAYSTACK.url(), FakePaystack.KEY);

        client.aboutPayout("check", order("0123456789"), Request.get("balance"), reply -> {
            assertThat(rows()).hasSize(1);
            assertThat(rows().get(0).get("answer")).isNull();
            return Outcome.of(Result.ACCEPTED, null);
        });

        assertThat(rows().get(0).get("answer")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE payout_exchange SET request = 'other' WHERE id = ?",
                "UPDATE payout_exchange SET answer = 'other' WHERE id = ?",
                "UPDATE payout_exchange SET duration_ms = NULL, answer = NULL, results = NULL WHERE id = ?",
                "DELETE FROM payout_exchange WHERE id = ?"
            })
    void cannotBeChanged(String change) {
        paystack().send(order("0123456789"));
        Object id = rows().get(0).get("id");
        var owner = JdbcClient.create(new DriverManagerDataSource(TestServers.url("postgres"), "postgres", ""));

        for (JdbcClient role : List.of(jdbc, owner)) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> role.sql(change).param(id).update())
                    .withStackTraceContaining(role == owner ? "is append-only" : "payout_exchange");
        }
    }

    @Test
    void isCompletedOnlyOnce() {
        long id = exchanges.begin("paystack", "check", List.of(reference), "GET /x");
        var owner = JdbcClient.create(new DriverManagerDataSource(TestServers.url("postgres"), "postgres", ""));
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> owner.sql("UPDATE payout_exchange SET call = 'send' WHERE id = ?")
                        .param(id)
                        .update());

        exchanges.complete(id, Reply.none(Result.LATER, "x"), List.of(Result.LATER), Duration.ofMillis(3));

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> exchanges.complete(
                        id, Reply.none(Result.LATER, "y"), List.of(Result.LATER), Duration.ofMillis(3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"account_number\":\"0123456789\"} | {\"account_number\":\"******6789\"}",
                "{\"account_number\": 123456789} | {\"account_number\": ******6789}",
                "{\"accountNumber\":\"0123456789 | {\"accountNumber\":\"******6789",
                "{\"account_name\":\"ADA N. OBI\",\"bank_name\":\"GT Bank\"} | {\"account_name\":\"A.N.O.\",\"bank_name\":\"GT Bank\"}",
                "{\"full_name\":\"ADA OB | {\"full_name\":\"A.O.",
                "<b>0123456789</b> is closed | <b>******6789</b> is closed",
                "{\"id\":1234567890,\"session\":\"110006000000000000000000123456\"} | {\"id\":1234567890,\"session\":\"110006000000000000000000123456\"}",
                "wd_01234567890123456789012345678901_1 | wd_01234567890123456789012345678901_1"
            })
    void masksWhatIsCutOffAsWell(String text, String masked) {
        assertThat(Masked.text(text, 1000)).isEqualTo(masked);
        assertThat(Masked.text("x".repeat(50), 10)).isEqualTo("xxxxxxxxxx…");
    }
}
