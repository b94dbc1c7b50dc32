package com.withdrawaldesk.payout;

import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Judge;
import com.withdrawaldesk.support.Judge.Finding;
import com.withdrawaldesk.support.Proof;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two hundred payouts, two thousand in a proof, at both providers, each with a story drawn from the seed, worked off by several threads until each has
 * ended or waits for a person. Of half of them the providers speak by webhooks, late, repeatedly, in any order and wrongly.
 * {@code -Dseed} repeats a run, {@code -Dpayouts} makes it longer.
 */
@DeskTest
class RandomPayoutsTest {

    private static final int PAYOUTS = Integer.getInteger("payouts", Proof.times(200));
    /** Beyond 500 transfers a day, a search in Flutterwave's list concludes nothing. */
    private static final int AT_FLUTTERWAVE = Math.min(300, PAYOUTS / 3);

    private static final int THREADS = 6;
    private static final int VENDORS = 40;
    /** With fewer steps due at once, nothing is said in between. */
    private static final int BUSY = 20;

    private static final String TO_PAYSTACK = "058";
    private static final String TO_FLUTTERWAVE = "044";
    private static final String TO_ANY = "057";

    @Autowired
    Given given;

    @Autowired
    Bankers bankers;

    @Autowired
    TestClock clock;

    @Autowired
    Http http;

    @Autowired
    RecurringTask<Void> releaseByFloat;

    @Autowired
    RecurringTask<Void> webhookInboxTask;

    @Autowired
    ManagementService management;

    @Autowired
    RuntimeService runtime;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Payout> payouts = new ConcurrentHashMap<>();
    private final Set<String> processes = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<News> delayed = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Map<String, Boolean> stopped = new LinkedHashMap<>();
    private List<String> vendors;
    private int broken;
    private int stops;

    /** @param hears whether anything reaches us about it without our asking */
    private record Plan(int number, Payer payer, Story story, String bank, String amount, boolean hears) {

        /** The stage it has to end in; null when more than the provider's last word decides. */
        String end() {
            if (story.kinds().size() > 1 || bank.equals(TO_ANY) || !story.ends()) {
                return null;
            }
            return story.lastStatus().equals(payer.paid) ? "completed" : "failed";
        }
    }

    private record News(Payer payer, byte[] body, int times) {}

    private record Payout(Plan plan, String account, Withdrawal withdrawal, String reference) {}

    @BeforeEach
    void stopTheClockLongAgo() {
        jdbc.sql("DELETE FROM webhook_event").update();
        // In the past, so that the providers' lists of today stay short for other tests.
        clock.stopAt(Instant.now().minus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS));
        bankers.useFor(TO_PAYSTACK, "paystack");
        bankers.useFor(TO_FLUTTERWAVE, "flutterwave");
        bankers.useFor(TO_ANY, "paystack", "flutterwave");
    }

    @AfterEach
    void leaveNothingBehind() {
        threads.shutdownNow();
        goOn();
        ClockUtil.reset();
        bankers.reset();
        clock.reset();
        jdbc.sql("DELETE FROM webhook_event").update();
    }

    @Test
    void paysOnceOrGivesBackOnceOrShowsToPeopleWhateverHappens() throws Exception {
        System.out.printf("RandomPayoutsTest: seed %d%n", seed);
        request();
        workOff();
        var judge = new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE);
        assertThat(judge.findings(payouts.keySet()))
                .filteredOn(finding -> payouts.get(finding.reference()).plan().end() != null)
                .as("what nothing but the provider's last word decides")
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.stage())
                        .isEqualTo(payouts.get(finding.reference()).plan().end()));
        String longest = longestUntilConclusive();
        breakWords();
        report(longest);

        assertThat(failures).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM act_ru_job WHERE process_instance_id_ = ANY (?)")
                        .param(processes.toArray(String[]::new))
                        .query(Long.class)
                        .single())
                .as("steps left, which failed too often")
                .isZero();
        assertThat(judge.violations(payouts.keySet())).isEmpty();
        assertThat(judge.strangers(
                        payouts.values().stream().map(Payout::account).collect(Collectors.toSet())))
                .isEmpty();
        assertThat(invariants.violations()).isEmpty();
        // Whatever has no end waits for a person.
        assertThat(judge.findings(payouts.keySet()))
                .filteredOn(finding -> finding.endedAt() == null)
                .extracting(Finding::stage)
                .isSubsetOf("investigating");
    }

    private void request() throws Exception {
        vendors = IntStream.range(0, VENDORS)
                .mapToObj(n -> given.bareVendor("900000000.00"))
                .toList();
        List<Plan> plans = IntStream.range(0, PAYOUTS).mapToObj(this::plan).toList();
        together(plans, plan -> {
            String account = FakeProvider.freshAccount();
            plan.story().plot().accept(plan.payer().fake.script(account));
            Withdrawal withdrawal = given.approved(
                    vendors.get(plan.number() % VENDORS), plan.amount(), Given.account(plan.bank(), account));
            payouts.put(withdrawal.reference(), new Payout(plan, account, withdrawal, given.payoutOf(withdrawal)));
            processes.add(withdrawal.processInstanceId());
        });
    }

    private Plan plan(int number) {
        boolean flutterwave = number < AT_FLUTTERWAVE;
        Payer payer = flutterwave ? Payer.FLUTTERWAVE : Payer.PAYSTACK;
        String bank = flutterwave ? TO_FLUTTERWAVE : random.nextInt(10) == 0 ? TO_ANY : TO_PAYSTACK;
        // Mostly some ten thousand, now and then so much that it is held for longer.
        long naira = random.nextInt(20) == 0 ? 1_000_000 + random.nextInt(3_000_000) : 100 + random.nextInt(200_000);
        String amount = BigDecimal.valueOf(naira * 100 + random.nextInt(100), 2).toPlainString();
        // Behind what waits for a balance everybody waits, so it comes last.
        var story = Story.draw(random, payer, number > PAYOUTS - PAYOUTS / 20);
        return new Plan(number, payer, story, bank, amount, number % 2 == 0);
    }

    /** The clock jumps to whatever is due next, until nothing is. */
    private void workOff() throws Exception {
        for (Instant due = clock.instant(); due != null; due = nextDue()) {
            clock.stopAt(due);
            runDue();
            releaseByFloat.execute(new TaskInstance<>("payout-release", RecurringTask.INSTANCE), null);
            runDue();
            goOn();
        }
    }

    /** People stop a vendor's money or a provider, at any moment, for a while. */
    private void stop() {
        if (stopped.size() < 2 && random.nextInt(4) == 0) {
            boolean wallet = random.nextBoolean();
            String what =
                    wallet ? vendors.get(random.nextInt(VENDORS)) : random.nextBoolean() ? "paystack" : "flutterwave";
            if (stopped.putIfAbsent(what, wallet) == null) {
                stops++;
                order(
                        wallet ? "admin1" : "operator1",
                        wallet ? "wallets/" + what + "/freeze/" : "payouts/pause/",
                        wallet ? null : what);
            }
        }
    }

    private void goOn() {
        stopped.forEach((what, wallet) -> {
            if (wallet) {
                order("admin1", "wallets/" + what + "/unfreeze/", null);
                order("admin2", "wallets/" + what + "/unfreeze/", null);
            } else {
                order("operator1", "payouts/resume/", what);
            }
        });
        stopped.clear();
    }

    private void order(String by, String what, String provider) {
        String body = provider == null ? "" : ", \"provider\": \"" + provider + "\"";
        assertStatus(http.post(by, "/api/admin/" + what, "{\"reason\": \"Looked into\"" + body + "}"), 200);
    }

    private void runDue() throws Exception {
        ClockUtil.setCurrentTime(Date.from(clock.instant()));
        List<Runnable> due = due();
        while (!due.isEmpty()) {
            stop();
            var work = new ArrayList<>(due);
            if (due.size() > BUSY) {
                work.addAll(news());
            }
            work.add(this::readInbox);
            together(work, Runnable::run);
            while (isInboxDue()) {
                readInbox();
            }
            due = due();
        }
    }

    /** Late results, which have a process of their own, included. */
    private List<Runnable> due() {
        runtime.createProcessInstanceQuery().processDefinitionKey("payout-reversal").list().stream()
                .filter(late -> payouts.containsKey(late.getBusinessKey()))
                .forEach(late -> processes.add(late.getProcessInstanceId()));
        return management.createJobQuery().executable().list().stream()
                .filter(job -> processes.contains(job.getProcessInstanceId()))
                .map(Job::getId)
                .<Runnable>map(job -> () -> management.executeJob(job))
                .toList();
    }

    /** What providers say of some payouts while they are worked on: true or not, up to three times, now or later, or never. */
    private List<Runnable> news() {
        List<News> all = new ArrayList<>();
        delayed.removeIf(news -> random.nextInt(2) == 0 && all.add(news));
        for (Payout payout : sorted(payouts.values())) {
            FakeProvider fake = payout.plan().payer().fake;
            if (!payout.plan().hears() || random.nextInt(20) > 0 || fake.transfer(payout.reference()) == null) {
                continue;
            }
            String claim = List.of(
                            fake.transfer(payout.reference()).status(),
                            payout.plan().payer().paid,
                            payout.plan().payer().failed)
                    .get(random.nextInt(3));
            told.add(payout.reference() + claim);
            var news = new News(payout.plan().payer(), fake.event(payout.reference(), claim), 1 + random.nextInt(3));
            (random.nextInt(3) == 0 ? delayed : all).add(news);
        }
        return all.stream().<Runnable>map(news -> () -> tell(news)).toList();
    }

    private void tell(News news) {
        for (int times = 0; times < news.times(); times++) {
            int status = FakeProvider.deliver(
                    http.url("/api/webhooks/" + news.payer().provider() + "/"),
                    news.body(),
                    news.payer().fake.signature(news.body()));
            assertThat(status).isEqualTo(200);
            deliveries.incrementAndGet();
        }
    }

    private void readInbox() {
        webhookInboxTask.execute(new TaskInstance<>("webhook-inbox", RecurringTask.INSTANCE), null);
    }

    private boolean isInboxDue() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM webhook_event WHERE next_attempt_at <= ?)")
                .param(Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    private Instant nextDue() {
        return jdbc.sql("""
                        SELECT least((SELECT min(next_attempt_at) FROM webhook_event),
                            (SELECT min(duedate_) FROM act_ru_job WHERE retries_ > 0 AND process_instance_id_ = ANY (?)))
                        """)
                .param(processes.toArray(String[]::new))
                .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single()
                .orElse(null);
    }

    /** The providers send back some of what was paid, and pay some of what had failed, and say so once or more often. */
    private void breakWords() throws Exception {
        clock.advance(Duration.ofHours(1));
        var judge = new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE);
        var news = new ArrayList<Runnable>();
        Map<String, Finding> findings = judge.findings(payouts.keySet()).stream()
                .collect(Collectors.toMap(Finding::reference, Function.identity()));
        for (Payout payout : sorted(payouts.values())) {
            Finding finding = findings.get(payout.withdrawal().reference());
            FakeProvider fake = payout.plan().payer().fake;
            if (random.nextInt(10) > 0 || fake.transfer(payout.reference()) == null) {
                continue;
            }
            Payer payer = payout.plan().payer();
            String status = null;
            if (finding.stage().equals("failed")) {
                status = payer.paid;
            } else if (finding.stage().equals("completed")
                    && finding.payouts().size() == 1
                    && payer == Payer.PAYSTACK) {
                status = "reversed";
            }
            // What was claimed before is not heard again: providers repeat themselves, and do not lie.
            if (status != null && told.add(payout.reference() + status)) {
                fake.move(payout.reference(), status);
                broken++;
                var late = new News(payer, fake.event(payout.reference()), 1 + random.nextInt(4));
                news.add(() -> tell(late));
            }
        }
        together(news, Runnable::run);
        while (isInboxDue()) {
            readInbox();
        }
        workOff();
    }

    /** In an order that the seed decides. */
    private static List<Payout> sorted(Collection<Payout> all) {
        return all.stream()
                .sorted(Comparator.comparing(payout -> payout.plan().number()))
                .toList();
    }

    private <T> void together(Collection<T> all, Consumer<T> work) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (T one : all) {
            running.add(threads.submit(() -> {
                try {
                    work.accept(one);
                } catch (OptimisticLockingException collision) {
                    // News came at the moment of a step: one of them is repeated.
                } catch (RuntimeException | AssertionError failed) {
                    // Nobody answered: the step is repeated.
                    if (!(failed instanceof ProviderUnavailable)
                            && !(failed.getCause() instanceof ProviderUnavailable)) {
                        failures.add(failed);
                    }
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    /** By the clock, from the first call without a clear answer to the end, of payouts that nothing was heard of. */
    private String longestUntilConclusive() {
        List<String> silent = payouts.values().stream()
                .filter(payout -> !payout.plan().hears())
                .map(payout -> payout.withdrawal().reference())
                .toList();
        return jdbc
                .sql("""
                        SELECT p.provider, w.stage, max(w.ended_at - unclear.since), count(*)
                        FROM withdrawal w JOIN payout_attempt p ON p.withdrawal_id = w.id
                        JOIN LATERAL (SELECT min(e.at) AS since FROM payout_exchange e
                                      WHERE e.payout_references @> ARRAY[p.reference] AND e.call = 'send'
                                        AND 'unknown' = ANY (e.results)) unclear ON unclear.since IS NOT NULL
                        WHERE w.reference = ANY (?) AND w.ended_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
                        """)
                .param(silent.toArray(String[]::new))
                .query((row, n) -> "%s %s after %s (%d)"
                        .formatted(row.getString(1), row.getString(2), row.getString(3), row.getInt(4)))
                .list()
                .stream()
                .collect(Collectors.joining(", "));
    }

    private void report(String longest) {
        var table = new FaultTable();
        new Judge(jdbc, TestServers.PAYSTACK, TestServers.FLUTTERWAVE)
                .findings(payouts.keySet())
                .forEach(finding -> {
                    Plan plan = payouts.get(finding.reference()).plan();
                    plan.story().kinds().forEach(kind -> table.add(kind, plan.payer(), finding));
                });
        System.out.printf(
                "RandomPayoutsTest: seed %d, %d payouts, %d webhooks, %d stops, %d results that changed after the end, longest from unknown"
                        + " to conclusive without webhooks: %s%n%s",
                seed, payouts.size(), deliveries.get(), stops, broken, longest, table);
    }
}
