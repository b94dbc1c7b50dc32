package com.withdrawaldesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.withdrawaldesk.docs.Examples;
import com.withdrawaldesk.support.Browser;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.FakePaystack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The demo form as a newcomer meets it: in a JVM of its own, on a directory that was empty before. */
class DemoIT {

    @TempDir
    Path data;

    @TempDir
    Path written;

    private final List<DeskProcess> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(DeskProcess::close);
    }

    @Test
    void keepsItsDataWhateverHappensToItAndDoesWhatTheDocumentsSay() throws Exception {
        // Nothing is left running of a start that ends because another program has its port ...
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var portless = start(taken.getLocalPort());
            assertThat(portless.awaitExit()).isNotZero();
            assertThat(portless.output()).contains("Port " + taken.getLocalPort() + " was already in use");
            assertThat(postgresRuns()).isFalse();
        }

        // ... and the next one goes on with what that one began, on a durable PostgreSQL.
        var first = start(DeskProcess.freePort()).awaitReady();
        assertThat(peopleAndMoney())
                .isEqualTo("10 people, 10 of them in groups, 3 wallets of 622500.00, 1 account, 1 PIN");
        assertThat(first.output()).contains("Withdrawal Desk runs", "curl -u techstore:Desk-demo-1");
        assertThat(first.output().lines()).hasSizeLessThan(40);
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        owner().sql("CREATE TABLE kept (what text)").update();
        owner().sql("INSERT INTO kept VALUES ('this')").update();

        // A second desk keeps off these data.
        var second = start(DeskProcess.freePort());
        assertThat(second.awaitExit()).isNotZero();
        assertThat(second.output())
                .contains("The demo already runs on %s, as process %d".formatted(data, first.pid()))
                .doesNotContain("Exception");

        // kill -9 leaves PostgreSQL running, which the next start replaces by its own.
        first.kill();
        assertThat(postgresRuns()).isTrue();
        long orphan = postgres();
        var next = start(DeskProcess.freePort()).awaitReady();
        assertThat(postgres()).isNotEqualTo(orphan);
        assertThat(owner().sql("SELECT what FROM kept").query(String.class).single())
                .isEqualTo("this");
        Examples.play(next.port(), written);
        next.close();
        assertThat(postgresRuns()).isFalse();
    }

    @Test
    void showsItsMailsAndOneOfEachKind() throws Exception {
        var desk = start(DeskProcess.freePort(), Map.of("DESK_LANGUAGE", "fr")).awaitReady();
        String mails = "http://localhost:" + desk.port() + "/demo/mail";
        assertThat(desk.output()).contains(mails);
        // The demo's own shop was set up, which it was told.
        Awaitility.await().until(() -> {
            try (var filed = Files.list(data.resolve("mail"))) {
                return filed.count() >= 2;
            } catch (NoSuchFileException notYet) {
                return false;
            }
        });

        try (var browser = new Browser()) {
            browser.open(mails);
            browser.seeText("Your payment PIN is locked");
            browser.accessible("body");
            browser.picture("demo-mails");
            browser.click(By.linkText("Votre code PIN de paiement est défini"));
            browser.see(By.tagName("iframe"));
            browser.accessible("body");
            browser.picture("demo-mail");
            browser.click(By.linkText("Phone"));
            browser.click(By.linkText("Dark"));
            browser.waitFor("return document.querySelector('iframe').clientWidth < 400");
            browser.picture("demo-mail-phone-dark");
            browser.click(By.linkText("Plain text"));
            browser.seeText("Bonjour Tech Store,");
            browser.click(By.linkText("All e-mails"));
            browser.click(By.linkText("Français"));
            browser.click(By.linkText("Retrait refusé"));
            browser.click(By.linkText("Plain text"));
            browser.seeText("₦50,000.00");
            assertThat(browser.logged()).isEmpty();
        }

        String frame = "/demo/mail/en.withdrawal.requested/html?look=DARK";
        assertThat(desk.http().get(null, frame).header("Content-Security-Policy"))
                .contains("sandbox", "default-src 'none'")
                .doesNotContain("allow-scripts");
        for (String stranger : List.of("en.greeting", "de.pin.locked", "pin.key", "..%2fpin.key")) {
            assertThat(desk.http().get(null, "/demo/mail/" + stranger).status()).isIn(400, 404);
        }
    }

    @Test
    void saysThatPostgresDoesNotRunAsRoot(@TempDir Path programs) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root is refused");
        Path unshare = Files.writeString(programs.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        assertThat(unshare.toFile().setExecutable(true)).isTrue();

        var refused = start(DeskProcess.freePort(), Map.of("PATH", programs + ":" + System.getenv("PATH")));

        assertThat(refused.awaitExit()).isNotZero();
        assertThat(refused.output())
                .contains("PostgreSQL refuses to run as root")
                .doesNotContain("Exception");
    }

    @Test
    void doesNotStartWithAProviderThatCannotPay() {
        var keyless = start(DeskProcess.freePort(), Map.of("DESK_PAYOUT_PROVIDER", "paystack,sandbox"));
        assertThat(keyless.awaitExit()).isNotZero();
        assertThat(keyless.output())
                .containsPattern("PAYSTACK_SECRET_KEY +missing")
                .doesNotContain("Exception");

        try (var paystack = new FakePaystack()) {
            var refused = start(
                    DeskProcess.freePort(),
                    Map.of(
                            "DESK_PAYOUT_PROVIDER", "paystack",
                            "PAYSTACK_BASE_URL", paystack.url().toString(),
                            "PAYSTACK_SECRET_KEY", "sk_test_wrong"));
            assertThat(refused.awaitExit()).isNotZero();
            assertThat(refused.output())
                    .contains("paystack refuses it (paystack answered 401: Invalid key)")
                    .doesNotContain("sk_test_wrong", "\tat ");
        }
    }

    private DeskProcess start(int port) {
        return start(port, Map.of());
    }

    private DeskProcess start(int port, Map<String, String> environment) {
        var desk = DeskProcess.startDemo(port, environment, data);
        started.add(desk);
        return desk;
    }

    /** Of the demo. Whoever finds it ready can use all of it. */
    private String peopleAndMoney() throws IOException {
        return owner().sql("""
                        SELECT format('%s people, %s of them in groups, %s wallets of %s, %s account, %s PIN',
                                      (SELECT count(*) FROM act_id_user),
                                      (SELECT count(DISTINCT user_id_) FROM act_id_membership),
                                      count(*), (sum(balance_minor) / 100)::numeric(15, 2),
                                      (SELECT count(*) FROM payment_settings), (SELECT count(*) FROM payment_pin))
                        FROM wallet
                        """).query(String.class).single();
    }

    private String setting(String name) throws IOException {
        return owner().sql("SHOW " + name).query(String.class).single();
    }

    private JdbcClient owner() throws IOException {
        String port = Files.readAllLines(pidFile()).get(3);
        return JdbcClient.create(new DriverManagerDataSource(
                "jdbc:postgresql://localhost:" + port + "/postgres",
                "postgres",
                Files.readString(data.resolve("postgres.password"))));
    }

    private boolean postgresRuns() throws IOException {
        return Files.exists(pidFile())
                && ProcessHandle.of(postgres()).map(ProcessHandle::isAlive).orElse(false);
    }

    private long postgres() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
    }

    private Path pidFile() {
        return data.resolve("postgres/postmaster.pid");
    }
}
