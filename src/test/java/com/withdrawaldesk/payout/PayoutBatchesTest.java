package com.withdrawaldesk.payout;

import static com.withdrawaldesk.support.TestServers.PAYSTACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.FakeProvider.Transfer;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Withdrawals of runs through Paystack's bulk transfer, with Paystack's books as the judge. */
@DeskTest
class PayoutBatchesTest {

    private static final String ACCOUNT = Given.ACCOUNT.accountNumber();
    private static final String BULK = "POST /transfer/bulk";
    private static final String ALONE = "POST /transfer";

    @Autowired
    private Given given;

    @Autowired
    private Bankers bankers;

    @Autowired
    private TestClock clock;

    @Autowired
    private Invariants invariants;

    @Autowired
    private Amounts amounts;

    @Autowired
    private WithdrawalRequests requests;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private PayoutBatches batches;

    @Autowired
    private PayoutRepository attempts;

    @Autowired
    private PayoutProperties properties;

    @Autowired
    private List<PayoutProvider> providers;

    @Autowired
    private PayoutOrders orders;

    @Autowired
    private PayoutHints hints;

    @Autowired
    private ProviderAlarms alarms;

    @BeforeEach
    void paysByPaystack() {
        bankers.reset();
        bankers.use("paystack");
        // Whoever waits for Paystack's balance from a test before does not come first.
        jdbc.sql("UPDATE payout_attempt SET last_result = 'later' WHERE state = 'queued' AND last_result = 'short'")
                .update();
    }

    @AfterEach
    void everythingAddsUp() {
        bankers.reset();
        clock.reset();
        jdbc.sql("DELETE FROM provider_alarm").update();
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void sendsAWholeRunInAFewCalls() {
        String vendor = given.vendor("20500.00");
        List<Withdrawal> run =
                IntStream.range(0, 205).mapToObj(n -> approved(vendor, ACCOUNT)).toList();
        assertThat(PAYSTACK.requests()).isEmpty();

        batches.sendNext();
        batches.sendNext();
        batches.sendNext();

        // Then each of them is with Paystack once, and the processes go on by themselves.
        assertThat(Collections.frequency(PAYSTACK.requests(), BULK)).isEqualTo(3);
        assertThat(PAYSTACK.requests()).doesNotContain(ALONE);
        assertThat(run)
                .allSatisfy(withdrawal -> assertThat(transfers(withdrawal)).hasSize(1));
        List<Withdrawal> some = List.of(run.get(0), run.get(99), run.get(100), run.get(204));
        some.forEach(given::runDueJobs);
        assertThat(some).extracting(withdrawal -> given.now(withdrawal).stage()).containsOnly(Stage.SENT);
        goOn(some);
        paidOnce(some);
    }

    @ParameterizedTest
    @EnumSource
    void paysOnceWhateverHappensToTheCall(Fault fault) {
        List<Withdrawal> run = approved(3);
        PAYSTACK.script(ACCOUNT).onSend(fault);

        batches.sendNext();
        goOn(run);

        paidOnce(run);
        assertThat(Collections.frequency(PAYSTACK.requests(), BULK)).isOne();
    }

    @Test
    void paysOnceWhatPaystackHasAlready() {
        List<Withdrawal> run = approved(3);
        PAYSTACK.create(given.payoutOf(run.get(1)), "058", ACCOUNT, 100_00, 10_75);

        batches.sendNext();

        assertThat(run).extracting(this::state).containsOnly(PayoutState.UNKNOWN);
        goOn(run);
        paidOnce(run);
    }

    /** What a provider had accepted and forgets is not sent again, however long it does not know it. */
    @Test
    void sendsNothingAgainThatWasAcceptedAndForgotten() {
        List<Withdrawal> run = approved(3);
        batches.sendNext();
        assertThat(run).extracting(this::state).containsOnly(PayoutState.SENT);
        PAYSTACK.script(ACCOUNT).hiddenFor(40);

        goOn(run);

        paidOnce(run);
        assertThat(Collections.frequency(PAYSTACK.requests(), BULK)).isOne();
        assertThat(PAYSTACK.requests()).doesNotContain(ALONE);
    }

    @Test
    void sendsEachAloneWhenOneOfThemIsRefusedForAll() {
        List<Withdrawal> run = approved(3);
        PAYSTACK.script(ACCOUNT).refuse(400, "Recipient specified is invalid");

        batches.sendNext();

        assertThat(run).extracting(this::state).containsOnly(PayoutState.QUEUED);
        goOn(run);
        paidOnce(run);
        assertThat(Collections.frequency(PAYSTACK.requests(), ALONE)).isEqualTo(3);
    }

    @Test
    void givesBackOnlyWhatIsRefused() {
        String closed = FakeProvider.freshAccount();
        List<Withdrawal> run = List.of(approved(ACCOUNT), approved(closed), approved(ACCOUNT));
        PAYSTACK.script(closed).refuseRecipient(400, "Account number is invalid");

        batches.sendNext();
        goOn(run);

        paidOnce(List.of(run.get(0), run.get(2)));
        assertThat(given.now(run.get(1)).stage()).isEqualTo(Stage.FAILED);
        assertThat(PAYSTACK.transfer(given.payoutOf(run.get(1)))).isNull();
    }

    @Test
    void sendsInOrderWhatTheBalanceCovers() {
        List<Withdrawal> run = approved(4);
        // The third's fee is missing by so much that the amounts alone would do.
        PAYSTACK.setBalance(2 * (100_00 + 10_75) + 105_00);

        batches.sendNext();
        batches.sendNext();

        assertThat(run)
                .extracting(this::state)
                .containsExactly(PayoutState.SENT, PayoutState.SENT, PayoutState.QUEUED, PayoutState.QUEUED);
        assertThat(Collections.frequency(PAYSTACK.requests(), BULK)).isOne();
        assertThat(jdbc.sql("SELECT kind FROM provider_alarm")
                        .query(String.class)
                        .list())
                .containsExactly("low_float");

        // When others come after them, these wait behind.
        List<Withdrawal> later = approved(1);
        PAYSTACK.setBalance(110_75);
        batches.sendNext();
        assertThat(later).extracting(this::state).containsExactly(PayoutState.QUEUED);
        assertThat(PAYSTACK.balance()).isEqualTo(110_75);

        PAYSTACK.setBalance(1_000_000_00);
        goOn(run);
        goOn(later);
        paidOnce(run);
        paidOnce(later);
    }

    @Test
    void leavesThemToTheirProcessesWhenTheBalanceIsNotKnown() {
        List<Withdrawal> run = approved(2);
        PAYSTACK.allRequests(Fault.ERROR_BEFORE);

        batches.sendNext();

        assertThat(run).extracting(this::state).containsOnly(PayoutState.QUEUED);
        PAYSTACK.reset();
        goOn(run);
        paidOnce(run);
    }

    @Test
    void sendsAloneWhatNoBatchTookInTime() {
        Withdrawal withdrawal = approved(1).get(0);

        given.later(properties.batchWait().minusSeconds(1), withdrawal);
        assertThat(PAYSTACK.requests()).isEmpty();
        given.later(Duration.ofSeconds(1), withdrawal);

        assertThat(PAYSTACK.requests()).contains(ALONE);
        batches.sendNext();
        assertThat(PAYSTACK.requests()).doesNotContain(BULK);
        goOn(List.of(withdrawal));
        paidOnce(List.of(withdrawal));
    }

    @Test
    void waitsForNobodyWhereNoBulkTransferIs() {
        bankers.use("flutterwave");
        assertThat(state(approved(1).get(0))).isEqualTo(PayoutState.SENT);
    }

    @Test
    void paysOnceWhenTheDeskDiesBeforeTheCall() {
        List<Withdrawal> run = approved(3);

        assertThatThrownBy(() -> with(dies(), null).sendNext()).isInstanceOf(Killed.class);

        assertThat(run).extracting(this::state).containsOnly(PayoutState.SENDING);
        goOn(run);
        paidOnce(run);
    }

    @Test
    void paysOnceWhenTheDeskDiesAfterTheCall() {
        List<Withdrawal> run = approved(3);

        assertThatThrownBy(() -> with(null, dies()).sendNext()).isInstanceOf(Killed.class);

        assertThat(run).extracting(this::state).containsOnly(PayoutState.SENDING);
        assertThat(PAYSTACK.transfers())
                .extracting(Transfer::reference)
                .containsAll(run.stream().map(given::payoutOf).toList());
        goOn(run);
        paidOnce(run);
    }

    @Test
    void paysOnceWhenTheProcessAsksDuringTheCall() {
        List<Withdrawal> run = approved(2);

        with(() -> given.later(properties.batchWait(), run.get(0)), () -> given.later(Duration.ZERO, run.get(1)))
                .sendNext();

        goOn(run);
        paidOnce(run);
        assertThat(Collections.frequency(PAYSTACK.requests(), ALONE)).isZero();
    }

    @Test
    void leavesToABatchWhatItTookMeanwhile() {
        Withdrawal withdrawal = approved(1).get(0);
        var transaction = new TransactionTemplate(transactions);
        PayoutOrder order = transaction.execute(tx -> orders.of(attempt(withdrawal)));
        // A desk that begins to send it alone and is so slow to choose the provider that a batch goes out in between.
        PayoutRouting slowly = (provider, amount, bankCode, cover) -> {
            batches.sendNext();
            return bankers.rank(provider, amount, bankCode, cover);
        };
        var slow = new PayoutCalls(
                attempts,
                properties,
                new ProviderChoice(attempts, properties, providers, slowly, clock),
                alarms,
                clock,
                transactions);

        slow.send(order);

        assertThat(Collections.frequency(PAYSTACK.requests(), BULK)).isOne();
        assertThat(PAYSTACK.requests()).doesNotContain(ALONE);
        assertThat(state(withdrawal)).isEqualTo(PayoutState.PAID);
        goOn(List.of(withdrawal));
        paidOnce(List.of(withdrawal));
    }

    /** The desk's end, at this point. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Runnable dies() {
        return () -> {
            throw new Killed();
        };
    }

    /** A desk in which this happens before and that after the bulk call; null for nothing. */
    private PayoutBatches with(Runnable before, Runnable after) {
        PayoutProvider paystack = providers.stream()
                .filter(provider -> provider.name().equals("paystack"))
                .findFirst()
                .orElseThrow();
        var watched = (PayoutProvider) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PayoutProvider.class}, (proxy, method, arguments) -> {
                    boolean bulk = method.getName().equals("sendAll");
                    if (bulk && before != null) {
                        before.run();
                    }
                    try {
                        return method.invoke(paystack, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    } finally {
                        if (bulk && after != null) {
                            after.run();
                        }
                    }
                });
        return new PayoutBatches(attempts, properties, List.of(watched), orders, hints, alarms, clock, transactions);
    }

    /** So many approved withdrawals of a run, in this order. */
    private List<Withdrawal> approved(int number) {
        return IntStream.range(0, number).mapToObj(n -> approved(ACCOUNT)).toList();
    }

    private Withdrawal approved(String account) {
        return approved(given.vendor("100.00"), account);
    }

    private Withdrawal approved(String vendor, String account) {
        var to = new BankAccount("GTBank", "058", account, "Tech Store Ltd");
        Withdrawal withdrawal = new TransactionTemplate(transactions)
                .execute(tx -> requests.request(
                        vendor, OwnerType.VENDOR, amounts.parse("100.00"), to, WithdrawalRequests.RUN));
        given.decide("admin1", withdrawal, new Verdict(true, null, null));
        given.runDueJobs(withdrawal);
        return withdrawal;
    }

    private PayoutAttempt attempt(Withdrawal withdrawal) {
        return attempts.findFirstByWithdrawalIdOrderByAttemptDesc(withdrawal.id())
                .orElseThrow();
    }

    private PayoutState state(Withdrawal withdrawal) {
        return attempt(withdrawal).state();
    }

    /** A day passes, in steps, in which processes and task do what they do. */
    private void goOn(List<Withdrawal> run) {
        for (int step = 0;
                step < 40
                        && run.stream().anyMatch(one -> !given.now(one).stage().ended());
                step++) {
            clock.advance(step < 10 ? Duration.ofMinutes(1) : Duration.ofMinutes(45));
            batches.sendNext();
            run.forEach(given::runDueJobs);
        }
    }

    /** By Paystack's books: one transfer for each withdrawal, whatever its reference, and its money left once. */
    private void paidOnce(List<Withdrawal> run) {
        assertThat(run).extracting(withdrawal -> given.now(withdrawal).stage()).containsOnly(Stage.COMPLETED);
        assertThat(run).allSatisfy(withdrawal -> assertThat(transfers(withdrawal))
                .singleElement()
                .satisfies(transfer -> {
                    assertThat(transfer.amountMinor())
                            .isEqualTo(withdrawal.payoutAmount().getAmountMinorLong());
                    assertThat(transfer.timesLeft()).isOne();
                    assertThat(transfer.timesBack()).isZero();
                }));
    }

    private static List<Transfer> transfers(Withdrawal withdrawal) {
        String each = "wd_" + withdrawal.id().toString().replace("-", "");
        return PAYSTACK.transfers().stream()
                .filter(transfer -> transfer.reference().startsWith(each))
                .toList();
    }
}
