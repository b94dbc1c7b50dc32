package com.withdrawaldesk.payout;

import jakarta.persistence.LockModeType;
import jakarta.persistence.QueryHint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

interface PayoutRepository extends Repository<PayoutAttempt, Long> {

    /** How late a payout may be with its next try, or with its first, and still count as one that moves. */
    Duration MOVING = Duration.ofMinutes(2);

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

    /**
     * The name of the {@link Stop} that keeps it from leaving through this provider, if there is one. The wallet is held until the
     * caller's transaction ends; a pause waits for {@link #lockQueue}.
     */
    @Query(value = """
            SELECT CASE WHEN v.status = 'frozen' THEN 'WALLET_FROZEN'
                        WHEN EXISTS (SELECT FROM payout_pause p WHERE p.provider IN ('all', :provider)) THEN 'PAYOUTS_PAUSED'
                        ELSE '' END
            FROM payout_attempt a JOIN withdrawal w ON w.id = a.withdrawal_id JOIN wallet v ON v.id = w.wallet_id
            WHERE a.reference = :reference FOR SHARE OF v
            """, nativeQuery = true)
    String stopNameOf(String reference, String provider);

    default Optional<Stop> stopOf(String reference, String provider) {
        String name = stopNameOf(reference, provider);
        return name == null || name.isEmpty() ? Optional.empty() : Optional.of(Stop.valueOf(name));
    }

    @Query(value = "SELECT provider FROM payout_pause", nativeQuery = true)
    List<String> paused();

    /** What was stopped and is not any more. */
    @Query(value = """
            SELECT a.reference FROM payout_attempt a JOIN withdrawal w ON w.id = a.withdrawal_id JOIN wallet v ON v.id = w.wallet_id
            WHERE a.stopped AND a.state = 'queued' AND v.status <> 'frozen'
              AND NOT EXISTS (SELECT FROM payout_pause p WHERE p.provider IN ('all', a.provider))
            ORDER BY a.id
            """, nativeQuery = true)
    List<String> letGo();

    /** Lets one after the other decide about this provider's balance, until the caller's transaction ends. */
    @Query(
            value = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('payout-queue:' || :provider))) q",
            nativeQuery = true)
    int lockQueue(String provider);

    /**
     * Who came earlier and waits for this provider's balance, if anybody does who tries again as it should: what does not, because
     * its process is gone or stands still, holds up nobody.
     */
    @Query("""
            SELECT earlier.reference FROM PayoutAttempt earlier, PayoutAttempt mine
            WHERE mine.reference = :reference AND earlier.id < mine.id AND earlier.provider = :provider
              AND earlier.state = com.withdrawaldesk.payout.PayoutState.QUEUED
              AND earlier.lastResult = com.withdrawaldesk.payout.Result.SHORT
              AND earlier.retryAt > :alive
            ORDER BY earlier.id
            """)
    List<String> waitingBefore(String reference, String provider, Instant alive, Limit most);

    default Optional<String> waitingBefore(String reference, String provider, Instant now) {
        return waitingBefore(reference, provider, now.minus(MOVING), Limit.of(1)).stream()
                .findFirst();
    }

    /**
     * What those approved earlier need, in minor units, whose sending is decided at this moment. Which provider they go to may not
     * be decided either.
     */
    @Query("""
            SELECT coalesce(sum(earlier.amountMinor), 0) FROM PayoutAttempt earlier, PayoutAttempt mine
            WHERE mine.reference = :reference AND earlier.id < mine.id AND earlier.provider <> 'manual'
              AND earlier.state = com.withdrawaldesk.payout.PayoutState.PREPARED AND earlier.createdAt > :since
            """)
    long undecidedBefore(String reference, Instant since);

    @Query("""
            SELECT attempt FROM PayoutAttempt attempt
            WHERE attempt.state = com.withdrawaldesk.payout.PayoutState.QUEUED
              AND attempt.lastResult = com.withdrawaldesk.payout.Result.SHORT AND attempt.retryAt > :alive
            ORDER BY attempt.id
            """)
    List<PayoutAttempt> waitingForFloat(Instant alive);
}
