package com.withdrawaldesk.withdrawal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts what was committed, for the owner's key metrics; what is rolled back is not counted. */
@Component
class WithdrawalMetrics {

    private final MeterRegistry meters;

    WithdrawalMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void requested(Withdrawal withdrawal) {
        String type = withdrawal.requesterType().value();
        long minorUnits = withdrawal.amount().getAmountMinorLong();
        afterCommit(
                () -> meters.summary("desk.withdrawal.amount.minor", "type", type, "priority", withdrawal.priority())
                        .record(minorUnits));
    }

    void decided(Withdrawal withdrawal, String decision, Instant now) {
        Duration waited = Duration.between(withdrawal.createdAt(), now);
        afterCommit(() ->
                meters.timer("desk.withdrawal.review", "decision", decision).record(waited));
    }

    void ended(Withdrawal withdrawal, Instant now) {
        Duration took = Duration.between(withdrawal.createdAt(), now);
        String status = withdrawal.stage().status().value();
        String failure = Objects.toString(withdrawal.failureCode(), "none");
        afterCommit(() -> meters.timer("desk.withdrawal.processing", "status", status, "failure", failure)
                .record(took));
    }

    /** @param found who found that a payout came back: {@code provider} or {@code people} */
    void returned(String found) {
        afterCommit(() -> meters.counter("desk.payout.returned", "found", found).increment());
    }

    /** A provider's word about an ended payout goes to people. */
    void contradicted() {
        afterCommit(() -> meters.counter("desk.payout.contradicted").increment());
    }

    private static void afterCommit(Runnable count) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                count.run();
            }
        });
    }
}
