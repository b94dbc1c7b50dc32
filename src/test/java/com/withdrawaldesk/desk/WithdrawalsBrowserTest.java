package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;

/** An admin deciding on many at once, in a page of Tasklist. */
@DeskTest
class WithdrawalsBrowserTest {

    private static final String NEWEST_FIRST =
            "#/?sorting=%5B%7B%22sortBy%22:%22created%22,%22sortOrder%22:%22desc%22%7D%5D";
    private static final By SEARCH = By.id("desk-search");
    private static final By ALL = By.cssSelector(".desk-table thead input");
    private static final By REASON = By.id("desk-reason");
    private static final By REJECT = By.className("desk-reject");
    private static final By SURE = By.cssSelector(".desk-sure .desk-action");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

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
            browser.picture("bulk-sure");
            browser.click(SURE);

            browser.seeText("49 decided, 1 not.");
            browser.seeText("Not decided: ");
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
    void keepsWhatWasTypedWhenTheSessionEnds() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "10000.00");
        try (var browser = new Browser()) {
            openPage(browser, vendor);
            browser.seeText("1 found, 1 of them can be decided together.");
            browser.click(ALL);
            browser.type(REASON, "Wrong account");
            browser.forgetCookie("JSESSIONID");

            browser.click(REJECT);
            browser.click(SURE);
            browser.seeText("Your session has ended");
            browser.picture("bulk-session-ended");
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
            browser.click(By.cssSelector(".desk-expired .desk-action"));
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
        // High, so that it is at the top of the list, however many others left there.
        String vendor = given.vendor("300000.00");
        try (var browser = new Browser()) {
            browser.login(http.url("/camunda/app/tasklist/default/").toString() + NEWEST_FIRST, "admin1");
            browser.see(By.className("desk-bell"));
            browser.waitFor("return Boolean(document.querySelector('.tasks-list .desk-news'))");
            browser.waitFor(
                    "return performance.getEntriesByType('resource').some(one => one.name.includes('/api/admin/notifications'))");

            Withdrawal withdrawal = given.requested(vendor, "250000.00");

            By pill = By.className("desk-pill");
            browser.see(pill);
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
            browser.picture("search-requester");
            browser.type(box, open.reference().toLowerCase(Locale.ROOT) + Keys.ENTER);
            browser.waitFor("return document.querySelectorAll('.desk-found li').length === 1");
            browser.click(By.cssSelector(".desk-found .desk-link"));

            browser.seeText("Open now with: admin2");
            browser.seeText("0123456789");
            browser.picture("search-opened");
            browser.click(By.linkText("Withdrawals"));
            browser.type(SEARCH, vendor);
            browser.click(By.cssSelector(".desk-filters .desk-action"));
            browser.seeText("1 found, 1 of them can be decided together.");
            browser.seeText("Open now with: admin2");
        }
    }

    private void openPage(Browser browser, String vendor) {
        browser.login(http.url("/").toString(), "admin1");
        browser.click(By.linkText("Withdrawals"));
        browser.type(SEARCH, vendor);
        browser.click(By.cssSelector(".desk-filters .desk-action"));
    }
}
