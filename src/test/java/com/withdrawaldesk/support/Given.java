package com.withdrawaldesk.support;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a test starts from. Every test takes owners of its own, so that none has to clean up money, which cannot be deleted.
 */
@TestComponent
public class Given {

    public static final String PIN = "4719";
    public static final BankAccount ACCOUNT = new BankAccount("GTBank", "058", "0123456789", "Tech Store Ltd");

    /** An account like {@link #ACCOUNT} at this bank under this number. */
    public static BankAccount account(String bankCode, String number) {
        return new BankAccount(ACCOUNT.bankName(), bankCode, number, ACCOUNT.accountName());
    }

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final People people;
    private final Wallets wallets;
    private final PaymentPins pins;
    private final PaymentSettingsService settings;
    private final WithdrawalRequests requests;
    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;
    private final Payouts payouts;
    private final ManagementService management;
    private final Amounts amounts;
    private final TestClock clock;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    Given(
            People people,
            Wallets wallets,
            PaymentPins pins,
            PaymentSettingsService settings,
            WithdrawalRequests requests,
            WithdrawalRepository withdrawals,
            WithdrawalFlow flow,
            Payouts payouts,
            ManagementService management,
            Amounts amounts,
            TestClock clock,
            TransactionTemplate transaction,
            JdbcClient jdbc) {
        this.people = people;
        this.wallets = wallets;
        this.pins = pins;
        this.settings = settings;
        this.requests = requests;
        this.withdrawals = withdrawals;
        this.flow = flow;
        this.payouts = payouts;
        this.management = management;
        this.amounts = amounts;
        this.clock = clock;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /** A new vendor with this balance, a saved bank account and the PIN {@link #PIN}. */
    public String vendor(String balance) {
        String id = bareVendor(balance);
        settings.save(id, ACCOUNT);
        pins.set(id, PIN, null);
        return id;
    }

    /** A new vendor with this balance and nothing set up. */
    public String bareVendor(String balance) {
        return owner(OwnerType.VENDOR, Groups.VENDORS, balance);
    }

    /** A new customer with this balance and the PIN {@link #PIN}. */
    public String customer(String balance) {
        String id = owner(OwnerType.CUSTOMER, Groups.CUSTOMERS, balance);
        pins.set(id, PIN, null);
        return id;
    }

    private String owner(OwnerType type, String group, String balance) {
        String id = type.value() + NEXT.incrementAndGet() + "x" + Long.toString(System.nanoTime(), 36);
        people.add(id, group);
        transaction.executeWithoutResult(tx -> {
            var wallet = wallets.open(id, type, "Shop of " + id, id + "@example.com", amounts.currency());
            if (!amounts.parse(balance).isZero()) {
                wallets.credit(wallet, amounts.parse(balance), amounts.ofMinor(0), "opening", "Opening balance");
            }
        });
        return id;
    }

    /** What the owner's wallet holds, as {@code 50000.00}. */
    public String balance(String owner, OwnerType type) {
        return Amounts.plain(wallets.of(owner, type).balance());
    }

    /** A vendor's balance. */
    public String balance(String vendor) {
        return balance(vendor, OwnerType.VENDOR);
    }

    /** A withdrawal of this vendor that waits for its review. */
    public Withdrawal requested(String vendor, String amount) {
        return requested(vendor, amount, ACCOUNT);
    }

    /** As {@link #requested(String, String)}, to this account. */
    public Withdrawal requested(String vendor, String amount, BankAccount account) {
        return transaction.execute(
                tx -> requests.request(vendor, OwnerType.VENDOR, amounts.parse(amount), account, vendor));
    }

    /** As {@link #requested}, then approved by {@code admin1}. */
    public Withdrawal approved(String vendor, String amount) {
        return approved(vendor, amount, ACCOUNT);
    }

    /** As {@link #approved(String, String)}, to this account. */
    public Withdrawal approved(String vendor, String amount, BankAccount account) {
        Withdrawal withdrawal = requested(vendor, amount, account);
        decide("admin1", withdrawal, new Verdict(true, null, null));
        return withdrawal;
    }

    public void decide(String admin, Withdrawal withdrawal, Verdict verdict) {
        as(
                admin,
                Groups.BUSINESS_ADMINS,
                () -> transaction.executeWithoutResult(
                        tx -> flow.decide(withdrawals.lock(withdrawal.reference()), verdict)));
    }

    /** Its requester takes the request back. */
    public void cancel(Withdrawal withdrawal) {
        transaction.executeWithoutResult(tx -> flow.cancel(withdrawals.lock(withdrawal.reference())));
    }

    /** The reference under which the provider knows the payout. */
    public String payoutOf(Withdrawal withdrawal) {
        return transaction.execute(tx -> payouts.of(withdrawal.id()).reference());
    }

    /** Leaves no e-mail of other tests to send, of which there may be more than one round of the delivery takes. */
    public void nothingToMail() {
        jdbc.sql("UPDATE notification SET fanned_out_at = created_at WHERE fanned_out_at IS NULL")
                .update();
        jdbc.sql("DELETE FROM notification_delivery WHERE state = 'pending'").update();
    }

    /** What other tests left in the queue is not late for long, so that it fills no list of what waits longest. */
    public void nothingWaits() {
        jdbc.sql("UPDATE withdrawal SET stage_since = stage_since + interval '100 years'"
                        + " WHERE stage IN ('queued', 'sending') AND stage_since < now() + interval '10 years'")
                .update();
    }

    /** What other tests left to people is at the end of their lists. */
    public void nothingIsUrgent() {
        jdbc.sql("UPDATE act_ru_task SET priority_ = 0 WHERE priority_ > 0").update();
    }

    /** Does this as that user. */
    public void as(String user, String group, Runnable work) {
        Origin.set(new Origin(user, List.of(group), "127.0.0.1", "test", null));
        try {
            work.run();
        } finally {
            Origin.set(null);
        }
    }

    /** The withdrawal as it is now. */
    public Withdrawal now(Withdrawal withdrawal) {
        return transaction.execute(tx -> withdrawals.find(withdrawal.id()).orElseThrow());
    }

    /** Runs the jobs of this withdrawal that are due, and those that become due by them. Returns how many ran. */
    public int runDueJobs(Withdrawal withdrawal) {
        int ran = 0;
        while (runNextJob(withdrawal)) {
            ran++;
        }
        return ran;
    }

    /** Runs the job of this withdrawal that has been due for longest. Returns whether there was one. */
    public boolean runNextJob(Withdrawal withdrawal) {
        ClockUtil.setCurrentTime(Date.from(clock.instant()));
        try {
            List<Job> due = management
                    .createJobQuery()
                    .processInstanceId(withdrawal.processInstanceId())
                    .executable()
                    .orderByJobDuedate()
                    .asc()
                    .list();
            if (!due.isEmpty()) {
                management.executeJob(due.get(0).getId());
            }
            return !due.isEmpty();
        } finally {
            ClockUtil.reset();
        }
    }

    /** Lets time pass for the desk and its engine, then runs what is due. The test resets the clock. */
    public int later(Duration duration, Withdrawal withdrawal) {
        clock.advance(duration);
        return runDueJobs(withdrawal);
    }
}
