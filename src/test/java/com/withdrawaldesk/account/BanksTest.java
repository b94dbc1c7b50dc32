package com.withdrawaldesk.account;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Where the list of banks comes from, with a provider that can be out of order. */
@DeskTest
class BanksTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Bank GTBANK = new Bank("058", "GTBank");
    private static final Bank ZENITH = new Bank("057", "Zenith Bank");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    TestClock clock;

    @Autowired
    Banks desk;

    private final FakeProvider provider = new FakeProvider();
    private Banks banks;

    @BeforeEach
    void startWithTheListToBeginWith() {
        jdbc.sql("DELETE FROM bank").update();
        jdbc.sql("INSERT INTO bank (code, name) VALUES ('058', 'GTBank')").update();
        clock.stopAt(START);
        banks = started();
    }

    @AfterEach
    void takeTheSandboxsListAgain() {
        clock.reset();
        desk.refresh();
    }

    private Banks started() {
        return new Banks(new BankDirectory(Optional.of(provider), Duration.ofMinutes(1)), jdbc, transaction, clock);
    }

    @Test
    void hasAListBeforeAnyProviderAnsweredAndTriesAgainSoon() {
        assertThat(banks.current()).isEqualTo(new Banks.BankList(null, null, List.of(GTBANK)));
        assertThat(banks.isOfProvider(banks.current())).isFalse();

        provider.banks = List.of(ZENITH, GTBANK);
        assertThat(banks.current().asOf()).as("not before five minutes").isNull();
        clock.advance(Duration.ofMinutes(5));

        assertThat(banks.current())
                .isEqualTo(new Banks.BankList("fake", START.plus(Duration.ofMinutes(5)), List.of(GTBANK, ZENITH)));
        assertThat(banks.isOfProvider(banks.current())).isTrue();
    }

    @Test
    void keepsTheListForADayAndThenAsksAgain() {
        provider.banks = List.of(GTBANK);
        banks.current();
        provider.banks = List.of(ZENITH);

        clock.stopAt(START.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(banks.current().banks()).containsExactly(GTBANK);
        clock.stopAt(START.plus(Duration.ofDays(1)));
        assertThat(banks.current().banks()).as("banks that are gone are gone").containsExactly(ZENITH);
    }

    @Test
    void livesThroughAnOutageAndARestartInIt() {
        provider.banks = List.of(GTBANK, ZENITH);
        banks.current();
        provider.banks = null;
        clock.advance(Duration.ofDays(3));

        for (Banks node : List.of(banks, started())) {
            assertThat(node.current()).isEqualTo(new Banks.BankList("fake", START, List.of(GTBANK, ZENITH)));
            assertThat(node.refresh()).isEmpty();
        }
    }

    @Test
    void asksNobodyForAListThatIsReadWithinATransaction() {
        provider.banks = List.of(ZENITH);

        assertThat(banks.known().banks()).containsExactly(GTBANK);
        assertThat(banks.current().banks()).containsExactly(ZENITH);
        provider.banks = List.of(GTBANK);
        clock.advance(Duration.ofDays(2));
        assertThat(banks.known().banks()).containsExactly(ZENITH);
    }

    @Test
    void takesAnEmptyListForNoAnswer() {
        provider.banks = List.of();

        assertThat(banks.current().banks()).containsExactly(GTBANK);
    }

    @Test
    void takesTheFirstOfTwoBanksWithOneCode() {
        provider.banks = List.of(GTBANK, new Bank("058", "GTBank again"));

        assertThat(banks.current().banks()).containsExactly(GTBANK);
    }

    @Test
    void leavesOutWhatIsNoBank() {
        provider.banks = Arrays.asList(
                new Bank(null, "No code"),
                new Bank("77", null),
                new Bank("78", "\u200B"),
                new Bank("79", "Bad \u202E Bank"),
                new Bank("a code that is much too long", "Long"),
                GTBANK);

        assertThat(banks.current().banks()).containsExactly(GTBANK);
    }

    @Test
    void isNotBoundToTheListOfAProviderOfBefore() {
        provider.banks = List.of(GTBANK);
        banks.current();
        var byHand = new Banks(new BankDirectory(Optional.empty(), Duration.ofMinutes(1)), jdbc, transaction, clock);

        assertThat(byHand.current().banks()).containsExactly(GTBANK);
        assertThat(byHand.isOfProvider(byHand.current())).isFalse();
        assertThat(byHand.refresh()).isEmpty();
    }

    @Test
    void tellsACodeFromANameThatIsUnique() {
        var list = new Banks.BankList("fake", START, List.of(GTBANK, ZENITH, new Bank("999", "zenith bank")));

        assertThat(list.codeOf("gtBANK")).isEqualTo("058");
        assertThat(list.codeOf("Zenith Bank")).isNull();
        assertThat(list.codeOf("GT Bank")).isEqualTo("058");
        assertThat(list.codeOf("Zenith")).as("one of two").isNull();
    }

    @Test
    void vendorsAndCustomersChooseFromTheProvidersList() {
        clock.reset();
        desk.refresh();

        for (String path : List.of("vendor", "customer")) {
            String user = path.equals("vendor") ? given.vendor("0.00") : given.customer("0.00");
            JsonNode answer = assertStatus(http.get(user, "/api/" + path + "/banks/"), 200)
                    .body();
            assertThat(Instant.parse(answer.get("as_of").asText())).isAfter(START);
            assertThat(answer.get("results").findValuesAsText("code")).contains("058", "011");
            assertThat(answer.at("/results/0").toString()).isEqualTo("{\"code\":\"044\",\"name\":\"Access Bank\"}");
        }
    }
}
