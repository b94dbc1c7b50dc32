package com.withdrawaldesk.payout;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface PayoutRepository extends Repository<PayoutAttempt, Long> {

    PayoutAttempt save(PayoutAttempt attempt);

    Optional<PayoutAttempt> findFirstByWithdrawalIdOrderByAttemptDesc(UUID withdrawalId);

    List<PayoutAttempt> findByWithdrawalIdOrderByAttempt(UUID withdrawalId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<PayoutAttempt> findByReference(String reference);

    /** Whether somebody who came earlier waits for this provider's balance. */
    @Query("""
            SELECT count(earlier) > 0 FROM PayoutAttempt earlier, PayoutAttempt mine
            WHERE mine.reference = :reference AND earlier.id < mine.id AND earlier.provider = :provider
              AND earlier.state = com.withdrawaldesk.payout.PayoutState.QUEUED
              AND earlier.lastResult = com.withdrawaldesk.payout.Result.SHORT
            """)
    boolean waitsBehind(String reference, String provider);

    @Query("""
            SELECT attempt FROM PayoutAttempt attempt
            WHERE attempt.state = com.withdrawaldesk.payout.PayoutState.QUEUED
              AND attempt.lastResult = com.withdrawaldesk.payout.Result.SHORT
            ORDER BY attempt.id
            """)
    List<PayoutAttempt> waitingForFloat();
}
