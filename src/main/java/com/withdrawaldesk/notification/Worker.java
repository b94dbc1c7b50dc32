package com.withdrawaldesk.notification;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread that repeats its work as long as the desk runs. While the work fails it pauses, longer each time. */
abstract class Worker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final String name;
    private volatile Thread thread;

    Worker(String name) {
        this.name = name;
    }

    /** Does one piece of work. Is called again when it returns, and interrupted when the desk stops. */
    abstract void work() throws Exception;

    @Override
    public void start() {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        running.interrupt();
        try {
            running.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before the web server is started, and after it has answered its last request. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        int failures = 0;
        while (isRunning()) {
            long started = System.nanoTime();
            try {
                work();
                failures = 0;
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                boolean workedWell = System.nanoTime() - started > LONGEST_PAUSE.toNanos();
                failures = workedWell ? 1 : failures + 1;
                pause(failures, e);
            }
        }
    }

    private void pause(int failures, Exception cause) {
        if (!isRunning()) {
            return;
        }
        long millis = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10));
        LOG.warn("{} failed and goes on in {} ms: {}", name, millis, cause.toString());
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            LOG.debug("{} was told to stop", name);
        }
    }
}
