package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.support.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PinHashQueueTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final HashQueue queue = new HashQueue(1, new PinQueueProperties(Duration.ZERO, 8, 100));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> checked = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void refusesWhoeverFindsNoTurnInTime() {
        queue.run("anna", () -> assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> queue.run("ben", () -> {}))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
                    assertThat(refusal.retryAfter()).isNotNull();
                }));
    }

    @Test
    void givesTheTurnBackWhateverHappens() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.run("anna", () -> {
                    throw new IllegalArgumentException();
                }));

        queue.run("anna", () -> {});
        assertThat(queue.users()).isZero();
    }

    @Test
    void refusesAnInterruptedThreadAndLeavesItInterrupted() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> queue.run("ben", () -> {}));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void forgetsWhoeverGivesUpWaiting() throws Exception {
        var patient = new HashQueue(1, new PinQueueProperties(LONG, 8, 100));
        var end = new CountDownLatch(1);
        Future<?> first = check(patient, "anna", end);
        Thread impatient = new Thread(() -> catchThrowableOfType(Refusal.class, () -> patient.run("ben", () -> {})));
        impatient.start();
        await().until(() -> patient.waiting() == 1);

        impatient.interrupt();
        impatient.join();

        assertThat(patient.waiting()).isZero();
        assertThat(patient.users()).isEqualTo(1);
        end.countDown();
        first.get();
        assertThat(patient.users()).isZero();
    }

    /** {@code v187} and {@code x2} were one when users shared lines by the hash of their ids. */
    @Test
    void letsOneUsersFloodNeitherRefuseNorOvertakeAnybodyElse() throws Exception {
        var patient = new HashQueue(1, new PinQueueProperties(LONG, 3, 100));
        var end = new CountDownLatch(1);
        check(patient, "v187", end);
        var refused = new AtomicInteger();
        var done = new ArrayList<Future<?>>();
        for (int i = 0; i < 20; i++) {
            done.add(threads.submit(() -> {
                try {
                    patient.run("v187", () -> checked.add("v187"));
                } catch (Refusal refusal) {
                    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
                    refused.incrementAndGet();
                }
            }));
        }
        await().until(() -> refused.get() == 17 && patient.waiting() == 3);
        for (String other : List.of("x2", "ben", "x2", "cleo")) {
            int before = patient.waiting();
            done.add(threads.submit(() -> patient.run(other, () -> checked.add(other))));
            await().until(() -> patient.waiting() == before + 1);
        }

        end.countDown();
        for (Future<?> one : done) {
            one.get();
        }

        // Whoever came while v187 was checked comes before the next of v187, and then the lines take turns.
        assertThat(checked).containsExactly("x2", "ben", "cleo", "v187", "x2", "v187", "v187");
        assertThat(refused).hasValue(17);
        assertThat(patient.users()).isZero();
    }

    @Test
    void checksOneOfEachUserAndNoMoreThanThereAreCores() throws Exception {
        var two = new HashQueue(2, new PinQueueProperties(LONG, 8, 100));
        var now = new CopyOnWriteArrayList<String>();
        var most = new AtomicInteger();
        List<Runnable> work = IntStream.range(0, 60)
                .<Runnable>mapToObj(i -> () -> two.run("user" + i % 10, () -> {
                    assertThat(now).doesNotContain("user" + i % 10);
                    now.add("user" + i % 10);
                    most.accumulateAndGet(now.size(), Math::max);
                    Thread.yield();
                    now.remove("user" + i % 10);
                }))
                .toList();

        assertThat(Together.run(work)).containsOnlyNulls();

        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(two.users()).isZero();
    }

    @Test
    void answersSixtyFourUsersWhoAskAtOnceWithTheUsualSettings() {
        var usual = new HashQueue(1, new PinQueueProperties(LONG, 8, 100));

        List<Runnable> clients = IntStream.range(0, 64)
                .<Runnable>mapToObj(i -> () -> usual.run("user" + i, () -> checked.add("user" + i)))
                .toList();

        assertThat(Together.run(clients)).containsOnlyNulls();
        assertThat(checked).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void keepsThreadsOfTheServerForEverythingElse() throws Exception {
        var small = new HashQueue(1, new PinQueueProperties(LONG, 8, 2));
        var end = new CountDownLatch(1);
        check(small, "anna", end);
        Future<?> ben = threads.submit(() -> small.run("ben", () -> {}));
        Future<?> cleo = threads.submit(() -> small.run("cleo", () -> {}));
        await().until(() -> small.waiting() == 2);

        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> small.run("dan", () -> {}));

        end.countDown();
        ben.get();
        cleo.get();
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PinQueueProperties(Duration.ofSeconds(-1), 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PinQueueProperties(LONG, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PinQueueProperties(LONG, 1, -1));
    }

    /** Starts a check that lasts until the latch opens; returns once it is under way. */
    private Future<?> check(HashQueue queue, String user, CountDownLatch end) throws InterruptedException {
        var begun = new CountDownLatch(1);
        Future<?> check = threads.submit(() -> queue.run(user, () -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        begun.await();
        return check;
    }
}
