package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebApps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** Takes the pictures of the README from a demo with some life in it: {@code mvn test -Dtest=ReadmePictures}. */
class ReadmePictures {

    private static final Path IMAGES = Path.of("docs", "images");
    private static final String TASKLIST = "/camunda/app/tasklist/default/";
    /** The sandbox's bank calls each account of a new shop by another name. */
    private static final String DISMISSED = "name_mismatch: the shop trades as that";

    private static final String COCKPIT = "/camunda/app/cockpit/default/";

    @TempDir
    Path data;

    private DeskProcess desk;
    private Http http;

    @Test
    void takesAll() throws Exception {
        try (var demo = DeskProcess.startDemo(data);
                var admin = new Browser();
                var operator = new Browser()) {
            desk = demo;
            http = demo.http();
            String toReview = fill();

            admin.size(1360, 850);
            admin.login(http.url(TASKLIST).toString(), "admin1");
            take(admin, "tasklist", "/admin/withdrawals/" + toReview, "0112506789");
            selection(admin);
            admin.size(1360, 1150);
            take(admin, "withdrawal-page", TASKLIST + "#/withdrawal?id=" + latest("completed"), "Timeline");
            admin.size(1360, 850);
            alert(admin);
            take(admin, "mails", "/demo/mail", "New Vendor Withdrawal Request");
            take(admin, "docs", "/docs", "Shows the wallet and what is in it.");

            operator.size(1360, 850);
            operator.login(http.url(COCKPIT).toString(), "operator1");
            leaveUnknown();
            operator.size(1360, 1350);
            take(operator, "operations", COCKPIT + "#/withdrawals", "Payouts without a clear result");
            operator.size(1360, 850);
            String process = WebApps.login(desk, "cockpit", "operator1", People.PASSWORD)
                    .get("process-definition?key=withdrawal&latestVersion=true")
                    .path(0)
                    .path("id")
                    .asText();
            take(operator, "cockpit", COCKPIT + "#/process-definition/" + process + "/runtime", "Business Key");
        }
    }

    /** A page, once it shows this text and nothing more is loaded for it. */
    private void take(Browser browser, String name, String path, String text) {
        browser.open(http.url(path).toString());
        browser.seeText(text);
        browser.awaitQuiet();
        browser.picture(IMAGES.resolve(name + ".png"));
    }

    /** All that can be decided together, and the question whether to approve it. */
    private void selection(Browser admin) {
        admin.open(http.url(TASKLIST + "#/withdrawals").toString());
        admin.click(By.cssSelector(".desk-table thead input"));
        admin.click(By.cssSelector(".desk-buttons .desk-action"));
        admin.awaitQuiet();
        admin.picture(IMAGES.resolve("withdrawals.png"));
    }

    /** What an admin sees of a request that comes while they are at their list. */
    private void alert(Browser admin) {
        admin.open(http.url(TASKLIST).toString());
        admin.see(By.className("desk-bell"));
        admin.awaitQuiet();
        ask("gadgets", "180000.00");
        admin.see(By.className("desk-toast"));
        admin.click(By.className("desk-bell"));
        admin.awaitQuiet();
        admin.picture(IMAGES.resolve("alerts.png"));
    }

    /** A payout of which the sandbox says nothing for a minute. */
    private void leaveUnknown() {
        String reference = ask("gadgets", "27500.02");
        approve(reference, DISMISSED);
        await().atMost(Duration.ofMinutes(1)).until(() -> stage(reference).equals("unknown"));
    }

    private void approve(String reference, String notes) {
        assertStatus(
                http.post("admin2", "/api/admin/finance/approve-withdrawal/", """
                        {"reference": "%s", "notes": "%s"}""".formatted(reference, notes)), 200);
    }

    private String latest(String stage) {
        return http.get("admin1", "/api/admin/finance/list-withdrawals/?stage=" + stage)
                .body()
                .at("/results/0/reference")
                .asText();
    }

    /** A day at the desk: what is paid, refused, failed, unknown, cancelled and waiting. Returns the id of one to review. */
    private String fill() {
        for (var shop : List.of(List.of("gadgets", "Naija Gadgets"), List.of("fabrics", "Lagos Fabrics"))) {
            openShop(shop.get(0), shop.get(1));
        }
        String paid = ask("techstore", "75000.00");
        String failing = ask("techstore", "12500.01");
        String unknown = ask("gadgets", "8000.02");
        String rejected = ask("fabrics", "64000.00");
        String cancelled = ask("fabrics", "5000.00");
        approve(paid, "");
        approve(failing, "");
        approve(unknown, DISMISSED);
        assertStatus(http.post("admin2", "/api/admin/finance/reject-withdrawal/", """
                        {"reference": "%s", "reason": "The account is in another name."}""".formatted(rejected)), 200);
        assertStatus(http.post("fabrics", "/api/vendor/wallet/withdrawals/" + cancelled + "/cancel/", "{}"), 200);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> stage(paid).equals("completed") && stage(failing).equals("failed"));
        ask("gadgets", "250000.00");
        ask("fabrics", "32000.00");
        ask("fabrics", "18500.50");
        ask("gadgets", "96000.00");
        String toReview = ask("techstore", "50000.00");
        ask("fabrics", "41250.00");
        ask("gadgets", "15000.00");
        return listed(toReview, "id");
    }

    private void openShop(String id, String name) {
        WebApps.login(desk, "admin", "engineadmin", People.PASSWORD).addUser(id, "vendors");
        done(http.post("marketplace", "/api/platform/wallets/", """
                {"owner": "%s", "owner_type": "vendor", "display_name": "%s", "email": "%1$s@example.com"}
                """.formatted(id, name)));
        done(http.post(
                "marketplace",
                "/api/platform/wallets/" + id + "/credit/",
                "{\"amount\": \"900000.00\", \"description\": \"Sales of the week\"}",
                "Idempotency-Key",
                "sales-of-" + id));
        done(http.post(id, "/api/vendor/update-payment-settings/", """
                {"bank_name": "GTBank", "bank_code": "058", "account_number": "%s", "account_name": "%s"}
                """.formatted(
                        id.equals("gadgets") ? "0023456785" : "0034567897", name)));
        done(http.post(id, "/api/vendor/set-payment-pin/", "{\"pin\": \"%s\"}".formatted(Given.PIN)));
    }

    private String ask(String vendor, String amount) {
        var answer = http.post(vendor, "/api/vendor/wallet/request-withdrawal/", """
                {"amount": "%s", "pin": "%s"}""".formatted(amount, Given.PIN));
        done(answer);
        return answer.body().path("reference").asText();
    }

    private String stage(String reference) {
        return listed(reference, "stage");
    }

    private String listed(String reference, String field) {
        return http.get("admin1", "/api/admin/finance/list-withdrawals/?reference=" + reference)
                .body()
                .at("/results/0/" + field)
                .asText();
    }

    private static void done(Http.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 201);
    }
}
