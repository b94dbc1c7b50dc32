package com.withdrawaldesk.account;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may say where money goes, and what anybody learns of other people's accounts by saying so. */
@DeskTest
class SecondFactorTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** The sandbox keeps accounts that end in 0 under this name. */
    private static final String STRANGER = "OKAFOR CHINEDU EMEKA";

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    Banks banks;

    @Autowired
    Wallets wallets;

    @Autowired
    DestinationProperties properties;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void isNotAskedForAsLongAsNoneIsSet() {
        String vendor = given.bareVendor("0.00");

        assertStatus(save(vendor, number(9), "Tech Store Ltd", null), 200);
        assertStatus(save(vendor, number(9), "Tech Store Ltd", "0000"), 200);
    }

    @Test
    void isNeededOnceItIsSet() {
        String vendor = given.vendor("0.00");
        Footprint before = Footprint.of(jdbc);
        String settings = settings(vendor);

        assertProblem(save(vendor, number(9), "Tech Store Ltd", null), 400, "validation_failed", "pin");
        assertProblem(save(vendor, number(9), "Tech Store Ltd", "12"), 400, "validation_failed", "pin");
        Answer wrong = save(vendor, number(9), "Tech Store Ltd", "9174");
        assertProblem(wrong, 403, "pin_incorrect");
        assertThat(wrong.body().get("attempts_left").asInt()).isEqualTo(2);
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(settings(vendor)).isEqualTo(settings);
        assertThat(used(vendor)).as("and no bank was asked").isZero();

        assertStatus(save(vendor, number(9), "Tech Store Ltd", Given.PIN), 200);
        assertThat(settings(vendor)).isNotEqualTo(settings);
    }

    @Test
    void isLockedLikeAnywhereElseAndStandsInNoTrail() {
        String vendor = given.vendor("5000.00");
        for (int i = 0; i < 3; i++) {
            assertProblem(save(vendor, number(9), "Tech Store Ltd", "9174"), 403, "pin_incorrect");
        }

        Answer locked = save(vendor, number(9), "Tech Store Ltd", Given.PIN);
        assertProblem(locked, 423, "pin_locked");
        assertThat(locked.header("Retry-After")).isNotNull();
        assertProblem(
                http.post(vendor, "/api/vendor/wallet/request-withdrawal/", "{\"amount\": 100, \"pin\": \"4719\"}"),
                423,
                "pin_locked");
        assertThat(jdbc.sql("SELECT a::text FROM audit_event a WHERE actor = ?")
                        .param(vendor)
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.matches(".*\\b(9174|4719)\\b.*"));
    }

    @ParameterizedTest
    @CsvSource({
        "Okafor Chinedu Emeka, agrees",
        "CHINEDU OKAFOR, agrees",
        "Okafor, does_not_agree",
        "O C E, does_not_agree",
        "Okafor C, does_not_agree",
        "Okafor C E, does_not_agree",
        "Tech Store Ltd, does_not_agree"
    })
    void tellsANameOnlyWhoeverGaveIt(String name, String agreement) {
        String vendor = given.bareVendor("0.00");

        JsonNode saved = assertStatus(save(vendor, number(0), name, null), 200).body();
        JsonNode shown = http.get(vendor, "/api/vendor/payment-settings/").body();

        for (JsonNode answer : List.of(saved, shown)) {
            assertThat(answer.get("name_check").asText()).isEqualTo(agreement);
            assertThat(answer.get("verification").asText()).isEqualTo("verified");
            if (agreement.equals("agrees")) {
                assertThat(answer.get("resolved_name").asText()).isEqualTo(STRANGER);
            } else {
                assertThat(answer.has("resolved_name")).isFalse();
                assertThat(answer.get("name_match").asInt()).isZero();
            }
        }
    }

    @Test
    void saysThatNothingWasChecked() {
        String vendor = given.bareVendor("0.00");

        Answer saved = save(vendor, "9990001234", "Tech Store Ltd", null);

        assertThat(saved.body().get("name_check").asText()).isEqualTo("not_checked");
        assertThat(saved.body().has("name_match")).isFalse();
    }

    /** All that a vendor or a customer can read, after giving a stranger's account; and what they are sent. */
    @Test
    void letsTheNameOutThroughNoDoor() {
        String vendor = given.vendor("5000.00");
        var read = new ArrayList<Answer>();
        read.add(save(vendor, number(0), "Tech Store Ltd", Given.PIN));
        String customer = given.customer("5000.00");
        Answer asked = assertStatus(
                http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 1000, "pin": "4719", "bank_name": "GTBank", "account_number": "%s",
                 "account_name": "John Doe"}""".formatted(number(0))), 201);
        String reference = asked.body().get("reference").asText();
        read.add(asked);
        for (String mapping : Mappings.of(requestMappingHandlerMapping)) {
            String path = mapping.substring(mapping.indexOf(' ') + 1).replace("{reference}", reference);
            if (mapping.startsWith("GET /api/vendor/")) {
                read.add(http.get(vendor, path));
            } else if (mapping.startsWith("GET /api/customer/")) {
                read.add(http.get(customer, path));
            }
        }

        assertThat(read).hasSizeGreaterThan(15);
        for (Answer answer : read) {
            assertThat(new String(answer.bytes(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT))
                    .doesNotContain("OKAFOR", "CHINEDU", "EMEKA");
        }
        assertThat(jdbc.sql("SELECT n::text FROM notification n WHERE n::text ILIKE '%OKAFOR%' AND n::text LIKE ?")
                        .param("%" + reference + "%")
                        .query(String.class)
                        .list())
                .isEmpty();
        // Whoever decides sees it.
        String id = jdbc.sql("SELECT id::text FROM withdrawal WHERE reference = ?")
                .param(reference)
                .query(String.class)
                .single();
        assertThat(http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + id)
                        .body()
                        .at("/destination/resolved_name")
                        .asText())
                .isEqualTo(STRANGER);
    }

    @Test
    void asksNoBankWhenNothingChanges() {
        String vendor = given.bareVendor("0.00");
        String number = number(9);
        assertStatus(save(vendor, number, "Tech Store Ltd", null), 200);
        assertThat(used(vendor)).isEqualTo(1);
        int told = told(vendor);
        JsonNode before = http.get(vendor, "/api/vendor/payment-settings/").body();

        Answer again = assertStatus(save(vendor, number, "Tech Store Ltd", null), 200);

        assertThat(again.body().get("resolved_name").asText()).isEqualTo("TECH STORE LTD");
        assertThat(used(vendor)).isEqualTo(1);
        assertThat(told(vendor)).isEqualTo(told);
        assertThat(http.get(vendor, "/api/vendor/payment-settings/").body()).isEqualTo(before);
    }

    @Test
    void endsTheLookUpsOfADayAndGoesOnTheNext() {
        String vendor = given.vendor("0.00");
        String customer = given.customer("5000.00");
        clock.stopAt(NOON);
        spend(vendor);
        spend(customer);
        Footprint before = Footprint.of(jdbc);
        String settings = settings(vendor);

        Answer refused = save(vendor, number(9), "Tech Store Ltd", Given.PIN);

        assertProblem(refused, 429, "too_many_requests");
        assertThat(refused.header("Retry-After")).isEqualTo("43200");
        assertThat(refused.headers().allValues("RateLimit-Policy")).contains("\"look_ups\";q=100000;w=86400");
        assertThat(refused.headers().allValues("RateLimit")).contains("\"look_ups\";r=0;t=43200");
        assertProblem(request(customer), 429, "too_many_requests");
        assertThat(settings(vendor)).isEqualTo(settings);
        assertThat(Footprint.of(jdbc)).isEqualTo(before);
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("5000.00");
        assertThat(used(vendor)).isEqualTo(properties.lookUpsPerDay());

        clock.advance(Duration.ofHours(12));
        assertStatus(save(vendor, number(9), "Tech Store Ltd", Given.PIN), 200);
        assertStatus(request(customer), 201);
        assertThat(used(vendor)).isEqualTo(1);
    }

    @Test
    void asksTheSameQuestionOnceAndCountsItOnce() {
        String user = given.customer("0.00");
        var provider = new FakeProvider();
        var asked = new ArrayList<String>();
        provider.name = (bank, number) -> {
            asked.add(number);
            if (asked.size() == 1) {
                throw new ProviderUnavailable("out of order", false, null);
            }
            return Optional.of(STRANGER);
        };
        var directory = new BankDirectory(Optional.of(provider), Duration.ofMinutes(1));
        Destinations destinations = destinations(directory, properties);
        String number = number(1);
        var account = new BankAccount("GTBank", "058", number, "John Doe");

        assertThat(destinations.check(account, user, OwnerType.CUSTOMER).nameCheck())
                .as("no answer is no answer")
                .isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(destinations.check(account, user, OwnerType.CUSTOMER).nameCheck())
                    .isNotNull();
        }

        assertThat(asked).containsExactly(number, number);
        assertThat(used(user)).isEqualTo(2);
    }

    @Test
    void countsToTheLimitAndNotOneMore() {
        String user = given.customer("0.00");
        var provider = new FakeProvider();
        provider.name = (bank, number) -> Optional.of(STRANGER);
        var three = new DestinationProperties(Duration.ofHours(24), Duration.ofSeconds(5), 3, 70);
        Destinations destinations =
                destinations(new BankDirectory(Optional.of(provider), Duration.ofMinutes(1)), three);
        for (int i = 0; i < 3; i++) {
            check(destinations, user);
        }

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(destinations, user));

        assertThat(refusal.code()).isEqualTo(Code.TOO_MANY_REQUESTS);
        assertThat(used(user)).isEqualTo(3);
        check(destinations, given.customer("0.00"));
    }

    private Destinations destinations(BankDirectory directory, DestinationProperties with) {
        return new Destinations(banks, directory, new LookUps(jdbc, with, clock), wallets, with, clock);
    }

    private static void check(Destinations destinations, String user) {
        destinations.check(new BankAccount("GTBank", "058", number(1), "John Doe"), user, OwnerType.CUSTOMER);
    }

    private void spend(String user) {
        jdbc.sql("INSERT INTO account_look_up (user_id, day, used) VALUES (?, ?, ?)")
                .params(user, Date.valueOf("2026-03-01"), properties.lookUpsPerDay())
                .update();
    }

    private int used(String user) {
        return jdbc.sql("SELECT coalesce(sum(used), 0) FROM account_look_up WHERE user_id = ?")
                .param(user)
                .query(Integer.class)
                .single();
    }

    private int told(String user) {
        return http.get(user, "/api/vendor/notifications/")
                .body()
                .get("results")
                .size();
    }

    private String settings(String vendor) {
        return jdbc.sql("SELECT s::text FROM payment_settings s WHERE vendor_id = ?")
                .param(vendor)
                .query(String.class)
                .single();
    }

    private Answer save(String vendor, String number, String name, String pin) {
        return http.post(vendor, "/api/vendor/update-payment-settings/", """
                {"bank_name": "GTBank", "bank_code": "058", "account_number": "%s", "account_name": "%s"%s}""".formatted(
                        number, name, pin == null ? "" : ", \"pin\": \"" + pin + "\""));
    }

    private Answer request(String customer) {
        return http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 1000, "pin": "4719", "bank_name": "GTBank", "account_number": "%s",
                 "account_name": "John Doe"}""".formatted(number(2)));
    }

    /** A number that nobody else has and that the sandbox takes for an account of the name with this last digit. */
    private static String number(int lastDigit) {
        return "1%08d%d".formatted(ThreadLocalRandom.current().nextInt(100_000_000), lastDigit);
    }
}
