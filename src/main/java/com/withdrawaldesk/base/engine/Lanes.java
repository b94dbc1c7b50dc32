package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.base.engine.OutsideSteps.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Threads for calls: so many for each who is called, so that one that is slow takes none from another. */
final class Lanes {

    private final Map<String, ThreadPoolExecutor> pools = new ConcurrentHashMap<>();
    private final Set<List<String>> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Does this work for these jobs in its turn, unless it is waiting or being done already. */
    void enter(Lane lane, List<String> jobs, Runnable work) {
        String first = jobs.get(0);
        if (!taken.add(first)) {
            return;
        }
        waiting.add(jobs);
        pools.computeIfAbsent(lane.name(), name -> pool(lane)).execute(() -> {
            waiting.remove(jobs);
            try {
                work.run();
            } finally {
                taken.remove(first);
            }
        });
    }

    private static ThreadPoolExecutor pool(Lane lane) {
        var pool = new ThreadPoolExecutor(
                lane.atOnce(),
                lane.atOnce(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new CustomizableThreadFactory("calls-" + lane.name() + "-"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Begins nothing more, and waits so long for what is under way. Returns the jobs that never came to their turn. */
    List<String> close(Duration patience) {
        pools.values().forEach(pool -> pool.getQueue().clear());
        pools.values().forEach(ThreadPoolExecutor::shutdown);
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (ThreadPoolExecutor pool : pools.values()) {
                pool.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        pools.clear();
        taken.clear();
        var left = new ArrayList<String>();
        waiting.forEach(left::addAll);
        waiting.clear();
        return left;
    }
}
