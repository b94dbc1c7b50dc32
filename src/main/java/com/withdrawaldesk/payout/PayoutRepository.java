package com.withdrawaldesk.payout;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

interface PayoutRepository extends Repository<PayoutAttempt, Long> {

    PayoutAttempt save(PayoutAttempt attempt);

    Optional<PayoutAttempt> findFirstByWithdrawalIdOrderByAttemptDesc(UUID withdrawalId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<PayoutAttempt> findByReference(String reference);
}
