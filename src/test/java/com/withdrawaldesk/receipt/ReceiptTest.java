package com.withdrawaldesk.receipt;

import static com.withdrawaldesk.fee.Bearer.MARKETPLACE;
import static com.withdrawaldesk.fee.Bearer.REQUESTER;
import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.fee.FeeProperties.Bearers;
import com.withdrawaldesk.fee.TestFees;
import com.withdrawaldesk.notification.MailDelivery;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.Answers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Receipts, read back by another library than the one that writes them. */
@DeskTest
class ReceiptTest {

    @Autowired
    Given given;

    @Autowired
    TestFees fees;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    Http http;

    @Autowired
    MailDelivery mail;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ManagementService management;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    People people;

    @BeforeEach
    void setTheTime() {
        clock.stopAt(Instant.parse("2026-11-22T15:25:00Z"));
    }

    @AfterEach
    void reset() {
        fees.reset();
        clock.reset();
    }

    @Test
    void saysWhatWasPaidToWhomAndWhen() throws IOException {
        fees.are("100.00", "0.5", "26.88", new Bearers(REQUESTER, REQUESTER, MARKETPLACE));
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = completed(vendor, "50000.00");

        Answer answer = assertStatus(http.get(vendor, path("vendor", withdrawal)), 200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/pdf");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("inline; filename=\"receipt-" + withdrawal.reference() + ".pdf\"");
        assertThat(lines(answer.bytes()))
                .containsExactly(
                        "Withdrawal Desk",
                        "Withdrawal receipt",
                        "₦49,573.75",
                        "sent to GTBank ******6789 on 22 November 2026, 16:25:05 WAT (+01:00)",
                        "Amount withdrawn ₦50,000.00",
                        "Withdrawal fee − ₦350.00",
                        "VAT on the withdrawal fee − ₦26.25",
                        "Stamp duty − ₦50.00",
                        "Bank transfer fee ₦26.88 paid by Withdrawal Desk",
                        "Sent to the bank account ₦49,573.75",
                        "Reference " + withdrawal.reference(),
                        "Requested by Shop of " + vendor,
                        "Requested 22 November 2026, 16:25:00 WAT (+01:00)",
                        "Paid 22 November 2026, 16:25:05 WAT (+01:00)",
                        "Bank GTBank",
                        "Account ******6789  Tech Store Ltd",
                        "Bank's reference (session id) " + given.now(withdrawal).bankReference(),
                        "Transfer reference " + given.payoutOf(withdrawal),
                        "Should the amount not show in the account by the end of the next working day, give these references"
                                + " to your bank or",
                        "to us.");
        try (PDDocument pdf = Loader.loadPDF(answer.bytes())) {
            assertThat(pdf.getNumberOfPages()).isOne();
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en-NG");
            assertThat(pdf.getDocumentCatalog().getViewerPreferences().displayDocTitle())
                    .isTrue();
            assertThat(pdf.getDocumentInformation().getTitle())
                    .isEqualTo("Receipt for withdrawal " + withdrawal.reference());
            assertThat(pdf.getDocumentInformation().getCreationDate().toInstant())
                    .isEqualTo("2026-11-22T15:25:05Z");
            for (var font : pdf.getPage(0).getResources().getFontNames()) {
                assertThat(pdf.getPage(0).getResources().getFont(font).isEmbedded())
                        .isTrue();
            }
        }
    }

    @Test
    void isTheSameWheneverItIsDrawn() throws IOException {
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = completed(vendor, "500.00");

        List<String> once = lines(http.get(vendor, path("vendor", withdrawal)).bytes());
        clock.advance(Duration.ofDays(400));

        assertThat(lines(http.get(vendor, path("vendor", withdrawal)).bytes())).isEqualTo(once);
        assertThat(lines(http.get("admin1", "/api/admin/finance/withdrawals/" + withdrawal.reference() + "/receipt.pdf")
                        .bytes()))
                .isEqualTo(once);
    }

    @Test
    void isTheOwnersOwn() {
        Withdrawal withdrawal = completed(given.vendor("500.00"), "500.00");

        assertProblem(http.get("bookshop", path("vendor", withdrawal)), 404, "not_found");
        assertProblem(http.get("johndoe", path("customer", withdrawal)), 404, "not_found");
        assertProblem(
                http.get("bookshop", "/api/vendor/wallet/withdrawals/WTH-000000000000/receipt.pdf"), 404, "not_found");
        assertProblem(
                http.get("admin1", "/api/admin/finance/withdrawals/WTH-000000000000/receipt.pdf"), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({"Adébáyọ̀ Ọláníyì, true", "Łukasz Ɓello, true", "محمد علي, false", "李小龙商店, false", "Ada 🎉, false"})
    void showsANameOrSaysThatItCannot(String name, boolean shown) throws IOException {
        String vendor = given.vendor("500.00");
        jdbc.sql("UPDATE wallet SET display_name = ? WHERE owner_id = ?")
                .params(name, vendor)
                .update();
        var withdrawal = given.approved(vendor, "500.00", new BankAccount(name, "058", "0123456789", name));
        pay(withdrawal);

        List<String> lines = lines(http.get(vendor, path("vendor", withdrawal)).bytes());

        String cannot = " (this document cannot show the name)";
        assertThat(lines)
                .contains(
                        "Requested by " + (shown ? name : vendor + cannot),
                        "Bank " + (shown ? name : "Bank 058" + cannot),
                        "Account ******6789  " + (shown ? name : "—" + cannot));
    }

    /** One person may be both, with two wallets. */
    @Test
    void isNotTheOtherRolesOfTheSamePerson() {
        String both = given.vendor("5000.00");
        people.add(both, Groups.CUSTOMERS);
        Withdrawal paid = completed(both, "500.00");
        Withdrawal open = given.requested(both, "500.00");

        assertStatus(http.get(both, path("vendor", paid)), 200);
        assertProblem(http.get(both, path("customer", paid)), 404, "not_found");
        assertProblem(
                http.post(both, "/api/customer/wallet/withdrawals/" + open.reference() + "/cancel/", null),
                404,
                "not_found");
        assertThat(given.now(open).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    @Test
    void isThereOnlyWhileTheWithdrawalCountsAsPaid() {
        String vendor = given.vendor("500.03");
        Withdrawal withdrawal = given.requested(vendor, "500.03");
        var pending = assertProblem(http.get(vendor, path("vendor", withdrawal)), 409, "receipt_not_available");
        assertThat(pending.body().path("current_status").asText()).isEqualTo("pending");

        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        pay(withdrawal);
        assertStatus(http.get(vendor, path("vendor", withdrawal)), 200);

        // The sandbox sends amounts ending in .03 back.
        clock.advance(Duration.ofMinutes(1));
        hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
        String reversal = runtime.createProcessInstanceQuery()
                .processDefinitionKey("payout-reversal")
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult()
                .getId();
        management.executeJob(management
                .createJobQuery()
                .processInstanceId(reversal)
                .singleResult()
                .getId());
        var reversed = assertProblem(http.get(vendor, path("vendor", withdrawal)), 409, "receipt_not_available");
        assertThat(reversed.body().path("current_status").asText()).isEqualTo("failed");
        assertThat(reversed.body().path("stage").asText()).isEqualTo("reversed");
    }

    @Test
    void comesWithTheMailThatTellsOfThePayment() throws Exception {
        fees.are("100.00", "0", "0", new Bearers(REQUESTER, MARKETPLACE, MARKETPLACE));
        given.nothingToMail();
        String vendor = given.vendor("500.00");
        Withdrawal withdrawal = completed(vendor, "500.00");

        mail.run();

        Multipart letter = (Multipart) Stream.of(TestServers.SMTP.getReceivedMessages())
                .filter(message -> isCompletion(message, vendor))
                .findFirst()
                .orElseThrow()
                .getContent();
        assertThat(letter.getCount()).isEqualTo(2);
        assertThat(((Multipart) letter.getBodyPart(0).getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString())
                .contains("₦392.50 was sent to GTBank", "Reaches your bank account: ₦392.50");
        assertThat(letter.getBodyPart(1).getContentType()).startsWith("application/pdf");
        assertThat(letter.getBodyPart(1).getFileName()).isEqualTo("receipt-" + withdrawal.reference() + ".pdf");
        assertThat(lines(letter.getBodyPart(1).getInputStream().readAllBytes()))
                .contains("Sent to the bank account ₦392.50");
        TestServers.SMTP.purgeEmailFromAllMailboxes();
    }

    @Test
    void manyAreDrawnAtOnce() throws Exception {
        String vendor = given.vendor("500.00");
        String path = path("vendor", completed(vendor, "500.00"));
        List<String> alone = lines(http.get(vendor, path).bytes());

        for (Answer answer : Answers.inParallel(6, () -> http.get(vendor, path))) {
            assertThat(lines(assertStatus(answer, 200).bytes())).isEqualTo(alone);
        }
    }

    private static boolean isCompletion(MimeMessage message, String vendor) {
        try {
            return message.getSubject().equals("Withdrawal completed")
                    && message.getHeader("To", null).contains(vendor + "@");
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private Withdrawal completed(String vendor, String amount) {
        Withdrawal withdrawal = given.approved(vendor, amount);
        pay(withdrawal);
        return withdrawal;
    }

    private void pay(Withdrawal withdrawal) {
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofSeconds(5));
        hints.heard(given.payoutOf(withdrawal), Result.PAID);
        given.runDueJobs(withdrawal);
    }

    private static String path(String type, Withdrawal withdrawal) {
        return "/api/" + type + "/wallet/withdrawals/" + withdrawal.reference() + "/receipt.pdf";
    }

    private static List<String> lines(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper()
                    .getText(document)
                    .lines()
                    .map(String::strip)
                    .toList();
        }
    }
}
