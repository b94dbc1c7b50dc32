package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.language.Wording;
import com.withdrawaldesk.notification.MailDelivery;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the owner's document says besides the endpoints: optional bank fields, full details, logs, telling users, patterns. */
@DeskTest
@ExtendWith(OutputCaptureExtension.class)
class OwnersDocumentTest {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    MailDelivery mail;

    @Autowired
    Wording wording;

    @Autowired
    JdbcClient jdbc;

    /** Saved is GTBank, 058, 0123456789, Tech Store Ltd. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bank_name\": \"GTBank\"",
                "\"bank_name\": \"GTB\"",
                "\"bank_name\": \"Guaranty Trust Bank\", \"account_number\": \"0123456789\"",
                "\"bank_code\": \"058\"",
                "\"account_name\": \"TECH STORE LIMITED\"",
                "\"bank_name\": \"GTBank\", \"account_number\": \"0123456789\", \"account_name\": \"Tech Store\"",
                "\"bank_name\": null, \"account_number\": null, \"account_name\": \"\""
            })
    void takesTheBankOfAVendorThatAgreesWithTheSavedOne(String bank) {
        String vendor = given.vendor("1000.00");

        String reference =
                assertStatus(request(vendor, bank), 201).body().get("reference").asText();

        assertThat(account(reference)).isEqualTo("058 0123456789 Tech Store Ltd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bank_name\": \"Zenith Bank\"",
                "\"bank_code\": \"057\"",
                "\"account_number\": \"0123456780\"",
                "\"account_name\": \"Ngozi Eze\"",
                "\"bank_name\": \"GTBank\", \"account_number\": \"9876543210\", \"account_name\": \"Tech Store Ltd\""
            })
    void refusesTheBankOfAVendorThatContradictsTheSavedOneAndSaysSo(String bank) {
        String vendor = given.vendor("1000.00");

        Http.Answer answer = assertProblem(request(vendor, bank), 422, "payment_settings_differ");

        assertThat(answer.body().get("message").asText())
                .contains("GTBank ******6789")
                .doesNotContain("0123456789");
        assertThat(given.balance(vendor)).isEqualTo("1000.00");
    }

    @Test
    void usesTheBankOfAVendorWhoHasSavedNoneForThisRequest() {
        String vendor = given.bareVendor("1000.00");
        assertStatus(http.post(vendor, "/api/vendor/set-payment-pin/", "{\"pin\": \"4719\"}"), 200);
        assertProblem(request(vendor, "\"bank_name\": \"GTB\""), 422, "payment_settings_missing");

        String reference = assertStatus(
                        request(
                                vendor,
                                "\"bank_name\": \"GTB\", \"account_number\": \"0123456789\", \"account_name\": \"Shop\""),
                        201)
                .body()
                .get("reference")
                .asText();

        assertThat(account(reference)).isEqualTo("058 0123456789 Shop");
        assertThat(http.get(vendor, "/api/vendor/payment-settings/")
                        .body()
                        .get("configured")
                        .asBoolean())
                .isFalse();
    }

    private Http.Answer request(String vendor, String bank) {
        return http.post(
                vendor,
                "/api/vendor/wallet/request-withdrawal/",
                "{\"amount\": 500.00, \"pin\": \"4719\", " + bank + "}");
    }

    private String account(String reference) {
        return jdbc.sql(
                        "SELECT bank_code || ' ' || account_number || ' ' || account_name FROM withdrawal WHERE reference = ?")
                .param(reference)
                .query(String.class)
                .single();
    }

    @Test
    void writesAdminsTheFullDetails() throws Exception {
        TestServers.SMTP.purgeEmailFromAllMailboxes();
        given.nothingToMail();
        String vendor = given.vendor("1000.00");
        Withdrawal withdrawal = given.requested(vendor, "400.00");

        mail.run();

        String text = Stream.of(TestServers.SMTP.getReceivedMessages())
                .map(OwnersDocumentTest::text)
                .filter(each -> each.contains(withdrawal.reference()))
                .findFirst()
                .orElseThrow();
        TestServers.SMTP.purgeEmailFromAllMailboxes();
        assertThat(text)
                .contains(
                        "Requester: Shop of " + vendor + " (" + vendor + ")",
                        "Bank: GTBank",
                        "Bank account: ******6789",
                        "Account name: Tech Store Ltd",
                        "Wallet before: ₦1,000.00",
                        "Wallet after: ₦600.00",
                        "What stands out: ",
                        "first withdrawal")
                .doesNotContain("0123456789");
    }

    private static String text(MimeMessage message) {
        try {
            Object content = message.getContent();
            return content instanceof Multipart parts
                    ? parts.getBodyPart(0).getContent().toString()
                    : content.toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isFollowedThroughTheLogByItsReference(CapturedOutput output) {
        var trail = (Logger) LoggerFactory.getLogger(WithdrawalTrail.class);
        trail.setLevel(Level.INFO);
        Withdrawal withdrawal = given.approved(given.vendor("7654.32"), "7654.32");
        given.runDueJobs(withdrawal);
        Withdrawal rejected = given.requested(given.vendor("1000.00"), "1000.00");
        given.decide("admin1", rejected, new Verdict(false, "Because of Ada", null));

        trail.setLevel(null);
        assertThat(lines(output, withdrawal.reference()))
                .anyMatch(line -> line.contains("withdrawal.requested"))
                .anyMatch(line -> line.contains("withdrawal.approved"))
                .anyMatch(line -> line.contains("payout."));
        assertThat(lines(output, rejected.reference()))
                .anyMatch(line -> line.contains("withdrawal.rejected, now rejected"));
        assertThat(output.getAll()).doesNotContain("7654", "7,654", "0123456789", "Tech Store Ltd", "Because of Ada");
    }

    private static List<String> lines(CapturedOutput output, String reference) {
        return output.getAll()
                .lines()
                .filter(line -> line.matches("(?i).*(withdrawal|payout).*") && line.contains(reference))
                .toList();
    }

    @Test
    void tellsEverybodyWithAnOpenWithdrawalOnceAndWhereToTurn() {
        String one = given.vendor("1000.00");
        Withdrawal first = given.requested(one, "300.00");
        Withdrawal second = given.requested(one, "200.00");
        String done = given.vendor("1000.00");
        given.decide("admin1", given.requested(done, "300.00"), new Verdict(false, "No", null));

        JsonNode answer = assertStatus(
                        http.post(
                                "admin1",
                                "/api/admin/announcements/",
                                "{\"message\": \"Payouts are closed for an hour.\"}",
                                "Idempotency-Key",
                                "an-hour-" + one),
                        201)
                .body();

        assertThat(answer.get("recipients").asInt()).isPositive();
        assertThat(told(one)).singleElement().satisfies(text -> assertThat(text)
                .contains(
                        "Payouts are closed for an hour.",
                        first.reference() + ", " + second.reference(),
                        "contact support."));
        assertThat(told(done)).isEmpty();
        assertProblem(http.post("operator1", "/api/admin/announcements/", "{\"message\": \"x\"}"), 403, "forbidden");
    }

    private List<String> told(String person) {
        return jdbc.sql("SELECT message FROM notification WHERE event = 'announcement' AND audience_id = ?")
                .param(person)
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @CsvSource({"shared_account, 2", "many_requests, 5", "often_rejected, 3"})
    void findsPatternsAcrossWallets(String pattern, int count) {
        String number = "77%08d".formatted(Math.floorMod(System.nanoTime(), 100_000_000L));
        String one = given.vendor("100000.00");
        switch (pattern) {
            case "shared_account" ->
                List.of(one, given.vendor("100000.00"))
                        .forEach(owner -> given.requested(owner, "300.00", Given.account("058", number)));
            case "many_requests" -> {
                for (int n = 0; n < count; n++) {
                    given.requested(one, "300.00", Given.account("058", number));
                }
            }
            default -> {
                for (int n = 0; n < count; n++) {
                    given.decide("admin1", given.requested(one, "300.00"), new Verdict(false, "No", null));
                }
            }
        }

        JsonNode results = assertStatus(http.get("admin1", "/api/admin/finance/patterns/?pattern=" + pattern), 200)
                .body()
                .get("results");

        assertThat(StreamSupport.stream(results.spliterator(), false))
                .filteredOn(found -> found.get("owners").toString().contains(one))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.get("count").asInt()).isEqualTo(count);
                    assertThat(found.get("owners").size()).isEqualTo(pattern.equals("shared_account") ? 2 : 1);
                    assertThat(found.get("amount").asText()).isEqualTo(300 * count + ".00");
                });
        assertProblem(
                http.get("admin1", "/api/admin/finance/patterns/?pattern=none"), 400, "validation_failed", "pattern");
    }
}
