package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Moment;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Providers speak of payouts by themselves, over HTTP and signed, or somebody claims to be one; money moves by what is true. */
@DeskTest
class PayoutWebhooksTest {

    @Autowired
    Given given;

    @Autowired
    Http http;

    @Autowired
    Bankers bankers;

    @Autowired
    Course course;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    RecurringTask<Void> webhookInboxTask;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private final List<Withdrawal> withdrawals = new ArrayList<>();

    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        jdbc.sql("DELETE FROM webhook_event").update();
    }

    @AfterEach
    void everythingAddsUp() {
        var judge = new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE);
        bankers.reset();
        clock.reset();
        jdbc.sql("DELETE FROM webhook_event").update();
        assertThat(judge.violations(
                        withdrawals.stream().map(Withdrawal::reference).toList()))
                .isEmpty();
        assertThat(invariants.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void isHeardBeforeTheAnswerToTheCallIs(Payer payer) {
        // Given a provider that pays at once and says so before it answers the call
        Withdrawal withdrawal = approved(payer);
        String payout = given.payoutOf(withdrawal);
        var statuses = new ArrayList<Integer>();
        payer.fake.at(payer.sending, Moment.DONE, () -> {
            payer.fake.move(payout, payer.paid);
            statuses.addAll(payer.fake.tell(address(payer), payout, 1));
            readInbox();
        });

        course.untilConclusive(withdrawal);

        assertThat(statuses).containsExactly(200);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(payer.fake.asked(withdrawal.account().accountNumber())).isOne();
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void countsOnceThoughItComesTenTimes(Payer payer) {
        Withdrawal withdrawal = sent(payer);
        String payout = given.payoutOf(withdrawal);
        payer.fake.move(payout, payer.paid);

        assertThat(payer.fake.tell(address(payer), payout, 10)).isEqualTo(Collections.nCopies(10, 200));
        readInbox();
        given.runDueJobs(withdrawal);

        // It was completed without waiting for the next check, and the provider was asked once.
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(checks(withdrawal)).isOne();
        assertThat(inbox()).containsExactly("done");
        assertThat(course.told(withdrawal)).containsExactly("withdrawal.approved", "withdrawal.completed");
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void countsForNothingWithoutTheRightSignature(Payer payer) {
        Withdrawal withdrawal = sent(payer);
        byte[] event = payer.fake.event(given.payoutOf(withdrawal), payer.paid);

        Stream.of(Map.<String, String>of(), payer.fake.signature(event, "a secret of nobody"))
                .forEach(signature -> assertThat(FakeProvider.deliver(address(payer), event, signature))
                        .isEqualTo(401));

        readInbox();
        given.runDueJobs(withdrawal);
        assertThat(inbox()).isEmpty();
        assertThat(checks(withdrawal)).isZero();
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void countsUnderTheSecretOfBeforeWhileThatIsRotated(Payer payer) {
        Withdrawal withdrawal = sent(payer);
        String payout = given.payoutOf(withdrawal);
        payer.fake.move(payout, payer.paid);
        byte[] event = payer.fake.event(payout);
        String before = payer == Payer.PAYSTACK ? "sk_test_previous" : "test-hash-before";

        assertThat(FakeProvider.deliver(address(payer), event, payer.fake.signature(event, before)))
                .isEqualTo(200);
        readInbox();
        given.runDueJobs(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void waitsWhenItIsAboutAReferenceOfNobody(Payer payer) {
        String stranger = "wd_" + "0".repeat(20) + FakeProvider.freshAccount() + "_1";
        payer.fake.create(stranger, "058", FakeProvider.freshAccount(), 100_000, 1_075);

        assertThat(payer.fake.tell(address(payer), stranger, 3)).containsExactly(200, 200, 200);
        payer.fake.move(stranger, payer.paid);
        assertThat(payer.fake.tell(address(payer), stranger, 3)).containsExactly(200, 200, 200);
        readInbox();

        assertThat(inbox()).contains("unmatched").doesNotContain("done", "suspicious");
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void isDoubtedWhenItsAmountIsAnotherAndTheProviderIsBelieved(Payer payer) {
        Withdrawal withdrawal = sent(payer);
        String payout = given.payoutOf(withdrawal);
        payer.fake.move(payout, payer.paid);
        byte[] event = new String(payer.fake.event(payout), StandardCharsets.UTF_8)
                .replaceFirst("\"amount\":[0-9.]+", "\"amount\":1")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(FakeProvider.deliver(address(payer), event, payer.fake.signature(event)))
                .isEqualTo(200);
        readInbox();
        given.runDueJobs(withdrawal);

        assertThat(inbox()).containsExactly("suspicious");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
        assertThat(jdbc.sql("SELECT audience_id FROM notification WHERE event = 'webhook.suspicious'"
                                + " AND metadata ->> 'reference' = ?")
                        .param(withdrawal.reference())
                        .query(String.class)
                        .list())
                .containsExactly("operations");
    }

    @ParameterizedTest
    @EnumSource(Payer.class)
    void movesNoMoneyWhenItLies(Payer payer) {
        Withdrawal withdrawal = sent(payer);
        String payout = given.payoutOf(withdrawal);
        payer.fake.script(withdrawal.account().accountNumber()).statuses(payer.pending);

        for (String claim : List.of(payer.paid, payer.failed)) {
            byte[] event = payer.fake.event(payout, claim);
            assertThat(FakeProvider.deliver(address(payer), event, payer.fake.signature(event)))
                    .isEqualTo(200);
        }
        readInbox();
        given.runDueJobs(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("0.00");
    }

    @Test
    void givesTheMoneyBackOnceWhateverTheOrderOfTheNews() {
        // Given a payout that was paid and sent back before anybody heard of either
        Withdrawal withdrawal = sent(Payer.PAYSTACK);
        FakeProvider bank = Payer.PAYSTACK.fake;
        String payout = given.payoutOf(withdrawal);
        bank.move(payout, "success");
        byte[] paid = bank.event(payout);
        bank.move(payout, "reversed");
        byte[] back = bank.event(payout);

        for (byte[] event : List.of(back, paid, back)) {
            assertThat(FakeProvider.deliver(address(Payer.PAYSTACK), event, bank.signature(event)))
                    .isEqualTo(200);
            readInbox();
            given.runDueJobs(withdrawal);
        }
        course.untilConclusive(withdrawal);

        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("50000.00");
    }

    @Test
    void isNotForgottenWhenTheProviderGivesNoAnswerAtThatMoment() {
        Withdrawal withdrawal = sent(Payer.PAYSTACK);
        FakeProvider bank = Payer.PAYSTACK.fake;
        course.untilConclusive(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        // When the bank sends it back, says so once and is out of order when it is asked
        String payout = given.payoutOf(withdrawal);
        bank.move(payout, "reversed");
        bank.script(withdrawal.account().accountNumber())
                .onCheck(Fault.ERROR_BEFORE, Fault.TOO_MANY, Fault.UNAUTHORIZED);
        bank.tell(address(Payer.PAYSTACK), payout, 1);
        readInbox();
        for (int times = 0; times < 3; times++) {
            assertThatThrownBy(() -> course.afterwards(withdrawal)).hasMessageContaining("paystack");
        }
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        // Then it is asked again until it answers.
        course.afterwards(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
        assertThat(given.balance(withdrawal.requesterId())).isEqualTo("50000.00");
    }

    /** After six times it is no incident, which would have no end of its own. */
    @Test
    void isForPeopleWhenTheProviderNeverAnswers() {
        Withdrawal withdrawal = sent(Payer.PAYSTACK);
        FakeProvider bank = Payer.PAYSTACK.fake;
        course.untilConclusive(withdrawal);
        String payout = given.payoutOf(withdrawal);
        bank.move(payout, "reversed");
        bank.script(withdrawal.account().accountNumber())
                .onCheck(Stream.generate(() -> Fault.UNAUTHORIZED).limit(6).toArray(Fault[]::new));
        bank.tell(address(Payer.PAYSTACK), payout, 1);
        readInbox();
        for (int times = 0; times < 5; times++) {
            assertThatThrownBy(() -> course.afterwards(withdrawal)).hasMessageContaining("paystack");
        }
        assertThat(tasklist.taskOf(withdrawal)).isNull();

        course.afterwards(withdrawal);
        assertThat(tasklist.taskOf(withdrawal).getTaskDefinitionKey()).isEqualTo("userTask_investigateReturn");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);

        // When they have it asked once more, it answers.
        tasklist.complete("operator1", withdrawal, Map.of("resolution", "check_again"));
        course.afterwards(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.REVERSED);
    }

    private Withdrawal approved(Payer payer) {
        bankers.use(payer.provider());
        Withdrawal withdrawal = given.approved(
                given.bareVendor("50000.00"), "50000.00", Given.account("058", FakeProvider.freshAccount()));
        withdrawals.add(withdrawal);
        return withdrawal;
    }

    private Withdrawal sent(Payer payer) {
        Withdrawal withdrawal = approved(payer);
        given.runDueJobs(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.SENT);
        return withdrawal;
    }

    private URI address(Payer payer) {
        return http.url("/api/webhooks/" + payer.provider() + "/");
    }

    private void readInbox() {
        webhookInboxTask.execute(new TaskInstance<>("webhook-inbox", RecurringTask.INSTANCE), null);
    }

    private List<String> inbox() {
        return jdbc.sql("SELECT state FROM webhook_event ORDER BY id")
                .query(String.class)
                .list();
    }

    private int checks(Withdrawal withdrawal) {
        return jdbc.sql("SELECT checks FROM payout_attempt WHERE withdrawal_id = ?")
                .param(withdrawal.id())
                .query(Integer.class)
                .single();
    }
}
