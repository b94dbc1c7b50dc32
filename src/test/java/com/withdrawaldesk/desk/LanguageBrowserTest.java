package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.withdrawal.Withdrawal;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;

/** What is drawn on a screen is in the language of the browser, whatever the installation's. */
@DeskTest
class LanguageBrowserTest {

    @Autowired
    Given given;

    private static final By FORM = By.linkText("Form");

    @Autowired
    Http http;

    @Test
    void speaksFrenchToAFrenchBrowser() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser("fr-FR,fr")) {
            browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), "admin1");

            browser.seeText("À examiner");
            browser.seeText("C’est le premier retrait du demandeur.");
            browser.picture("language-french-review");
            browser.click(FORM);
            browser.seeText("Refuser et rembourser");
            browser.seeText("Portefeuille avant");
            browser.seeText("(Lagos)");
            browser.seeText("à la charge de la place de marché");
            browser.seeText("Alertes");
            browser.seeText("Retraits");
            browser.seeText("₦20,000.00");
            assertThat(browser.text()).doesNotContain("Reject and refund", "Wallet before", "Alerts");
            // Tasklist's page is English; whoever has it read aloud hears which parts are not.
            assertThat(browser.run("return document.querySelector('.desk-bell').closest('[lang]').lang"))
                    .isEqualTo("fr-FR");

            // The words are French, the answers are what the process knows.
            browser.click(By.xpath("//a[normalize-space()='Claim'] | //button[normalize-space()='Claim']"));
            browser.click(By.xpath("//label[contains(., 'Refuser et rembourser')]"));
            browser.seeText("Motif du refus");
            browser.picture("language-french");
            browser.type(By.tagName("textarea"), "Le compte n’est pas au nom du vendeur");
            browser.click(By.xpath("//button[normalize-space()='Complete']"));
            browser.seeText("Select a task in the list");
        }
        assertThat(given.now(withdrawal).failureReason()).isEqualTo("Le compte n’est pas au nom du vendeur");
    }

    @Test
    void speaksEnglishToABrowserWhoseLanguagesItDoesNotKnow() throws Exception {
        Withdrawal withdrawal = given.requested(given.vendor("50000.00"), "20000.00");
        try (var browser = new Browser("de-DE,de")) {
            browser.login(http.url("/admin/withdrawals/" + withdrawal.id()).toString(), "admin1");

            browser.seeText("It is the requester's first withdrawal.");
            browser.click(FORM);
            browser.seeText("Reject and refund");
            browser.seeText("Wallet before");
            browser.seeText("Alerts");
        }
    }
}
