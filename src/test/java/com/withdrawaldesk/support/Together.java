package com.withdrawaldesk.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets several do their work at the same moment. */
public final class Together {

    private Together() {}

    /** Starts all of the work at once and waits for its end. Returns what failed, null for what succeeded, in order. */
    public static List<Throwable> run(List<? extends Runnable> work) {
        var start = new CyclicBarrier(work.size());
        var threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<Void>> running = work.stream()
                    .map(one -> threads.submit((Callable<Void>) () -> {
                        start.await();
                        one.run();
                        return null;
                    }))
                    .toList();
            var failures = new ArrayList<Throwable>();
            for (Future<Void> one : running) {
                try {
                    one.get(1, TimeUnit.MINUTES);
                    failures.add(null);
                } catch (ExecutionException failed) {
                    failures.add(failed.getCause());
                }
            }
            return failures;
        } catch (Exception stuck) {
            throw new AssertionError("the work came to no end", stuck);
        } finally {
            threads.shutdownNow();
        }
    }

    public static List<Throwable> run(Runnable... work) {
        return run(List.of(work));
    }
}
