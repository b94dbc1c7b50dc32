package com.withdrawaldesk.base.engine;

import static com.withdrawaldesk.support.TestServers.FLUTTERWAVE;
import static com.withdrawaldesk.support.TestServers.PAYSTACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.PayoutLanes;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.Bankers;
import com.withdrawaldesk.support.Calls;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Whoever is called may take as long as he likes: it costs a thread of his own, and no connection to the database. */
@DeskTest
class SlowProvidersTest {

    @Autowired
    private Given given;

    @Autowired
    private Bankers bankers;

    @Autowired
    private Calls calls;

    @Autowired
    private Course course;

    @Autowired
    private TestClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ManagementService management;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private OutsideSteps outside;

    @Autowired
    private PayoutLanes lanes;

    @Autowired
    private PayoutHints hints;

    private final ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();

    @AfterEach
    void reset() {
        calls.forget();
        bankers.reset();
        clock.reset();
        threads.shutdown();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(2));
    }

    /** The desk's sessions that have a transaction open and do nothing. */
    private static List<String> idleInTransactions() {
        try (var connection = TestServers.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT query FROM pg_stat_activity WHERE usename = 'desk_app'"
                        + " AND state LIKE 'idle in transaction%'")) {
            var queries = new ConcurrentLinkedQueue<String>();
            while (rows.next()) {
                queries.add(rows.getString(1));
            }
            return List.copyOf(queries);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodyIsCalledWithinATransaction() {
        var seen = new ConcurrentLinkedQueue<String>();
        var open = new ConcurrentLinkedQueue<String>();
        calls.watch(call -> {
            seen.add(call.replaceAll("/[^/]*\\d[^/]*$", "/{}"));
            open.addAll(idleInTransactions());
        });

        for (String provider : List.of("paystack", "flutterwave")) {
            bankers.use(provider);
            FakeProvider fake = provider.equals("paystack") ? PAYSTACK : FLUTTERWAVE;
            var withdrawal = given.approved(
                    given.vendor("5000.00"), "2000.00", Given.account("058", FakeProvider.freshAccount()));
            assertThat(course.untilConclusive(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
            hints.heard(given.payoutOf(withdrawal), Result.REVERSED);
            course.afterwards(withdrawal);
            assertThat(fake.paid(given.payoutOf(withdrawal))).isOne();
        }

        assertThat(seen)
                .contains(
                        "GET /balance",
                        "POST /transferrecipient",
                        "POST /transfer",
                        "GET /transfer/verify/{}",
                        "POST /v3/transfers");
        assertThat(open).isEmpty();
    }

    @Test
    void aSlowOneTakesNothingFromAnybodyElse() throws InterruptedException {
        int atOnce = lanes.atOnce();
        bankers.useFor("058", "paystack");
        bankers.useFor("044", "flutterwave");
        String vendor = given.vendor("100000.00");
        List<Withdrawal> slow = IntStream.range(0, atOnce + 4)
                .mapToObj(i -> given.approved(vendor, "1000.00", Given.account("058", FakeProvider.freshAccount())))
                .toList();
        var quick = given.approved(vendor, "1000.00", Given.account("044", FakeProvider.freshAccount()));
        String timer = jobOf(given.requested(given.vendor("1000.00"), "1000.00"));
        var executor = executor();
        var arrived = new Semaphore(0);
        var answer = new CountDownLatch(1);
        calls.watch(call -> {
            if (!call.contains("/v3/")) {
                arrived.release();
                answerAfter(answer);
            }
        });
        try {
            slow.subList(0, atOnce).forEach(each -> run(executor, jobOf(each)));
            assertThat(arrived.tryAcquire(atOnce, 2, TimeUnit.MINUTES)).isTrue();
            List<String> waiting =
                    slow.subList(atOnce, slow.size()).stream().map(this::jobOf).toList();
            waiting.forEach(job -> run(executor, job));
            run(executor, waiting.get(3)); // Its lock ended, and it was acquired once more.
            run(executor, jobOf(quick));
            run(executor, timer);

            soon().untilAsserted(() -> {
                assertThat(FLUTTERWAVE.transfer(given.payoutOf(quick))).isNotNull();
                assertThat(given.now(quick).stage()).isEqualTo(Stage.SENT);
                assertThat(exists(timer)).isFalse();
                assertThat(threads.getThreadPoolExecutor().getCompletedTaskCount())
                        .isEqualTo(slow.size() + 3);
            });
            assertThat(arrived.availablePermits()).as("beyond the bound").isZero();
            assertThat(idleInTransactions()).isEmpty();

            lock(waiting.get(1), "another node");
            runtime.suspendProcessInstanceById(slow.get(atOnce + 2).processInstanceId());
            answer.countDown();
            List<Withdrawal> sent = Stream.concat(
                            slow.subList(0, atOnce).stream(), Stream.of(slow.get(atOnce), slow.get(atOnce + 3)))
                    .toList();
            soon().untilAsserted(() -> {
                assertThat(sent)
                        .allSatisfy(each -> assertThat(given.now(each).stage()).isEqualTo(Stage.SENT));
                assertThat(owner(waiting.get(2))).as("of what stands still").isNull();
            });
            assertThat(owner(waiting.get(1))).isEqualTo("another node");
            assertThat(slow.subList(atOnce + 1, atOnce + 3)).allSatisfy(each -> {
                assertThat(given.now(each).stage()).isEqualTo(Stage.QUEUED);
                assertThat(PAYSTACK.transfer(given.payoutOf(each))).isNull();
            });
            assertThat(sent).allSatisfy(each -> assertThat(PAYSTACK.transfers().stream()
                            .filter(transfer -> transfer.reference().equals(given.payoutOf(each))))
                    .hasSize(1));
        } finally {
            answer.countDown();
            executor.shutdown();
        }
    }

    @Test
    void whatHasNotBegunIsLeftToOthersAtTheEnd() throws InterruptedException {
        bankers.useFor("058", "paystack");
        String vendor = given.vendor("100000.00");
        List<Withdrawal> all = IntStream.range(0, lanes.atOnce() + 1)
                .mapToObj(i -> given.approved(vendor, "1000.00", Given.account("058", FakeProvider.freshAccount())))
                .toList();
        List<String> jobs = all.stream().map(this::jobOf).toList();
        var executor = executor();
        var arrived = new Semaphore(0);
        var answer = new CountDownLatch(1);
        calls.watch(call -> {
            arrived.release();
            answerAfter(answer);
        });
        try {
            jobs.forEach(job -> run(executor, job));
            assertThat(arrived.tryAcquire(lanes.atOnce(), 2, TimeUnit.MINUTES)).isTrue();
            soon().until(() -> threads.getThreadPoolExecutor().getCompletedTaskCount() == jobs.size());

            var end = new Thread(executor::shutdown);
            end.start();
            answer.countDown();
            end.join();
        } finally {
            answer.countDown();
            executor.shutdown();
        }

        assertThat(jobs.stream().filter(this::exists)).hasSize(1).allSatisfy(job -> assertThat(owner(job))
                .isNull());
    }

    private LaneJobExecutor executor() {
        threads.setCorePoolSize(2);
        threads.setMaxPoolSize(2);
        threads.initialize();
        // Acquires nothing by itself: other tests' jobs are theirs.
        var executor = new LaneJobExecutor(outside, jdbc) {
            @Override
            protected void startExecutingJobs() {
                jobAcquisitionThread = new Thread();
            }
        };
        executor.setTaskExecutor(threads);
        executor.start();
        return executor;
    }

    private static void answerAfter(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(LaneJobExecutor executor, String job) {
        lock(job, executor.getLockOwner());
        executor.executeJobs(List.of(job), (ProcessEngineImpl) engine);
    }

    private void lock(String job, String owner) {
        jdbc.sql("UPDATE act_ru_job SET lock_owner_ = ?, lock_exp_time_ = now() + interval '5 minutes' WHERE id_ = ?")
                .params(owner, job)
                .update();
    }

    private String owner(String job) {
        return jdbc.sql("SELECT lock_owner_ FROM act_ru_job WHERE id_ = ?")
                .param(job)
                .query((row, number) -> row.getString(1))
                .list()
                .get(0);
    }

    private boolean exists(String job) {
        return management.createJobQuery().jobId(job).count() > 0;
    }

    private String jobOf(Withdrawal withdrawal) {
        return management.createJobQuery().processInstanceId(withdrawal.processInstanceId()).list().stream()
                .map(Job::getId)
                .findFirst()
                .orElseThrow();
    }
}
