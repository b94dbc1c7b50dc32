package com.withdrawaldesk.desk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;

/** One withdrawal as people see it, and decide on it. */
@DeskTest
class ReviewBrowserTest {

    private static final By BAR = By.className("desk-bar");
    private static final By SHEET = By.className("desk-sheet");
    private static final By APPROVE = By.name("approve");
    private static final By REJECT = By.name("reject");
    private static final By YES = By.name("yes");
    private static final By REASON = By.id("desk-reason");
    private static final By COMPLETE = By.xpath("//button[normalize-space()='Complete']");
    private static final By CLAIM = By.xpath("//a[normalize-space()='Claim'] | //button[normalize-space()='Claim']");

    /** The account of somebody who tries what a browser makes of it. */
    private static final BankAccount MARKUP =
            new BankAccount("GTBank", "058", "0123456789", "<img src=x onerror=\"window.hurt = true\">");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    RuntimeService runtime;

    @Autowired
    People people;

    @Test
    void approvesInTwoClicks() throws Exception {
        given.vendor("0.00"); // Has saved the same account.
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            assertThat(browser.see(SHEET).getText())
                    .contains(
                            "₦20,000.00",
                            "What to look at",
                            "Serious:",
                            "0123456789",
                            "₦30,000.00",
                            "Decide by",
                            "Requested by");
            assertThat(browser.see(By.cssSelector(".nav-tabs .active")).getText())
                    .isEqualTo("Review");
            browser.accessible(".desk-sheet", ".desk-bar");
            browser.picture("review");

            browser.click(APPROVE);
            browser.accessible(".desk-bar");
            browser.picture("review-sure");
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
            browser.click(YES);

            browser.seeText("Approved. ₦20,000.00 is being paid.");
            browser.seeText("Approved by admin1");
            browser.waitFor("return !document.querySelector('.tasks-list').textContent.includes('"
                    + withdrawal.reference() + "')");
            browser.accessible(".desk-sheet", ".desk-bar");
            browser.picture("review-approved");
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin1");
    }

    @Test
    void offersTheNextOneOfTheList() throws Exception {
        given.nothingIsUrgent();
        String vendor = given.vendor("900000.00");
        Withdrawal first = given.requested(vendor, "400000.00");
        Withdrawal second = given.requested(vendor, "400000.00");
        try (var browser = new Browser()) {
            open(browser, second, "admin1");
            browser.click(APPROVE);
            browser.click(YES);
            browser.click(By.name("next"));

            browser.waitFor("return document.activeElement.tagName === 'H2'");
            assertThat(browser.see(SHEET).getText()).doesNotContain(" · " + second.reference());
            browser.see(APPROVE);
        } finally {
            given.cancel(first);
        }
    }

    @Test
    void rejectsByKeyboardAlone() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "20000.00");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            browser.press("?");
            browser.seeText("A approves, R rejects");
            browser.press("a", Keys.ESCAPE);
            browser.waitFor("return document.activeElement.name === 'approve'");

            browser.press("r");
            browser.waitFor("return document.activeElement.name === 'reason'");
            browser.press(Keys.TAB, Keys.ENTER);
            browser.seeText("Say why you reject");
            browser.waitFor("return document.activeElement.name === 'reason'");
            browser.press("Are you a real shop?");
            browser.accessible(".desk-bar");
            browser.picture("review-keyboard");
            browser.press(Keys.TAB, Keys.ENTER);

            browser.seeText("Rejected. ₦20,000.00 is back in the wallet.");
            browser.picture("review-rejected");
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REJECTED);
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("Are you a real shop?");
        assertThat(given.balance(vendor)).isEqualTo("50000.00");
    }

    @Test
    void saysAtOnceThatSomebodyElseDecided() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            browser.click(REJECT);
            browser.click(By.className("desk-phrase"));
            browser.waitFor("return document.getElementById('desk-reason').value.startsWith('The name of')");

            given.decide("admin2", withdrawal, new Verdict(true, null, null));

            browser.waitFor("return document.querySelector('.desk-said').textContent.startsWith('Approved by admin2')");
            assertThat(browser.shows(YES)).isFalse();
            assertThat(browser.shows(REASON)).isFalse();
            browser.accessible(".desk-sheet", ".desk-bar");
            browser.picture("review-decided-meanwhile");
        }
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin2");
    }

    @Test
    void saysWhoWasFasterThanTheClick() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser()) {
            // Nothing is looked at again by itself here.
            browser.beforeEachPage("const real = window.setTimeout;"
                    + " window.setTimeout = (work, wait, ...more) => wait === 15000 ? 0 : real(work, wait, ...more)");
            open(browser, withdrawal, "admin1");
            browser.click(APPROVE);
            given.decide("admin2", withdrawal, new Verdict(false, "No proof", null));
            browser.click(YES);

            browser.waitFor("return document.querySelector('.desk-said').textContent.startsWith('Rejected by admin2')");
            assertThat(browser.see(SHEET).getText()).contains("No proof");
        }
    }

    @Test
    void saysWhyOnesOwnRequestIsForOthers() throws Exception {
        String vendor = given.vendor("50000.00");
        String reference = assertStatus(
                        http.post(
                                "admin1",
                                "/api/admin/finance/trigger-payout/",
                                "{\"vendor\": \"" + vendor + "\", \"amount\": 1000.00}"),
                        201)
                .body()
                .path("withdrawal_id")
                .asText();
        try (var browser = new Browser()) {
            browser.login(http.url("/admin/withdrawals/" + reference).toString(), "admin1");

            browser.waitFor(
                    "return document.querySelector('.desk-said')?.textContent === 'You asked for this withdrawal, so somebody else decides.'");
            assertThat(browser.shows(APPROVE)).isFalse();
            browser.press("a");
            assertThat(browser.shows(YES)).isFalse();
            browser.accessible(".desk-bar");
            browser.picture("review-own");
        }
    }

    @Test
    void leavesTheSecondApprovalToAnother() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("9000000.00"), "6000000.00");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            browser.click(APPROVE);
            browser.type(By.id("desk-notes"), "Called the shop");
            browser.click(YES);
            browser.seeText("Approved. A second admin has to confirm ₦6,000,000.00.");

            browser.open(http.url("/admin/withdrawals/" + withdrawal.id()).toString());
            browser.seeText("You approved it first, so somebody else confirms.");
            browser.seeText("Called the shop");
            browser.picture("review-second");
        }
        assertThat(given.now(withdrawal).firstApprovedBy()).isEqualTo("admin1");
    }

    @Test
    void leadsALinkToWhoDecided() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00", MARKUP);
        given.decide("admin2", withdrawal, new Verdict(false, "<b id=hurt>No</b>", null));
        try (var browser = new Browser()) {
            browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), "admin1");

            browser.seeText("Rejected by admin2");
            assertThat(browser.see(SHEET).getText())
                    .contains("<b id=hurt>No</b>", MARKUP.accountName(), "Refunded to the wallet");
            assertThat(browser.run("return window.hurt === undefined")).isEqualTo(true);
            assertThat(browser.shows(By.cssSelector(".desk-sheet img, #hurt"))).isFalse();
            browser.accessible(".desk-sheet");
            browser.picture("withdrawal-decided");
        }
    }

    @Test
    void keepsTheReasonWhenTheSessionEnds() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            browser.click(REJECT);
            browser.type(REASON, "Please call us");
            browser.endSession();
            browser.click(YES);

            browser.seeText("Your session has ended");
            browser.picture("review-session-ended");
            browser.lose();
            browser.click(By.cssSelector(".desk-expired .desk-action"));
            browser.logInAs("admin1");

            assertThat(browser.see(REASON).getDomProperty("value")).isEqualTo("Please call us");
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
            browser.click(YES);
            browser.seeText("Rejected. ₦20,000.00 is back in the wallet.");
        }
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("Please call us");
    }

    @Test
    void keepsWhatIsTypedIntoCamundasForm() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        By reason = By.tagName("textarea");
        try (var browser = new Browser()) {
            open(browser, withdrawal, "admin1");
            browser.click(By.linkText("Form"));
            browser.click(CLAIM);
            browser.click(By.xpath("//label[contains(., 'Reject and refund')]"));
            browser.seeText("Reason for the rejection");
            browser.type(reason, "Please call us");
            browser.endSession();
            browser.run("document.dispatchEvent(new Event('visibilitychange'))");

            browser.seeText("Your session has ended");
            browser.lose();
            browser.click(By.cssSelector(".desk-expired .desk-action"));
            browser.logInAs("admin1");

            assertThat(browser.see(reason).getDomProperty("value")).isEqualTo("Please call us");
            browser.picture("form-session-ended");
            browser.click(COMPLETE);
            browser.seeText("Select a task in the list");
        }
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("Please call us");
    }

    @Test
    void letsOperationsRecordATransferThatAnotherConfirms() throws Exception {
        people.add("operator2", Groups.OPERATIONS);
        Withdrawal withdrawal = given.requested(given.vendor("20000000.00"), "12500000.00");
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        String link = http.url("/admin/withdrawals/" + withdrawal.id()).toString();
        try (var browser = new Browser()) {
            browser.login(link, "operator1");
            browser.seeText("Bank's reference of the transfer");
            assertThat(browser.see(By.cssSelector(".nav-tabs .active")).getText())
                    .isEqualTo("Form");
            browser.picture("operations-form");
            browser.click(By.linkText("Withdrawal"));
            assertThat(browser.see(SHEET).getText())
                    .contains("₦12,500,000.00", "******6789")
                    .doesNotContain("0123456789");
            assertThat(browser.shows(BAR)).isFalse();
            browser.accessible(".desk-sheet");
            browser.picture("operations-withdrawal");
            browser.click(By.linkText("Form"));
            browser.seeText("claim the task and open it again");
            browser.click(CLAIM);
            browser.awaitQuiet();
            browser.open(link);
            browser.seeText("0123456789");
            browser.type(By.cssSelector(".fjs-container input[type=text]"), "NIP-77");
            browser.click(COMPLETE);
            browser.seeText("Select a task in the list");
        }
        try (var browser = new Browser()) {
            browser.login(link, "operator2");
            browser.click(CLAIM);
            browser.click(By.xpath("//label[contains(., 'I have checked it in the bank')]"));
            browser.picture("operations-confirm");
            browser.click(COMPLETE);
            browser.seeText("Select a task in the list");
        }
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(given.now(withdrawal).bankReference()).isEqualTo("NIP-77");
    }

    @Test
    void showsOperationsTheWithdrawalInCockpit() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00", MARKUP);
        try (var browser = new Browser()) {
            browser.login(cockpit(withdrawal.processInstanceId()), "operator1");

            assertThat(browser.see(SHEET).getText())
                    .contains(
                            "₦20,000.00",
                            "What to look at",
                            "******6789",
                            "Timeline",
                            "Requested by",
                            MARKUP.accountName())
                    .doesNotContain("0123456789", "@example.com");
            assertThat(browser.run("return window.hurt === undefined")).isEqualTo(true);
            browser.accessible(".desk-sheet");
            browser.picture("cockpit-withdrawal");
        }
    }

    /** A late result belongs to its withdrawal; a run concerns many, and says so. */
    @Test
    void saysOfOtherProcessesWhichWithdrawalTheyAreAbout() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        String reversal = waiting("payout-reversal", "serviceTask_confirmReversal", withdrawal.reference());
        String run = waiting("payout-run", "serviceTask_createWithdrawals", null);
        try (var browser = new Browser()) {
            browser.login(cockpit(reversal), "operator1");
            assertThat(browser.see(SHEET).getText()).contains(withdrawal.reference(), "Timeline");
            browser.picture("cockpit-reversal");

            browser.open(cockpit(run));
            browser.seeText("This process is not about a single withdrawal.");
            browser.picture("cockpit-run");
        } finally {
            runtime.deleteProcessInstances(List.of(reversal, run), "only looked at", true, true);
        }
    }

    /** A process that stands before this step. */
    private String waiting(String process, String step, String reference) {
        return runtime.createProcessInstanceByKey(process)
                .businessKey(reference)
                .startBeforeActivity(step)
                .execute()
                .getId();
    }

    private String cockpit(String instance) {
        return http.url("/camunda/app/cockpit/default/") + "#/process-instance/" + instance + "/runtime";
    }

    private void open(Browser browser, Withdrawal withdrawal, String admin) {
        browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), admin);
        browser.see(BAR);
    }
}
