package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever judges payouts has to find each kind of fault. Made here are those that no desk can prevent: a provider that lies. */
@DeskTest
class JudgeTest {

    private static final FakeProvider BANK = TestServers.PAYSTACK;

    @Autowired
    Given given;

    @Autowired
    Bankers bankers;

    @Autowired
    Course course;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    private final String account = FakeProvider.freshAccount();
    private Judge judge;

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        judge = new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE);
    }

    @AfterEach
    void putBack() {
        bankers.reset();
        clock.reset();
    }

    @Test
    void findsWhatIsNeitherPaidNorRefunded() {
        Withdrawal withdrawal = ended(Stage.COMPLETED, "paystack");

        BANK.move(given.payoutOf(withdrawal), "reversed");

        assertThat(verdict(withdrawal)).singleElement().asString().startsWith("lost");
    }

    @Test
    void findsARefundOfWhatWasPaid() {
        BANK.script(account).echo("status", "failed").statuses("success");

        Withdrawal withdrawal = ended(Stage.FAILED, "paystack");

        assertThat(verdict(withdrawal)).anySatisfy(wrong -> assertThat(wrong).startsWith("refunded although paid"));
    }

    @Test
    void findsWhatWasPaidAfterItsRefundAndNotBooked() {
        BANK.script(account).statuses("failed");
        Withdrawal withdrawal = ended(Stage.FAILED, "paystack");

        clock.advance(Duration.ofSeconds(1));
        BANK.move(given.payoutOf(withdrawal), "success");

        assertThat(verdict(withdrawal)).singleElement().asString().startsWith("paid and not in the desk's books");
    }

    @Test
    void findsWhatWasSentTwice() {
        BANK.script(account).echo("status", "failed").statuses("success");

        Withdrawal withdrawal = ended(Stage.COMPLETED, "paystack", "flutterwave");

        assertThat(verdict(withdrawal)).singleElement().asString().startsWith("sent twice");
    }

    @Test
    void findsTransfersThatNobodyOrdered() {
        String reference = "wd_" + "0".repeat(20) + account + "_1";
        BANK.create(reference, "058", account, 100_000, 1_075);

        assertThat(judge.strangers(Set.of(account))).containsExactly(reference + ":100000");
    }

    private Withdrawal ended(Stage end, String... providers) {
        bankers.use(providers);
        Withdrawal withdrawal = given.approved(given.bareVendor("50000.00"), "50000.00", Given.account("058", account));
        assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(end);
        return withdrawal;
    }

    private List<String> verdict(Withdrawal withdrawal) {
        return judge.violations(List.of(withdrawal.reference()));
    }
}
