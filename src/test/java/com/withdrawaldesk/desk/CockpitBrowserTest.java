package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Stuck;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Somebody of operations at work in the real Cockpit. */
@DeskTest
class CockpitBrowserTest {

    private static final String COCKPIT = "/camunda/app/cockpit/default/#";
    private static final String DAYS = "/withdrawals?from=2013-05-01&to=2013-05-03&zone=Africa/Lagos";
    private static final By SAID = By.className("desk-said");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Course course;

    @Autowired
    TestClock clock;

    @Autowired
    People people;

    @Autowired
    Stuck stuck;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Notifications notifications;

    @Autowired
    RecurringTask<Void> mailDeliveryTask;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void tidyUp() {
        stuck.forget();
        clock.reset();
    }

    @Test
    void repeatsAFailedStepUntilTheWithdrawalGoesOn() throws Exception {
        Withdrawal withdrawal = given.approved(given.vendor("50000.00"), "20000.00");
        stuck.incident(withdrawal);
        try (var browser = new Browser()) {
            browser.login(cockpit("/dashboard"), "operator1");
            browser.see(By.cssSelector(".desk-card a"));
            assertThat(browser.see(By.className("desk-card")).getText())
                    .contains("to look at, the oldest for", "open, ₦");
            browser.accessible(".desk-card");
            browser.picture("cockpit-dashboard");

            browser.click(By.linkText("Withdrawals"));
            browser.seeText("“Send payout” failed every time it was tried");
            assertThat(browser.see(row(withdrawal.reference())).getText())
                    .contains("injected at start of serviceTask_sendPayout", "₦20,000.00", "Try again");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-incident");
            browser.click(button(withdrawal.reference(), "Try again"));
            browser.seeText(withdrawal.reference() + ": The step is tried once more.");
            browser.waitFor(
                    "return ![...document.querySelectorAll('.desk-attention tr')].some(row => row.innerText.includes('"
                            + withdrawal.reference() + "'))");
            browser.picture("cockpit-incident-retried");

            // And one whose process is gone, which takes two persons.
            Withdrawal lost = given.approved(given.vendor("50000.00"), "30000.00");
            runtime.deleteProcessInstance(lost.processInstanceId(), "by mistake");
            browser.click(By.xpath("//button[normalize-space()='Look again']"));
            browser.click(inRow(lost.reference(), "summary", "Start anew"));
            browser.type(By.cssSelector("details[open] input[name=reason]"), "Deleted by mistake");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-process-gone");
            browser.click(button(lost.reference(), "Propose to start it anew"));
            browser.seeText(lost.reference() + ": Nothing was started yet");
            browser.click(button(lost.reference(), "Confirm the new start"));
            browser.seeText("You proposed it, so somebody else has to confirm it.");

            people.add("operator2", Groups.OPERATIONS);
            browser.forgetSession();
            browser.open("about:blank");
            browser.login(cockpit("/withdrawals"), "operator2");
            browser.seeText("Proposed to be started anew by operator1: Deleted by mistake");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-process-restart");
            browser.click(button(lost.reference(), "Confirm the new start"));
            browser.seeText(lost.reference() + ": Its process goes on from where the withdrawal is.");
            assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
            assertThat(course.untilConclusive(given.now(lost)).stage()).isEqualTo(Stage.COMPLETED);
        }
    }

    @Test
    void hasAProviderAskedAndAnEmailSentAgain() throws Exception {
        clock.stopAt(Instant.now());
        Withdrawal withdrawal = given.approved(given.vendor("50000.00"), "20000.02");
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofMinutes(2));
        given.nothingToMail();
        String title = "Given up " + System.nanoTime();
        long email = stuck.email("techstore", title);
        try (var browser = new Browser()) {
            browser.login(cockpit("/withdrawals"), "operator1");
            browser.seeText("sandbox has not said whether it paid.");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-attention");

            browser.click(button(withdrawal.reference(), "Ask now"));
            browser.seeText(withdrawal.reference() + ": The provider is asked now.");
            given.runDueJobs(withdrawal);
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

            browser.click(button(title, "Send again"));
            browser.seeText("The e-mail is sent again within a few seconds.");
            mailDeliveryTask.executeRecurringly(null, null);
            assertThat(jdbc.sql("SELECT state FROM notification_delivery WHERE id = ?")
                            .param(email)
                            .query(String.class)
                            .single())
                    .isEqualTo("delivered");
            browser.click(By.xpath("//button[normalize-space()='Look again']"));
            browser.waitFor("return !document.querySelector('.desk-attention')?.innerText.includes('" + title + "')");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-attention-done");
        }
    }

    @Test
    void saysInPlaceWhatSomebodyElseDidMeanwhile() throws Exception {
        Withdrawal withdrawal = given.approved(given.vendor("50000.00"), "20000.00");
        String incident = stuck.incident(withdrawal);
        try (var browser = new Browser()) {
            browser.login(cockpit("/withdrawals"), "operator1");
            browser.see(button(withdrawal.reference(), "Try again"));
            http.post("operator1", "/api/admin/operations/incidents/" + incident + "/retry", null);

            browser.click(button(withdrawal.reference(), "Try again"));

            browser.seeText("There is no such incident any more");
            assertThat(browser.see(SAID).getDomAttribute("role")).isEqualTo("status");
            browser.waitFor(
                    "return ![...document.querySelectorAll('.desk-attention tr')].some(row => row.innerText.includes('"
                            + withdrawal.reference() + "'))");
        }
        given.runDueJobs(withdrawal);
    }

    @Test
    void showsFiguresAndWhatIsBehindThem() throws Exception {
        String vendor = given.vendor("900000.00");
        clock.stopAt(Instant.parse("2013-05-01T09:00:00Z"));
        Withdrawal rejected = given.requested(vendor, "2000.50");
        clock.advance(Duration.ofHours(2));
        given.decide("admin1", rejected, new Verdict(false, "Name differs", null));
        clock.stopAt(Instant.parse("2013-05-02T23:30:00Z"));
        given.requested(vendor, "250000.00");
        clock.reset();
        try (var browser = new Browser()) {
            browser.login(cockpit(DAYS), "operator1");
            browser.seeText("2 requested, ₦252,000.50 in all.");
            browser.seeText("May 1, 2013 to May 3, 2013, days of Africa/Lagos.");
            browser.seeText("0 approved, 1 rejected, 1 not decided. Of those decided, 0% were approved.");
            browser.seeText("1 of 2 requests had a high priority: ₦250,000.00 of ₦252,000.50.");
            browser.waitFor(
                    "return document.querySelectorAll('.desk-chart .desk-canvas:not([hidden])').length >= 5 && Boolean(window.Chart)");
            browser.run("document.getElementById('desk-figures').scrollIntoView()");
            browser.accessible(".desk-operations");
            browser.picture("cockpit-figures");

            // The table says what the picture says, and leads to what is behind it.
            browser.click(By.cssSelector("[aria-labelledby=desk-chart-requests] .desk-tools button"));
            assertThat(browser.see(By.cssSelector("[aria-labelledby=desk-chart-requests] table"))
                            .getText())
                    .contains("Wed, May 1 1 ₦2,000.50", "Thu, May 2 0 ₦0.00", "Fri, May 3 1 ₦250,000.00");
            browser.click(By.xpath("//button[normalize-space()='Wed, May 1']"));
            browser.seeText("Withdrawals: May 1, 2013");
            browser.seeText("1 found.");
            browser.seeText(rejected.reference());
            browser.accessible(".desk-operations");
            browser.picture("cockpit-drill-down");
            assertThat((String) browser.run("return location.hash"))
                    .contains("list.from=2013-05-01", "from=2013-05-01");

            // Whoever gets the address sees the same.
            String address = (String) browser.run("return location.href");
            browser.open("about:blank");
            browser.open(address);
            browser.seeText("Withdrawals: May 1, 2013");
            browser.seeText("2 requested, ₦252,000.50 in all.");

            browser.run(
                    "window.stillTheSamePage = true; window.saved = []; const make = URL.createObjectURL;"
                            + " URL.createObjectURL = blob => { blob.text().then(text => window.saved.push(text)); return make(blob); }");
            browser.click(By.cssSelector("[aria-labelledby=desk-chart-requests] button[aria-label$=CSV]"));
            browser.waitFor("return window.saved[0]?.includes('2013-05-01,1,2000.50')");
            browser.click(By.xpath("//button[@data-days=1]"));
            browser.waitFor(
                    "return location.hash.includes('days=1') && !document.body.innerText.includes('₦252,000.50')");
            assertThat(browser.run("return window.stillTheSamePage")).isEqualTo(true);
        }
    }

    @Test
    void anAlertLeadsToTheProcessInstance() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser()) {
            browser.login(cockpit("/withdrawals"), "operator1");
            browser.seeText("Open now");
            browser.awaitAlerts();
            transaction.executeWithoutResult(tx -> notifications.tell(new Notice(
                    Audience.person("operator1"),
                    "test.look",
                    "Have a look",
                    "Somebody should look at it.",
                    "normal",
                    Map.of("reference", withdrawal.reference()),
                    "/admin/withdrawals/" + withdrawal.id(),
                    "Look at it")));

            browser.seeText("Somebody should look at it.");
            browser.picture("cockpit-alert");
            browser.click(By.cssSelector(".desk-toast .desk-action"));

            browser.waitFor(
                    "return location.hash.startsWith('#/process-instance/" + withdrawal.processInstanceId() + "')");
            browser.seeText(withdrawal.processInstanceId());
        }
    }

    @Test
    void fitsANarrowWindow() throws Exception {
        try (var browser = new Browser()) {
            browser.login(cockpit("/withdrawals?days=90&list.stage=in_review"), "operator1");
            browser.resize(800, 1300);
            browser.seeText("Delivery of e-mails");
            assertThat(
                            browser.run(
                                    "const page = document.querySelector('.desk-page'); return page.scrollWidth <= page.clientWidth"))
                    .isEqualTo(true);
            browser.accessible(".desk-operations");
            browser.picture("cockpit-narrow");
        }
    }

    @Test
    void showsNothingToWhoMayNotSeeIt() throws Exception {
        people.add("curious", "camunda-admin");
        try (var browser = new Browser()) {
            browser.login(cockpit("/dashboard"), "curious");
            browser.seeText("Human Tasks");
            assertThat(browser.shows(By.linkText("Withdrawals"))).isFalse();
            assertThat(browser.shows(By.className("desk-card"))).isFalse();

            browser.open(http.url(COCKPIT + "/withdrawals").toString());
            browser.seeText("Your role does not allow this page.");
            assertThat(browser.text()).doesNotContain("₦", "Needs attention");
            browser.picture("cockpit-not-allowed");
        } finally {
            people.remove("curious");
        }
    }

    @Test
    void leadsToTheLoginAndBackWhenTheSessionHasEnded() throws Exception {
        try (var browser = new Browser()) {
            browser.login(cockpit(DAYS), "operator1");
            browser.seeText("Look again");
            browser.endSession();

            browser.click(By.xpath("//button[normalize-space()='Look again']"));
            browser.seeText("Your session has ended");
            browser.picture("cockpit-session-ended");
            browser.lose();
            browser.click(By.xpath("//button[normalize-space()='Log in']"));
            browser.logInAs("operator1");

            browser.seeText("Needs attention");
            assertThat((String) browser.run("return location.hash")).contains("from=2013-05-01");
        }
    }

    /** Scripts that do not come: all of the page, or the charts alone. */
    @ParameterizedTest
    @ValueSource(strings = {"*/withdrawal-desk/static/app/desk.js*", "*/webjars/chart.js/*"})
    void leavesCockpitAsItIsWhereAScriptIsMissing(String lost) throws Exception {
        try (var browser = new Browser()) {
            browser.lose(lost);
            browser.login(cockpit("/dashboard"), "operator1");
            browser.seeText("Open Incidents");
            browser.open(http.url(COCKPIT + "/processes").toString());
            browser.seeText("Withdrawal");

            browser.open(http.url(COCKPIT + "/withdrawals").toString());
            if (lost.contains("chart")) {
                browser.seeText("Open now");
                browser.seeText("The charts could not be loaded, so these are their tables.");
                browser.see(By.cssSelector("[aria-labelledby=desk-chart-hours] table"));
                browser.picture("cockpit-without-charts");
            }
        }
    }

    private String cockpit(String page) {
        return http.url(COCKPIT + page).toString();
    }

    private static By row(String text) {
        return By.xpath("//table[contains(@class, 'desk-attention')]//tr[contains(., '" + text + "')]");
    }

    private static By button(String text, String name) {
        return inRow(text, "button", name);
    }

    private static By inRow(String text, String element, String name) {
        return By.xpath("//table[contains(@class, 'desk-attention')]//tr[contains(., '" + text + "')]//" + element
                + "[normalize-space()='" + name + "']");
    }
}
