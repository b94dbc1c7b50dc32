package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.withdrawal.Withdrawal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an admin with an open Tasklist is told. */
@DeskTest
class AlertsBrowserTest {

    private static final By BELL = By.className("desk-bell");
    private static final By TOAST = By.className("desk-toast");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    @Test
    void alertsWithoutAReloadAndOpensTheTaskInPlace() throws Exception {
        try (var browser = new Browser()) {
            browser.login(http.url("/").toString(), "admin2");
            readEverything("admin2");
            browser.open(http.url("/").toString());
            browser.awaitAlerts();
            browser.run("window.stillTheSamePage = true");

            Withdrawal withdrawal = given.requested(given.vendor("900000.00"), "250000.00");

            browser.see(TOAST);
            browser.seeText("requested withdrawal of ₦250,000.00");
            assertThat(browser.see(BELL).getText()).isEqualTo("Alerts1");
            assertThat(browser.see(BELL).getDomAttribute("aria-label")).isEqualTo("Alerts, 1 unread");
            assertThat(browser.see(TOAST).getText()).contains("High priority");
            browser.accessible(".desk-bell", ".desk-toasts");
            browser.picture("alert-toast");

            browser.click(BELL);
            browser.see(By.cssSelector(".desk-alerts-list > li"));
            browser.accessible(".desk-alerts-bar");
            browser.picture("alert-list");

            browser.click(By.cssSelector(".desk-toast .desk-action"));
            browser.seeText(withdrawal.reference());
            browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts'");
            browser.see(By.className("desk-sheet"));
            browser.picture("alert-review");
            assertThat(browser.run("return window.stillTheSamePage")).isEqualTo(true);
            assertThat(browser.shows(TOAST)).isFalse();
        }
    }

    /** Scripts that do not come, and one that breaks in the middle. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTasklistAsItIsWhereItFails(boolean atOnce) throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "10000.00");
        try (var browser = new Browser()) {
            if (atOnce) {
                browser.lose("*/withdrawal-desk/static/app/desk.js*");
            } else {
                browser.beforeEachPage("window.WebSocket = undefined");
            }

            browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), "admin1");

            browser.seeText(withdrawal.reference());
            browser.seeText("0123456789");
            browser.see(By.xpath("//a[normalize-space()='Claim'] | //button[normalize-space()='Claim']"));
            assertThat(browser.shows(BELL)).isNotEqualTo(atOnce);
            browser.picture("alert-broken-" + (atOnce ? "script" : "part"));
        }
    }

    private void readEverything(String admin) {
        jdbc.sql("""
                        INSERT INTO notification_read (notification_id, recipient, read_at)
                        SELECT id, ?, created_at FROM notification ON CONFLICT DO NOTHING
                        """).param(admin).update();
    }
}
