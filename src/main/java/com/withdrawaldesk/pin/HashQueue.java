package com.withdrawaldesk.pin;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Leaves one core to everything else, however many PINs are to be hashed at once. The PINs of one user are checked one after
 * another: attempts are counted before they are judged, so three good ones at the same moment would look like a guesser.
 */
@Component
class HashQueue {

    private final Semaphore turns;
    private final Semaphore[] users =
            Stream.generate(() -> new Semaphore(1, true)).limit(256).toArray(Semaphore[]::new);
    private final Duration patience;

    @Autowired
    HashQueue() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), Duration.ofSeconds(2));
    }

    HashQueue(int atOnce, Duration patience) {
        this.turns = new Semaphore(atOnce, true);
        this.patience = patience;
    }

    void run(String userId, Runnable hashing) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("PINs are not hashed inside a transaction, which would hold a connection");
        }
        Semaphore user = users[Math.floorMod(userId.hashCode(), users.length)];
        inTurn(user, () -> inTurn(turns, hashing));
    }

    private void inTurn(Semaphore turns, Runnable hashing) {
        if (!acquired(turns)) {
            throw new Refusal(
                            Code.SERVICE_UNAVAILABLE, "Too many payment PINs are being checked. Try again in a moment.")
                    .retryAfter(patience);
        }
        try {
            hashing.run();
        } finally {
            turns.release();
        }
    }

    private boolean acquired(Semaphore turns) {
        try {
            return turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
