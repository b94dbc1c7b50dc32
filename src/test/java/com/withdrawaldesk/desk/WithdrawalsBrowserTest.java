package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;

/** An admin deciding on many at once, in a page of Tasklist. */
@DeskTest
class WithdrawalsBrowserTest {

    private static final String NEWEST_FIRST =
            "#/?sorting=%5B%7B%22sortBy%22:%22created%22,%22sortOrder%22:%22desc%22%7D%5D";
    private static final By SEARCH = By.id("desk-search");
    private static final By ALL = By.cssSelector(".desk-table thead input");
    private static final By REASON = By.id("desk-reason");
    private static final By FILTER = By.cssSelector(".desk-filters .desk-action");
    private static final By APPROVE = By.cssSelector(".desk-buttons .desk-action:not(.desk-reject)");
    private static final By REJECT = By.className("desk-reject");
    private static final By SURE = By.cssSelector(".desk-sure .desk-action");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    People people;

    @Test
    void rejectsFiftyOfWhichOneWasDecidedMeanwhile() throws Exception {
        String vendor = given.vendor("1000000.00");
        Withdrawal high = given.requested(vendor, "250000.00");
        List<Withdrawal> fifty = IntStream.range(0, 50)
                .mapToObj(n -> given.requested(vendor, "10000.00"))
                .toList();
        try (var browser = new Browser()) {
            openPage(browser, vendor);
            browser.seeText("51 found, 50 of them can be decided together.");
            browser.seeText("High priority: review it on its own");
            browser.click(ALL);
            browser.seeText("50 selected, ₦500,000.00 in all");
            given.decide("admin2", fifty.get(7), new Verdict(true, null, null));

            browser.click(REJECT);
            browser.seeText("Say why you reject");
            assertThat(given.now(fifty.get(0)).stage()).isEqualTo(Stage.IN_REVIEW);
            browser.type(REASON, "The shop is closed");
            browser.click(REJECT);
            browser.seeText("Reject and refund 50, ₦500,000.00 in all");
            browser.accessible(".desk-page");
            browser.picture("bulk-sure");
            browser.click(SURE);

            browser.seeText("49 decided, 1 not.");
            browser.seeText("Not decided: ");
            browser.click(By.cssSelector(".desk-sure .desk-link"));
            assertThat(browser.run("return document.activeElement.textContent"))
                    .isEqualTo(fifty.get(7).reference());
            browser.accessible(".desk-page");
            browser.picture("bulk-result");
        }
        assertThat(fifty.stream().map(one -> given.now(one).stage()))
                .filteredOn(Stage.REJECTED::equals)
                .hasSize(49);
        assertThat(given.now(fifty.get(7)).stage()).isEqualTo(Stage.QUEUED);
        assertThat(given.now(fifty.get(0)).decidedBy()).isEqualTo("admin1");
        assertThat(given.now(high).stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(given.balance(vendor)).isEqualTo("740000.00");
    }

    @Test
    void approvesMoreThanAPageOfWhichOneWasCancelledMeanwhile() throws Exception {
        String vendor = given.vendor("1000000.00");
        List<Withdrawal> many = IntStream.range(0, 203)
                .mapToObj(n -> given.requested(vendor, "1000.00"))
                .toList();
        try (var browser = new Browser()) {
            openPage(browser, vendor);
            browser.seeText("The newest 200 are shown, 200 of them can be decided together. There are more.");
            browser.click(ALL);
            browser.seeText("200 selected, ₦200,000.00 in all");
            browser.click(By.cssSelector(".desk-line .desk-link"));
            browser.seeText("203 found, 203 of them can be decided together.");
            browser.seeText("200 selected, ₦200,000.00 in all");
            assertThat(browser.run("return document.activeElement.className")).isEqualTo("desk-state");
            browser.accessible(".desk-page");
            browser.click(ALL);
            browser.seeText("203 selected, ₦203,000.00 in all");
            given.cancel(many.get(1));

            browser.click(APPROVE);
            browser.click(SURE);

            browser.seeText("202 decided, 1 not.");
            assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("202 decided, 1 not.");
            browser.seeText("Not decided: ");
            browser.picture("bulk-two-pages");
        }
        assertThat(many.stream().map(one -> given.now(one).stage()))
                .filteredOn(Stage.QUEUED::equals)
                .hasSize(202);
        assertThat(given.now(many.get(1)).stage()).isEqualTo(Stage.CANCELLED);
    }

    @Test
    void asksAgainWhatBecameOfADecisionWhoseAnswerWasLost() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "10000.00");
        try (var browser = new Browser()) {
            browser.beforeEachPage("""
                    const send = window.fetch;
                    let lost = false;
                    window.fetch = async (path, request) => {
                      const answer = await send(path, request);
                      if (!lost && String(path).includes('decide-many')) {
                        lost = true;
                        throw new TypeError('the network is gone');
                      }
                      return answer;
                    };""");
            openPage(browser, vendor);
            browser.seeText("1 found, 1 of them can be decided together.");
            browser.click(ALL);
            browser.click(APPROVE);
            browser.click(SURE);
            browser.seeText("The desk did not answer. Try again: nothing is done twice.");
            browser.seeText("1 selected, ₦10,000.00 in all");
            browser.picture("bulk-no-answer");

            browser.click(APPROVE);
            browser.click(SURE);

            browser.seeText("1 decided, 0 not.");
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.QUEUED);
    }

    @Test
    void excludesOnesOwnAndIsWorkedByKeyboard() throws Exception {
        String both = given.vendor("50000.00");
        people.add(both, Groups.BUSINESS_ADMINS);
        Withdrawal own = given.requested(both, "7000.00");
        try (var browser = new Browser()) {
            browser.login(http.url("/").toString(), both);
            browser.click(By.linkText("Withdrawals"));
            browser.type(SEARCH, own.reference());
            browser.click(FILTER);
            browser.seeText("1 found, 0 of them can be decided together.");
            browser.seeText("Your own request: somebody else decides");
            assertThat(browser.see(ALL).isEnabled()).isFalse();
            browser.picture("bulk-own");

            String vendor = given.vendor("50000.00");
            Stream.of("1000.00", "4000.00", "2000.00", "3000.00").forEach(amount -> given.requested(vendor, amount));
            browser.type(SEARCH, vendor);
            browser.see(SEARCH).sendKeys(Keys.ENTER);
            browser.seeText("4 found, 4 of them can be decided together.");
            assertThat(amounts(browser)).isEqualTo("₦1,000.00 ₦4,000.00 ₦2,000.00 ₦3,000.00");
            browser.see(By.cssSelector("th.desk-amount .desk-sort")).sendKeys(Keys.ENTER);
            assertThat(amounts(browser)).isEqualTo("₦4,000.00 ₦3,000.00 ₦2,000.00 ₦1,000.00");
            assertThat(browser.see(By.cssSelector("th.desk-amount")).getDomAttribute("aria-sort"))
                    .isEqualTo("descending");

            browser.see(By.cssSelector(".desk-table tbody input"))
                    .sendKeys(Keys.SPACE, Keys.ARROW_DOWN, Keys.ARROW_DOWN);
            browser.seeText("1 selected, ₦4,000.00 in all");
            focused(browser).sendKeys(Keys.chord(Keys.SHIFT, Keys.SPACE));
            browser.seeText("3 selected, ₦9,000.00 in all");
            browser.picture("bulk-keyboard");

            for (int[] size : new int[][] {{800, 600}, {320, 256}}) {
                browser.size(size[0], size[1]);
                assertThat(browser.run("return document.querySelector('.desk-page').scrollWidth <= innerWidth"))
                        .isEqualTo(true);
                browser.accessible(".desk-page");
                browser.picture("bulk-" + size[0]);
            }
        }
        assertThat(given.now(own).stage()).isEqualTo(Stage.IN_REVIEW);
    }

    @Test
    void offersOperationsNothingTheyMayNotDo() throws Exception {
        try (var browser = new Browser()) {
            browser.login(http.url("/camunda/app/tasklist/default/").toString(), "operator1");
            browser.awaitAlerts();
            browser.waitFor(
                    "return performance.getEntriesByType('resource').some(one => one.name.includes('/finance/looking'))");
            browser.run("location.hash = '#/withdrawals'");

            browser.seeText("Your role does not allow this page.");
            assertThat(browser.shows(By.className("desk-search"))).isFalse();
            assertThat(browser.shows(By.linkText("Withdrawals"))).isFalse();
            assertThat(browser.shows(By.className("desk-table"))).isFalse();
            browser.picture("bulk-operations");
        }
    }

    @Test
    void letsOperationsReportThatTheBankSentAPayoutBack() throws Exception {
        Withdrawal withdrawal = given.approved(given.vendor("9500000.00"), "9500000.00");
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        tasklist.complete("operator1", withdrawal, Map.of("bank_reference", "OUT-" + withdrawal.reference()));
        try (var browser = new Browser()) {
            browser.login(http.url("/camunda/app/tasklist/default/").toString(), "operator1");
            browser.awaitAlerts();
            browser.run("location.hash = '#/withdrawal?id=" + withdrawal.reference() + "'");
            browser.click(By.xpath("//summary[normalize-space()='The bank sent it back?']"));
            browser.type(By.name("amount"), "9499950");
            browser.type(By.name("bank_reference"), "IN-" + withdrawal.reference());
            browser.type(By.cssSelector("details [name=reason]"), "On the statement");
            browser.accessible(".desk-sheet");
            browser.click(By.xpath("//button[normalize-space()='Report the return']"));
            browser.seeText("another person of operations has to confirm it");
        }
        people.add("operator2", Groups.OPERATIONS);
        tasklist.complete("operator2", withdrawal, Map.of("confirmation", "confirmed"));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
    }

    @Test
    void keepsWhatWasTypedWhenTheSessionEnds() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "10000.00");
        try (var browser = new Browser()) {
            openPage(browser, vendor);
            browser.seeText("1 found, 1 of them can be decided together.");
            browser.click(ALL);
            browser.type(REASON, "Wrong account");
            browser.endSession();

            browser.click(REJECT);
            browser.click(SURE);
            browser.seeText("Your session has ended");
            browser.accessible(".desk-page", ".desk-toasts");
            browser.picture("bulk-session-ended");
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
            browser.lose();
            browser.click(By.cssSelector(".desk-expired .desk-action"));
            browser.logInAs("admin2");
            browser.seeText("None selected");
            assertThat(browser.see(REASON).getDomProperty("value")).isEmpty();
            browser.forgetSession();
            browser.open(http.url("/camunda/app/tasklist/default/#/withdrawals").toString());
            browser.run("location.reload()");
            browser.logInAs("admin1");

            browser.seeText("1 selected, ₦10,000.00 in all");
            assertThat(browser.see(REASON).getDomProperty("value")).isEqualTo("Wrong account");
            browser.click(REJECT);
            browser.click(SURE);
            browser.seeText("Rejected and refunded");
        }
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("Wrong account");
    }

    @Test
    void movesNoRowUntilItIsAskedTo() throws Exception {
        given.nothingIsUrgent();
        String vendor = given.vendor("300000.00");
        try (var browser = new Browser()) {
            browser.login(http.url("/camunda/app/tasklist/default/").toString() + NEWEST_FIRST, "admin1");
            browser.awaitAlerts();
            browser.waitFor("return Boolean(document.querySelector('.tasks-list .desk-news'))");
            browser.waitFor(
                    "return performance.getEntriesByType('resource').some(one => one.name.includes('/api/admin/notifications'))");

            browser.waitFor(
                    "return performance.getEntriesByType('resource').some(one => /filter.*list/.test(one.name))");
            browser.awaitQuiet(); // A list that is loaded after the request has it, and nothing is new then.

            Withdrawal withdrawal = given.requested(vendor, "250000.00");

            By pill = By.className("desk-pill");
            browser.see(pill);
            browser.accessible(".desk-news", ".desk-toasts");
            browser.picture("list-pill");
            assertThat(browser.see(pill).getText()).isEqualTo("1 new");
            assertThat(browser.see(By.className("tasks-list")).getText()).doesNotContain(withdrawal.reference());

            browser.click(pill);

            browser.seeText(withdrawal.reference());
            browser.waitFor("return document.querySelector('.desk-pill').hidden");
        }
    }

    @Test
    void findsByReferenceAndRequesterAndSaysWhoIsAtIt() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal open = given.requested(vendor, "10000.00");
        Withdrawal rejected = given.requested(vendor, "20000.00");
        given.decide("admin2", rejected, new Verdict(false, "No", null));
        String task = tasklist.taskOf(open).getId();
        http.post("admin2", "/api/admin/finance/looking/", "{\"task\": \"" + task + "\"}");
        By box = By.className("desk-search-box");
        try (var browser = new Browser()) {
            browser.login(http.url("/").toString(), "admin1");

            browser.type(box, "shop of " + vendor + Keys.ENTER);
            browser.seeText(rejected.reference() + ", ₦20,000.00");
            browser.seeText("failed or rejected");
            browser.accessible(".desk-search");
            browser.picture("search-requester");
            browser.type(box, open.reference().toLowerCase(Locale.ROOT) + Keys.ENTER);
            browser.waitFor("return document.querySelectorAll('.desk-found li').length === 1");
            browser.click(By.cssSelector(".desk-found .desk-link"));

            browser.seeText("Open now with: admin2");
            browser.seeText("0123456789");
            browser.accessible(".desk-looking");
            browser.picture("search-opened");
            browser.click(By.linkText("Withdrawals"));
            browser.type(SEARCH, vendor);
            browser.click(FILTER);
            browser.seeText("1 found, 1 of them can be decided together.");
            browser.seeText("Open now with: admin2");
        }
    }

    private void openPage(Browser browser, String vendor) {
        browser.login(http.url("/").toString(), "admin1");
        browser.click(By.linkText("Withdrawals"));
        browser.type(SEARCH, vendor);
        browser.click(FILTER);
    }

    private static String amounts(Browser browser) {
        return (String) browser.run(
                "return [...document.querySelectorAll('td.desk-amount')].map(cell => cell.textContent).join(' ')");
    }

    private static WebElement focused(Browser browser) {
        return (WebElement) browser.run("return document.activeElement");
    }
}
