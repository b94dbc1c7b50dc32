package com.withdrawaldesk.docs;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;

/** An integrator at the API page. */
@DeskTest
class DocsBrowserTest {

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Test
    void triesACall() throws Exception {
        String vendor = given.vendor("1234.00");

        try (var browser = new Browser()) {
            browser.open(http.url("/docs").toString());
            browser.seeText("Shows the wallet and what is in it.");
            browser.picture("docs");

            browser.click(By.cssSelector("button.authorize"));
            browser.type(By.cssSelector("#auth-basic-username, input[name=username]"), vendor);
            browser.type(By.cssSelector("#auth-basic-password, input[name=password]"), People.PASSWORD);
            browser.click(By.cssSelector(".auth-container:has(input[name=username]) button.authorize"));
            browser.click(By.cssSelector(".modal-ux button.close-modal"));

            browser.click(By.cssSelector("#operations-vendor-getVendorWallet .opblock-summary-control"));
            browser.click(By.cssSelector("#operations-vendor-getVendorWallet button.execute"));
            browser.seeText("₦1,234.00\"");
            browser.click(By.cssSelector("#operations-vendor-getVendorWallet .live-responses-table"));
            browser.picture("docs-wallet");

            browser.click(
                    By.cssSelector("#operations-vendor-postVendorWalletRequestWithdrawal .opblock-summary-control"));
            browser.seeText("Unique for each thing that is asked for");
            browser.click(By.cssSelector("#operations-vendor-postVendorWalletRequestWithdrawal textarea"));
            browser.picture("docs-request");
            assertThat(browser.logged()).isEmpty();
        }
    }

    @Test
    void isReadByEverybodyAndAsksForNoPassword() {
        var page = http.get(null, "/docs/swagger-ui/index.html");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe-eval")
                .doesNotContainPattern("script-src[^;]*unsafe");
        assertThat(http.get(null, "/docs").header("Location")).endsWith("/docs/swagger-ui/index.html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/nothing", "/docs/swagger-ui/nothing.js", "/swagger-ui/index.html", "/v3/api-docs"})
    void hasNothingElse(String path) {
        var answer = http.get(null, path);

        assertProblem(answer, 404, "not_found");
        assertThat(answer.header("WWW-Authenticate")).isNull();
    }
}
