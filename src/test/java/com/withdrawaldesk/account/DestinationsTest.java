package com.withdrawaldesk.account;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.NotFoundForNow;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.camunda.bpm.engine.FormService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the desk knows of the accounts it pays to. The sandbox answers by the number, see {@code SandboxBank}. */
@DeskTest
class DestinationsTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    PayoutHints hints;

    @Autowired
    Tasklist tasklist;

    @Autowired
    FormService forms;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    WithdrawalRequests requests;

    @Autowired
    WithdrawalRepository withdrawals;

    @Autowired
    PaymentSettingsService settings;

    @Autowired
    Destinations destinations;

    @Autowired
    Banks banks;

    @Autowired
    LookUps lookUps;

    @Autowired
    Wallets wallets;

    @Autowired
    DestinationProperties properties;

    @Autowired
    Amounts amounts;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void showsAVendorWhoseAccountItIsAtTheBank() {
        String vendor = given.bareVendor("0.00");
        jdbc.sql("UPDATE wallet SET display_name = 'Tech Store' WHERE owner_id = ?")
                .param(vendor)
                .update();
        clock.stopAt(START);

        Answer saved = save(vendor, "GTBank", "058", fitting(), "Tech Store Ltd");

        assertStatus(saved, 200);
        assertThat(saved.body().get("message").asText()).isEqualTo("Your payment settings are saved.");
        JsonNode known = http.get(vendor, "/api/vendor/payment-settings/").body();
        assertThat(known.get("account_name").asText()).isEqualTo("Tech Store Ltd");
        assertThat(known.get("verification").asText()).isEqualTo("verified");
        assertThat(known.get("resolved_name").asText()).isEqualTo("TECH STORE LTD");
        assertThat(known.get("name_match").asInt()).isEqualTo(100);
        assertThat(known.get("verified_at").asText()).isEqualTo(START.toString());
        assertThat(known.has("withdrawals_from")).isFalse();
        assertThat(known.has("warnings")).isFalse();
    }

    @Test
    void warnsOfWhatIsStrangeAndSavesItAllTheSame() {
        String vendor = given.bareVendor("0.00");

        // Neither the name nor the check digit fits, and the code is another bank's.
        Answer saved = save(vendor, "Zenith Bank", "058", "0123456786", "Tech Store Ltd");

        assertStatus(saved, 200);
        assertThat(saved.body().get("name_match").asInt()).isZero();
        assertThat(texts(saved.body().get("warnings")))
                .containsExactly(
                        "The check digit of the account number does not fit the bank. Compare the number and the bank.",
                        "Bank code 058 is GTBank.",
                        "The bank keeps this account under a name that is not like yours.");
    }

    @Test
    void refusesAnAccountThatTheBankDoesNotHave() {
        String vendor = given.bareVendor("0.00");

        assertProblem(save(vendor, "GTBank", "058", "0001234567", "Tech Store Ltd"), 422, "account_not_found");

        assertThat(http.get(vendor, "/api/vendor/payment-settings/").body().toString())
                .isEqualTo("{\"configured\":false}");
    }

    @ParameterizedTest
    @CsvSource({"059", "58", "0058", "GTB"})
    void refusesABankThatIsNotInTheProvidersList(String code) {
        String vendor = given.bareVendor("0.00");

        assertProblem(save(vendor, "GTBank", code, number(9), "Tech Store Ltd"), 422, "bank_unknown");
    }

    @Test
    void savesAnAccountThatTheBankGivesNoAnswerFor() {
        String vendor = given.bareVendor("5000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);

        Answer saved = save(vendor, "GTBank", "058", "9990001234", "Tech Store Ltd");

        assertStatus(saved, 200);
        assertThat(saved.body().get("verification").asText()).isEqualTo("unverified");
        assertStatus(request(vendor), 201);
    }

    @Test
    void asksAgainForWhatTheBankGaveNoAnswerFor() {
        String number = number(5);
        var account = new BankAccount("GTBank", "058", number, "Ngozi Eze");
        String vendor = given.bareVendor("5000.00");
        settings.save(vendor, account);
        Withdrawal withdrawal = requested(vendor, account);
        var provider = new FakeProvider();
        MissingNames names = missingNames(provider);

        provider.name = outOfOrder();
        names.lookUp(Integer.MAX_VALUE);
        assertThat(settings.find(vendor).orElseThrow().account().nameCheck()).isNull();

        answerFor(provider, number, Optional.of("SHOP OF " + vendor));
        clock.stopAt(START);
        names.lookUp(Integer.MAX_VALUE);

        assertThat(settings.find(vendor).orElseThrow().account().nameCheck())
                .isEqualTo(new NameCheck("SHOP OF " + vendor, START, 100));
        assertThat(given.now(withdrawal).account().nameCheck())
                .isEqualTo(new NameCheck("SHOP OF " + vendor, START, 100));
    }

    @Test
    void tellsAVendorWhenTheBankTurnsOutNotToHaveTheAccount() {
        String number = number(5);
        String vendor = given.bareVendor("5000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);
        settings.save(vendor, new BankAccount("GTBank", "058", number, "Ngozi Eze"));
        var provider = new FakeProvider();
        answerFor(provider, number, Optional.empty());

        missingNames(provider).lookUp(Integer.MAX_VALUE);

        assertThat(http.get(vendor, "/api/vendor/payment-settings/")
                        .body()
                        .get("verification")
                        .asText())
                .isEqualTo("not_found");
        assertProblem(request(vendor), 422, "account_not_found");
        assertThat(http.get(vendor, "/api/vendor/notifications/")
                        .body()
                        .at("/results/0/message")
                        .asText())
                .contains("no such account", "******" + number.substring(6))
                .doesNotContain(number);
    }

    @Test
    void keepsNoAnswerAboutAnAccountThatWasReplacedMeanwhile() {
        String before = number(5);
        String after = number(5);
        String vendor = given.bareVendor("5000.00");
        settings.save(vendor, new BankAccount("GTBank", "058", before, "Ngozi Eze"));
        var provider = new FakeProvider();
        provider.name = (bank, asked) -> {
            if (!asked.equals(before)) {
                throw new ProviderUnavailable("out of order", false, null);
            }
            settings.save(vendor, new BankAccount("GTBank", "058", after, "Ngozi Eze"));
            return Optional.of("NGOZI EZE");
        };

        missingNames(provider).lookUp(Integer.MAX_VALUE);

        BankAccount kept = settings.find(vendor).orElseThrow().account();
        assertThat(kept.accountNumber()).isEqualTo(after);
        assertThat(kept.nameCheck()).isNull();
    }

    /** Paystack says the same of a wrong number and while a bank is down. */
    @Test
    void believesABankThatSaysToTryAgainOnlyAfterAnHour() {
        String number = number(5);
        String vendor = given.bareVendor("5000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);
        settings.save(vendor, new BankAccount("GTBank", "058", number, "Ngozi Eze"));
        var provider = new FakeProvider();
        provider.name = (bank, asked) -> {
            throw asked.equals(number)
                    ? new NotFoundForNow("try again")
                    : new ProviderUnavailable("out of order", false, null);
        };
        MissingNames names = missingNames(provider);
        clock.stopAt(START);
        for (int minute = 0; minute < 62; minute++) {
            names.lookUp(Integer.MAX_VALUE);
            assertThat(settings.find(vendor).orElseThrow().account().nameCheck())
                    .as("after %s minutes", minute)
                    .isNull();
            clock.advance(Duration.ofMinutes(1));
        }
        clock.advance(Duration.ofMinutes(1));
        names.lookUp(Integer.MAX_VALUE);
        assertThat(settings.find(vendor).orElseThrow().account().nameCheck().resolvedName())
                .isNull();
        assertProblem(request(vendor), 422, "account_not_found");

        clock.advance(Duration.ofDays(1).plusSeconds(1));
        answerFor(provider, number, Optional.of("SHOP OF " + vendor));
        names.lookUp(Integer.MAX_VALUE);
        assertThat(settings.find(vendor).orElseThrow().account().nameCheck().resolvedName())
                .as("a bank that was down does not lock anybody out")
                .isEqualTo("SHOP OF " + vendor);
    }

    @Test
    void asksNobodyWherePeopleMakeTheTransfers() {
        String customer = given.customer("0.00");
        var directory = new BankDirectory(Optional.empty(), Duration.ofMinutes(1));
        var byHand = new Destinations(
                new Banks(directory, jdbc, transaction, clock), directory, lookUps, wallets, properties, clock);

        BankAccount account = byHand.check(
                new BankAccount("A bank of theirs", null, "0001234567", "John Doe"), customer, OwnerType.CUSTOMER);

        assertThat(account.bankCode()).isNull();
        assertThat(account.nameCheck()).isNull();
        assertThat(flags(requested(given.bareVendor("1000.00"), account))).containsKey("bank_code_missing");
        assertThat(byHand.check(new BankAccount("Moon", "999", "0001234567", "J"), customer, OwnerType.CUSTOMER)
                        .bankCode())
                .isEqualTo("999");
    }

    @Test
    void asksNoProviderWithinATransaction() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        tx -> destinations.check(Given.ACCOUNT, "nobody", OwnerType.VENDOR)))
                .hasMessageContaining("transaction");
    }

    @Test
    void letsAChangedAccountCoolOffToTheVeryEnd() {
        String vendor = given.vendor("5000.00");
        clock.stopAt(START);
        Answer changed = save(vendor, "GTBank", "058", number(9), "Tech Store Ltd");
        assertThat(changed.body().get("withdrawals_from").asText()).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(http.get(vendor, "/api/vendor/notifications/")
                        .body()
                        .at("/results/0/message")
                        .asText())
                .contains("beginning on 2 Mar 2026, 11:00 (Lagos)");

        clock.stopAt(START.plus(DAY).minusMillis(1));
        Answer refused = request(vendor);
        assertProblem(refused, 422, "cooling_off");
        assertThat(refused.body().get("resets_at").asText()).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertProblem(
                http.post("admin1", "/api/admin/finance/trigger-payout/", "{\"vendor\": \"%s\"}".formatted(vendor)),
                422,
                "cooling_off");

        clock.stopAt(START.plus(DAY));
        assertStatus(request(vendor), 201);
        assertThat(http.get(vendor, "/api/vendor/payment-settings/").body().has("withdrawals_from"))
                .isFalse();
    }

    @Test
    void startsNoCoolingOffForTheFirstAccountNorForTheSameOneAgain() {
        String vendor = given.bareVendor("5000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);
        String first = number(9);
        assertStatus(save(vendor, "GTBank", "058", first, "Tech Store Ltd"), 200);
        assertStatus(save(vendor, "GTBank", "058", first, "Tech Store Limited"), 200);
        assertStatus(request(vendor), 201);

        clock.stopAt(START);
        String second = number(9);
        assertStatus(save(vendor, "GTBank", "058", second, "Tech Store Ltd"), 200);
        clock.advance(Duration.ofHours(12));
        Answer again = save(vendor, "GTBank", "058", second, "Tech Store Ltd");

        assertThat(again.body().get("withdrawals_from").asText())
                .as("it goes on as it was")
                .isEqualTo("2026-03-02T10:00:00Z");
    }

    @Test
    void takesTheSameNumberAtAnotherBankForAnotherAccount() {
        String vendor = given.vendor("5000.00");

        assertStatus(save(vendor, "Zenith Bank", "057", "0123456789", "Tech Store Ltd"), 200);

        assertProblem(request(vendor), 422, "cooling_off");
    }

    @Test
    void keepsWhatTheBankSaidWhenItGivesNoAnswerTheNextTime() {
        String vendor = given.bareVendor("0.00");
        var check = new NameCheck("EZE NGOZI", START, 95);
        settings.save(vendor, Given.ACCOUNT.with(check));

        settings.save(vendor, Given.ACCOUNT);
        assertThat(settings.find(vendor).orElseThrow().account().nameCheck()).isEqualTo(check);

        settings.save(vendor, new BankAccount("GTBank", "058", number(9), "Tech Store Ltd"));
        assertThat(settings.find(vendor).orElseThrow().account().nameCheck())
                .as("of another account")
                .isNull();
    }

    @Test
    void takesOneOfTwoFirstAccountsForAChangeOfTheOther() {
        String vendor = given.bareVendor("0.00");
        var one = new BankAccount("GTBank", "058", number(1), "Book Shop");
        var other = new BankAccount("GTBank", "058", number(2), "Book Shop");

        assertThat(Together.run(() -> settings.save(vendor, one), () -> settings.save(vendor, other)))
                .containsOnlyNulls();

        assertThat(settings.find(vendor).orElseThrow().withdrawalsFrom()).isNotNull();
    }

    @Test
    void aWithdrawalKeepsTheAccountItWasMadeWithWhateverIsSavedMeanwhile() {
        String vendor = given.vendor("5000.00");
        String changed = number(9);
        var answer = new Answer[1];

        Together.run(
                () -> answer[0] = request(vendor),
                () -> settings.save(vendor, new BankAccount("GTBank", "058", changed, "Tech Store Ltd")));

        if (answer[0].status() == 201) {
            String reference = answer[0].body().get("reference").asText();
            assertThat(transaction.<String>execute(tx ->
                            withdrawals.find(reference).orElseThrow().account().accountNumber()))
                    .as("the change cools off, so a request that passed was made before it")
                    .isEqualTo("0123456789");
        } else {
            assertProblem(answer[0], 422, "cooling_off");
            assertThat(given.balance(vendor)).isEqualTo("5000.00");
        }
    }

    @Test
    void checksTheAccountInACustomersRequest() {
        String customer = given.customer("5000.00");
        String number = number(2);

        Answer answer = assertStatus(request(customer, "gtbank", null, number), 201);

        BankAccount account = transaction.execute(tx -> withdrawals
                .find(answer.body().get("reference").asText())
                .orElseThrow()
                .account());
        assertThat(account.bankCode()).as("told from the name").isEqualTo("058");
        assertThat(account.accountNumber()).isEqualTo(number);
        assertThat(account.nameCheck().resolvedName()).isEqualTo("DOE JOHN ADEWALE");
        assertThat(account.nameCheck().nameMatch()).isZero();
        assertThat(texts(answer.body().get("warnings")))
                .contains("The bank keeps this account under a name that is not like yours.");
    }

    @Test
    void refusesACustomersAccountBeforeAnyMoneyMoves() {
        String customer = given.customer("5000.00");

        assertProblem(request(customer, "My bank", null, number(2)), 422, "bank_code_required");
        assertProblem(request(customer, "GTBank", "999", number(2)), 422, "bank_unknown");
        assertProblem(request(customer, "GTBank", "058", "0000000000"), 422, "account_not_found");
        assertThat(given.balance(customer, OwnerType.CUSTOMER)).isEqualTo("5000.00");
    }

    @Test
    void takesACustomersRequestWhenTheBankGivesNoAnswer() {
        String customer = given.customer("5000.00");

        assertStatus(request(customer, "GTBank", "058", "9991234567"), 201);
    }

    @Test
    void showsTheReviewerWhoElseUsesTheAccount() {
        String number = number(2);
        var account = new BankAccount("GTBank", "058", number, "John Doe");
        String saved = given.bareVendor("0.00");
        settings.save(saved, account);
        String asked = given.bareVendor("1000.00");
        requested(asked, new BankAccount("gtbank", null, number, "John Doe"));
        String elsewhere = given.bareVendor("0.00");
        settings.save(elsewhere, new BankAccount("Zenith Bank", "057", number, "John Doe"));
        Withdrawal withdrawal = requested(given.bareVendor("1000.00"), account);
        requested(withdrawal.requesterId(), account);

        String message = flags(withdrawal).get("shared_account");

        assertThat(message)
                .contains("Shop of " + saved + " (" + saved + ")", "Shop of " + asked + " (" + asked + ")")
                .doesNotContain(elsewhere, withdrawal.requesterId(), "…");
        assertThat(sheet(withdrawal)).contains("- **✖ Serious:** The same account is used by Shop of " + saved);
    }

    @Test
    void namesNoMoreThanThreeOthers() {
        var account = new BankAccount("GTBank", "058", number(2), "John Doe");
        for (int i = 0; i < 5; i++) {
            settings.save(given.bareVendor("0.00"), account);
        }

        String message = flags(requested(given.bareVendor("1000.00"), account)).get("shared_account");

        assertThat(message.split("Shop of")).hasSize(4);
        assertThat(message).endsWith(", …");
    }

    @Test
    void showsTheReviewerWhatIsStrangeAboutTheAccount() {
        var account = new BankAccount("Zenith Bank", "058", "0123456786", "Tech Store Ltd")
                .with(new NameCheck("<b>EZE</b>", START, 69));
        Withdrawal withdrawal = requested(given.bareVendor("1000.00"), account);

        assertThat(flags(withdrawal).keySet())
                .contains("name_mismatch", "bank_name_differs", "check_digit")
                .doesNotContain("new_account", "account_not_found", "bank_code_missing");
        assertThat(sheet(withdrawal))
                .contains(
                        "| Name at the bank | &lt;b\\>EZE&lt;/b\\> (agrees 69 of 100) |",
                        "- **✖ Serious:** The bank keeps")
                .doesNotContain("<b>");
        assertThat(flags(requested(given.bareVendor("1000.00"), account.with(new NameCheck("EZE", START, 70)))))
                .doesNotContainKey("name_mismatch");
    }

    @Test
    void showsNothingWhereNothingIsStrange() {
        var account = new BankAccount("GTBank", "058", fitting(), "Tech Store Ltd")
                .with(new NameCheck("TECH STORE LTD", START, 100));
        Withdrawal withdrawal = requested(given.bareVendor("1000.00"), account);

        assertThat(flags(withdrawal)).containsOnlyKeys("first_withdrawal");
        assertThat(sheet(withdrawal))
                .contains("TECH STORE LTD (agrees 100 of 100)")
                .doesNotContain("Serious", "Attention");
    }

    @Test
    void showsTheReviewerAnAccountTheRequesterWasNeverPaidTo() {
        String vendor = given.bareVendor("5000.00");
        var known = new BankAccount("GTBank", "058", number(2), "John Doe");
        Withdrawal paid = requested(vendor, known);
        given.decide("admin1", paid, new Verdict(true, null, null));
        given.runDueJobs(paid);
        given.later(Duration.ofSeconds(5), paid);
        hints.heard(given.payoutOf(paid), Result.PAID);
        given.runDueJobs(paid);

        assertThat(flags(requested(vendor, known))).doesNotContainKey("new_account");
        assertThat(flags(requested(vendor, new BankAccount("GTBank", "058", number(3), "John Doe"))))
                .containsKey("new_account");
    }

    private Answer save(String vendor, String bank, String code, String number, String name) {
        return http.post(vendor, "/api/vendor/update-payment-settings/", """
                {"bank_name": "%s", "bank_code": "%s", "account_number": "%s", "account_name": "%s", "pin": "4719"}""".formatted(bank, code, number, name));
    }

    private Answer request(String vendor) {
        return http.post(vendor, "/api/vendor/wallet/request-withdrawal/", "{\"amount\": 1000, \"pin\": \"4719\"}");
    }

    private Answer request(String customer, String bank, String code, String number) {
        return http.post(customer, "/api/customer/wallet/request-withdrawal/", """
                {"amount": 1000, "pin": "4719", "bank_name": "%s", %s"account_number": "%s", "account_name": "John Doe"}""".formatted(
                        bank, code == null ? "" : "\"bank_code\": \"" + code + "\", ", number));
    }

    private Withdrawal requested(String vendor, BankAccount account) {
        return transaction.execute(
                tx -> requests.request(vendor, OwnerType.VENDOR, amounts.parse("200.00"), account, vendor));
    }

    private Map<String, String> flags(Withdrawal withdrawal) {
        JsonNode detail = http.get("admin1", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.id())
                .body();
        var flags = new HashMap<String, String>();
        detail.get("flags")
                .forEach(flag ->
                        flags.put(flag.get("code").asText(), flag.get("message").asText()));
        return flags;
    }

    private String sheet(Withdrawal withdrawal) {
        return forms.getTaskFormVariables(tasklist.taskOf(withdrawal).getId())
                .get("sheet")
                .toString();
    }

    private MissingNames missingNames(FakeProvider provider) {
        var directory = new BankDirectory(Optional.of(provider), Duration.ofMinutes(1));
        return new MissingNames(
                jdbc,
                new Destinations(banks, directory, lookUps, wallets, properties, clock),
                settings,
                transaction,
                clock);
    }

    private static void answerFor(FakeProvider provider, String number, Optional<String> name) {
        provider.name =
                (bank, asked) -> asked.equals(number) ? name : outOfOrder().apply(bank, asked);
    }

    private static BiFunction<String, String, Optional<String>> outOfOrder() {
        return (bank, number) -> {
            throw new ProviderUnavailable("out of order", false, null);
        };
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A number that nobody else has and that the sandbox takes for an account of the name with this last digit. */
    private static String number(int lastDigit) {
        return "1%08d%d".formatted(ThreadLocalRandom.current().nextInt(100_000_000), lastDigit);
    }

    /** A number of which the check digit fits GTBank. */
    private static String fitting() {
        while (true) {
            String number = number(9);
            if (Nuban.fits("058", number)) {
                return number;
            }
        }
    }
}
