package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.DeskApplication;
import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.TestServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever is at the desk is told of everything, once, wherever they look at it and whatever happens to their connection. */
@DeskTest
class ReconnectBrowserTest {

    private static final By BELL = By.className("desk-bell");
    private static final By TOAST = By.className("desk-toast");
    private static final String TOASTS = "return document.querySelectorAll('.desk-toast').length";

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    LiveSockets sockets;

    @Autowired
    JdbcClient jdbc;

    private String vendor;

    @BeforeEach
    void readEverything() {
        vendor = given.vendor("900000.00");
        jdbc.sql("""
                        INSERT INTO notification_read (notification_id, recipient, read_at)
                        SELECT id, 'admin2', created_at FROM notification ON CONFLICT DO NOTHING
                        """).update();
    }

    @AfterEach
    void closed() {
        sockets.askToReconnect();
    }

    @Test
    void showsWhatHappenedInAGapOnce() throws Exception {
        try (var browser = new Browser()) {
            atTheDesk(browser, http);
            request("200001.00");
            browser.seeText("₦200,001.00");

            browser.offline(true);
            sockets.askToReconnect();
            browser.click(BELL);
            browser.seeText("No live alerts at the moment. The desk keeps trying.");
            browser.accessible(".desk-alerts-bar");
            browser.picture("alert-offline");
            await().until(sockets::isEmpty);
            request("200002.00");
            assertThat(browser.text()).doesNotContain("₦200,002.00");
            browser.offline(false);

            browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts2'");
            browser.waitFor("return document.querySelector('.desk-alerts-state').textContent === ''");
            request("200003.00");
            browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts3'");
            assertThat(browser.run(TOASTS)).isEqualTo(3L);
            assertThat(browser.run("return document.querySelectorAll('.desk-alerts-list > li.desk-unread').length"))
                    .isEqualTo(3L);
            assertThat(browser.text().split("requested withdrawal of ₦200,002.00", -1))
                    .hasSize(3);
            browser.picture("alert-after-the-gap");
        }
    }

    @Test
    void alertsBothTabs() throws Exception {
        try (var browser = new Browser()) {
            atTheDesk(browser, http);
            browser.newTab();
            browser.open(tasklist(http));
            browser.awaitAlerts();

            request("200004.00");

            for (int tab : List.of(0, 1)) {
                browser.tab(tab);
                browser.see(TOAST);
                browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts1'");
                assertThat(browser.run(TOASTS)).isEqualTo(1L);
            }
            browser.click(By.cssSelector(".desk-toast .desk-action"));
            browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts'");
        }
    }

    @Test
    void alertsThoseAtAnotherNode() throws Exception {
        try (var other = anotherNode();
                var here = new Browser();
                var there = new Browser()) {
            atTheDesk(here, http);
            atTheDesk(there, other.http());

            request("200005.00");

            for (var browser : List.of(here, there)) {
                browser.seeText("requested withdrawal of ₦200,005.00");
                browser.waitFor("return document.querySelector('.desk-bell').textContent === 'Alerts1'");
                assertThat(browser.run(TOASTS)).isEqualTo(1L);
            }
            there.picture("alert-other-node");
        }
    }

    @Test
    void leadsToTheLoginWhenTheSessionEnds() throws Exception {
        try (var browser = new Browser()) {
            atTheDesk(browser, http);
            browser.endSession();
            sockets.askToReconnect();

            browser.seeText("Your session has ended");
            browser.picture("alert-session-ended");
            browser.lose();
            browser.click(By.cssSelector(".desk-expired .desk-action"));
            browser.logInAs("admin2");
            browser.awaitAlerts();
            request("200006.00");

            browser.seeText("requested withdrawal of ₦200,006.00");
            assertThat(browser.run(TOASTS)).isEqualTo(1L);
        }
    }

    private void request(String amount) {
        given.requested(vendor, amount);
    }

    private static String tasklist(Http desk) {
        return desk.url("/camunda/app/tasklist/default/").toString();
    }

    private static void atTheDesk(Browser browser, Http desk) {
        browser.login(tasklist(desk), "admin2");
        browser.awaitAlerts();
    }

    /** A second desk on the database of this one, in a JVM of its own. */
    private static DeskProcess anotherNode() {
        var settings = Map.of(
                "SPRING_PROFILES_ACTIVE", "test",
                "SPRING_DATASOURCE_URL", TestServers.url("postgres"),
                "SPRING_DATASOURCE_USERNAME", "desk_app",
                "SPRING_DATASOURCE_PASSWORD", "desk_app",
                "SPRING_FLYWAY_USER", "postgres",
                "SPRING_FLYWAY_PASSWORD", "",
                "MAIL_HOST", "127.0.0.1",
                "DESK_PAYOUT_PROVIDER", "sandbox",
                "DESK_PUBLIC_URL", "http://localhost:8080");
        return DeskProcess.start(
                        DeskProcess.freePort(),
                        settings,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeskApplication.class.getName())
                .awaitReady();
    }
}
