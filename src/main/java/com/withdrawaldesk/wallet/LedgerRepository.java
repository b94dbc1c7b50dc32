package com.withdrawaldesk.wallet;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface LedgerRepository extends Repository<LedgerTransfer, Long> {

    List<LedgerTransfer> findByWalletIdAndIdLessThanOrderByIdDesc(UUID walletId, long before, Limit limit);

    List<LedgerTransfer> findByWalletIdAndKindAndIdLessThanOrderByIdDesc(
            UUID walletId, String kind, long before, Limit limit);
}
