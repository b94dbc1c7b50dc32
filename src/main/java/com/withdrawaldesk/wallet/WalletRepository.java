package com.withdrawaldesk.wallet;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface WalletRepository extends Repository<Wallet, UUID> {

    Optional<Wallet> findById(UUID id);

    Optional<Wallet> findByOwnerIdAndOwnerType(String ownerId, OwnerType ownerType);
}
