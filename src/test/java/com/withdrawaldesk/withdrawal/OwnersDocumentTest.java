package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.notification.MailDelivery;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the owner's document says besides the endpoints: optional bank fields, full details, logs, telling users. */
@DeskTest
@ExtendWith(OutputCaptureExtension.class)
class OwnersDocumentTest {

    private static final Pattern NOW = Pattern.compile(", now (\\w+)");

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

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

    /** One that is paid, one that waits, is asked about and comes back, one of two reviews and a hand transfer, one rejected. */
    @Test
    void isFollowedThroughTheLogByItsReference(CapturedOutput output) {
        var trail = (Logger) LoggerFactory.getLogger(WithdrawalTrail.class);
        trail.setLevel(Level.INFO);
        Withdrawal paid = given.approved(given.vendor("7654.32"), "7654.32");
        course.untilConclusive(paid);
        Withdrawal failed = given.approved(given.vendor("7654.01"), "7654.01");
        course.untilConclusive(failed);
        Withdrawal byHand = given.approved(given.vendor("9876543.21"), "9876543.21");
        given.decide("admin2", byHand, new Verdict(true, null, null));
        tasklist.complete("operator1", byHand, Map.of("bank_reference", "OUT-" + byHand.reference()));
        Withdrawal rejected = given.requested(given.vendor("1000.00"), "1000.00");
        given.decide("admin1", rejected, new Verdict(false, "Because of Ada", null));
        Withdrawal cancelled = given.requested(given.vendor("1000.00"), "1000.00");
        given.cancel(cancelled);
        clock.reset();

        trail.setLevel(null);
        assertThat(stages(output, paid)).containsExactly("in_review", "queued", "sent", "completed");
        assertThat(stages(output, failed)).containsExactly("in_review", "queued", "sent", "held", "failed");
        assertThat(stages(output, byHand))
                .containsExactly("in_review", "second_review", "awaiting_transfer", "completed");
        assertThat(stages(output, rejected)).containsExactly("in_review", "rejected");
        assertThat(stages(output, cancelled)).containsExactly("in_review", "cancelled");
        assertThat(output.getAll())
                .doesNotContain(
                        "7654", "7,654", "9876543", "9,876,543", "0123456789", "Tech Store Ltd", "Because of Ada");
    }

    /** Each once, in the order in which grep finds them. */
    private static List<String> stages(CapturedOutput output, Withdrawal withdrawal) {
        return output.getAll()
                .lines()
                .filter(line -> line.matches("(?i).*(withdrawal|payout).*") && line.contains(withdrawal.reference()))
                .map(NOW::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .distinct()
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
}
