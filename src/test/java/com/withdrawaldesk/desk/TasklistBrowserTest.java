package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;

/** An admin at work in the real Tasklist. */
@DeskTest
class TasklistBrowserTest {

    private static final By COMPLETE = By.xpath("//button[normalize-space()='Complete']");

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Test
    void rejectsOnlyWithAReasonAndRefunds() throws Exception {
        String vendor = given.vendor("50000.00");
        Withdrawal withdrawal = given.requested(vendor, "20000.00");
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        try (var browser = new Browser()) {
            browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), "admin1");
            browser.seeText(withdrawal.reference());
            browser.seeText("0123456789");
            assertThat(browser.text()).doesNotContain("migrate to Camunda 8");
            browser.click(By.linkText("Form"));
            browser.seeText("Decide by");
            browser.picture("tasklist-form");

            browser.click(By.xpath("//a[normalize-space()='Claim'] | //button[normalize-space()='Claim']"));
            browser.click(By.xpath("//label[contains(., 'Reject and refund')]"));
            browser.seeText("Reason for the rejection");
            browser.click(COMPLETE);
            browser.seeText("Field is required");
            browser.accessible(".fjs-container");
            browser.picture("tasklist-reject-without-reason");
            assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
            assertThat(given.balance(vendor)).isEqualTo("30000.00");

            browser.type(By.tagName("textarea"), "The account is not in the vendor's name");
            browser.click(COMPLETE);
            browser.seeText("Select a task in the list");
            browser.picture("tasklist-rejected");
        }

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REJECTED);
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("The account is not in the vendor's name");
        assertThat(given.now(withdrawal).decidedBy()).isEqualTo("admin1");
        assertThat(given.balance(vendor)).isEqualTo("50000.00");
    }
}
