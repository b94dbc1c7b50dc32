package com.withdrawaldesk.pin;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Leaves one core to everything else, however many PINs are to be hashed at once. Each user has a line of their own, of
 * which one is checked at a time: attempts are counted before they are judged, so three good ones at the same moment would
 * look like a guesser. The lines take turns, so whoever floods one waits in it alone.
 */
@Component
class HashQueue {

    private final int atOnce;
    private final PinQueueProperties bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();
    private final Deque<Line> ready = new ArrayDeque<>();
    private int checking;
    private int waiting;

    @Autowired
    HashQueue(PinQueueProperties bounds) {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), bounds);
    }

    HashQueue(int atOnce, PinQueueProperties bounds) {
        this.atOnce = atOnce;
        this.bounds = bounds;
    }

    /** Who waits of one user; it is there as long as somebody waits or is checked. */
    private static final class Line {

        private final String user;
        private final Deque<Turn> turns = new ArrayDeque<>();
        private boolean checking;

        Line(String user) {
            this.user = user;
        }
    }

    private static final class Turn {

        private final Condition call;
        private boolean called;

        Turn(Condition call) {
            this.call = call;
        }
    }

    /** @throws Refusal {@code service_unavailable} when there is no turn in time, or no place to wait for one */
    void run(String userId, Runnable hashing) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("PINs are not hashed inside a transaction, which would hold a connection");
        }
        Line line = takeTurn(userId);
        try {
            hashing.run();
        } finally {
            giveBack(line);
        }
    }

    /** How many wait at this moment. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** How many users wait or are checked at this moment. */
    int users() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }

    private Line takeTurn(String userId) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            Line line = lines.computeIfAbsent(userId, Line::new);
            var turn = new Turn(lock.newCondition());
            line.turns.add(turn);
            waiting++;
            if (!line.checking && line.turns.size() == 1) {
                ready.add(line);
            }
            callNext();
            await(line, turn);
            return line;
        } finally {
            lock.unlock();
        }
    }

    private void await(Line line, Turn turn) {
        if (!turn.called && line.turns.size() > bounds.waitingPerUser()) {
            leave(line, turn);
            throw busy(
                    "Requests of yours still wait for the check of their payment PIN. Wait for their answers first.",
                    Duration.ofSeconds(1));
        }
        if (!turn.called && waiting > bounds.waiting()) {
            leave(line, turn);
            throw tooMany();
        }
        try {
            for (long left = bounds.patience().toNanos(); !turn.called; left = turn.call.awaitNanos(left)) {
                if (left <= 0) {
                    leave(line, turn);
                    throw tooMany();
                }
            }
        } catch (InterruptedException e) {
            if (turn.called) {
                end(line);
            } else {
                leave(line, turn);
            }
            throw interrupted();
        }
    }

    private void giveBack(Line line) {
        lock.lock();
        try {
            end(line);
        } finally {
            lock.unlock();
        }
    }

    private void end(Line line) {
        checking--;
        line.checking = false;
        if (line.turns.isEmpty()) {
            lines.remove(line.user);
        } else {
            ready.add(line);
        }
        callNext();
    }

    private void leave(Line line, Turn turn) {
        line.turns.remove(turn);
        waiting--;
        if (line.turns.isEmpty() && !line.checking) {
            ready.remove(line);
            lines.remove(line.user);
        }
    }

    private void callNext() {
        while (checking < atOnce && !ready.isEmpty()) {
            Line line = ready.remove();
            Turn turn = line.turns.remove();
            line.checking = true;
            turn.called = true;
            checking++;
            waiting--;
            turn.call.signal();
        }
    }

    private static Refusal tooMany() {
        return busy("Too many payment PINs are being checked. Try again in a moment.", Duration.ofSeconds(5));
    }

    private static Refusal interrupted() {
        Thread.currentThread().interrupt();
        return tooMany();
    }

    private static Refusal busy(String message, Duration retryAfter) {
        return new Refusal(Code.SERVICE_UNAVAILABLE, message).retryAfter(retryAfter);
    }
}
