package com.withdrawaldesk.destination;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.withdrawaldesk.api.Text;
import com.withdrawaldesk.wallet.OwnerType;
import jakarta.validation.Valid;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where a vendor says to which bank account withdrawals are paid. */
@RestController
class PaymentSettingsController {

    private final PaymentSettingsService settings;
    private final Destinations destinations;
    private final Clock clock;

    PaymentSettingsController(PaymentSettingsService settings, Destinations destinations, Clock clock) {
        this.settings = settings;
        this.destinations = destinations;
        this.clock = clock;
    }

    /**
     * What is known of the saved account.
     *
     * @param verification {@code verified}, {@code unverified} or {@code not_found}
     * @param withdrawalsFrom end of the cooling-off; null when there is none now
     * @param warnings null when there are none
     */
    record Known(
            String verification,
            String resolvedName,
            Integer nameMatch,
            Instant verifiedAt,
            Instant withdrawalsFrom,
            List<String> warnings) {}

    record SettingsView(
            boolean configured,
            String bankName,
            String bankCode,
            String accountNumber,
            String accountName,
            Instant updatedAt,
            @JsonUnwrapped Known known) {}

    @GetMapping("/api/vendor/payment-settings")
    SettingsView settings(Principal user) {
        return settings.find(user.getName())
                .map(this::view)
                .orElse(new SettingsView(false, null, null, null, null, null, null));
    }

    private SettingsView view(PaymentSettingsService.Saved saved) {
        BankAccount account = saved.account();
        return new SettingsView(
                true,
                account.bankName(),
                account.bankCode(),
                account.masked(),
                account.accountName(),
                saved.updatedAt(),
                known(saved));
    }

    private Known known(PaymentSettingsService.Saved saved) {
        NameCheck check = saved.account().nameCheck();
        return new Known(
                NameCheck.stateOf(check),
                check == null ? null : check.resolvedName(),
                check == null ? null : check.nameMatch(),
                check == null ? null : check.resolvedAt(),
                saved.coolsOffAt(clock.instant()) ? saved.withdrawalsFrom() : null,
                destinations.warnings(saved.account()));
    }

    record NewSettings(
            @Text(max = 100, required = true, message = "Expected the bank's name, at most {max} characters.")
            String bankName,

            @BankCode String bankCode,
            @AccountNumber String accountNumber,

            @Text(max = 100, required = true, message = "Expected the account's name, at most {max} characters.")
            String accountName) {}

    record Done(
            boolean success, String message, @JsonUnwrapped Known known) {}

    @PostMapping("/api/vendor/update-payment-settings")
    Done update(@Valid @RequestBody NewSettings body, Principal user) {
        var given = new BankAccount(
                body.bankName().strip(),
                body.bankCode(),
                body.accountNumber(),
                body.accountName().strip());
        var saved = settings.save(user.getName(), destinations.check(given, user.getName(), OwnerType.VENDOR));
        return new Done(true, "Your payment settings are saved.", known(saved));
    }
}
