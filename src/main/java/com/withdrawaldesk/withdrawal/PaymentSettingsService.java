package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where vendors want to be paid. */
@Component
@Transactional
public class PaymentSettingsService {

    private final PaymentSettingsRepository repository;
    private final Notifications notifications;
    private final Audit audit;
    private final Clock clock;

    PaymentSettingsService(
            PaymentSettingsRepository repository, Notifications notifications, Audit audit, Clock clock) {
        this.repository = repository;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The vendor's saved account.
     *
     * @throws Refusal {@code payment_settings_missing}
     */
    public BankAccount of(String vendorId) {
        return find(vendorId)
                .map(Saved::account)
                .orElseThrow(() -> new Refusal(
                        Code.PAYMENT_SETTINGS_MISSING, "Save your bank account in your payment settings first."));
    }

    /** Empty when nothing is saved. */
    public Optional<Saved> find(String vendorId) {
        return repository.findById(vendorId).map(settings -> new Saved(settings.account(), settings.updatedAt()));
    }

    /** Saves the account and tells its owner, who may not be the one who changed it. */
    public void save(String vendorId, BankAccount account) {
        Instant now = clock.instant();
        Map<String, String> before = repository
                .findById(vendorId)
                .map(settings -> Map.of("account", settings.account().toString()))
                .orElse(null);
        repository
                .findById(vendorId)
                .ifPresentOrElse(
                        settings -> settings.change(account, now),
                        () -> repository.save(new PaymentSettings(vendorId, account, now)));
        audit.record(Audit.Event.of("payment_settings.changed", "payment_settings", vendorId)
                .changed(before, Map.of("account", account.toString())));
        notifications.tell(new Notice(
                Audience.person(vendorId),
                "payment_settings.changed",
                "Your payment settings were changed",
                "Withdrawals are now paid to " + account + ". If this was not you, tell us at once.",
                "high",
                Map.of("account", account.toString()),
                null,
                null));
    }

    /** A saved account and when it was saved. */
    public record Saved(BankAccount account, Instant updatedAt) {}
}
