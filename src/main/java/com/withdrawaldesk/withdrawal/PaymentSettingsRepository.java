package com.withdrawaldesk.withdrawal;

import java.util.Optional;
import org.springframework.data.repository.Repository;

interface PaymentSettingsRepository extends Repository<PaymentSettings, String> {

    Optional<PaymentSettings> findById(String vendorId);

    PaymentSettings save(PaymentSettings settings);
}
