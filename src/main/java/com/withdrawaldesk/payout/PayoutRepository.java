package com.withdrawaldesk.payout;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

interface PayoutRepository extends Repository<PayoutAttempt, Long> {

    PayoutAttempt save(PayoutAttempt attempt);

    Optional<PayoutAttempt> findFirstByWithdrawalIdOrderByAttemptDesc(UUID withdrawalId);

    List<PayoutAttempt> findByWithdrawalIdOrderByAttempt(UUID withdrawalId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<PayoutAttempt> findByReference(String reference);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query(
            "SELECT attempt FROM PayoutAttempt attempt WHERE attempt.withdrawalId = :withdrawalId ORDER BY attempt.attempt")
    List<PayoutAttempt> lockByWithdrawalId(UUID withdrawalId);
    /** Those that wait to be sent together, the oldest first; what somebody else holds is left out: SKIP LOCKED is -2. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @QueryHints(@QueryHint(name = "jakarta.persistence.lock.timeout", value = "-2"))
    List<PayoutAttempt> findByStateAndBatchedTrueAndProviderOrderById(PayoutState state, String provider, Limit most);

    boolean existsByStateAndBatchedTrueAndProvider(PayoutState state, String provider);

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
