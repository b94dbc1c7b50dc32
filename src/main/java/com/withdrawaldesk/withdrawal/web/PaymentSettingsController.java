package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.api.Text;
import com.withdrawaldesk.withdrawal.BankAccount;
import com.withdrawaldesk.withdrawal.PaymentSettingsService;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where a vendor says to which bank account withdrawals are paid. */
@RestController
class PaymentSettingsController {

    private final PaymentSettingsService settings;

    PaymentSettingsController(PaymentSettingsService settings) {
        this.settings = settings;
    }

    record SettingsView(
            boolean configured,
            String bankName,
            String bankCode,
            String accountNumber,
            String accountName,
            Instant updatedAt) {

        static SettingsView of(PaymentSettingsService.Saved saved) {
            BankAccount account = saved.account();
            return new SettingsView(
                    true,
                    account.bankName(),
                    account.bankCode(),
                    account.masked(),
                    account.accountName(),
                    saved.updatedAt());
        }
    }

    @GetMapping("/api/vendor/payment-settings")
    SettingsView settings(Principal user) {
        return settings.find(user.getName())
                .map(SettingsView::of)
                .orElse(new SettingsView(false, null, null, null, null, null));
    }

    record NewSettings(
            @Text(max = 100, required = true, message = "Expected the bank's name, at most {max} characters.")
            String bankName,

            @NotNull(message = "A bank code is 2 to 12 letters and digits.")
            @Pattern(regexp = "[0-9A-Za-z-]{2,12}", message = "A bank code is 2 to 12 letters and digits.")
            String bankCode,

            @NotNull(message = "An account number is exactly 10 digits.")
            @Pattern(regexp = "[0-9]{10}", message = "An account number is exactly 10 digits.")
            String accountNumber,

            @Text(max = 100, required = true, message = "Expected the account's name, at most {max} characters.")
            String accountName) {}

    record Saved(boolean success, String message) {}

    @PostMapping("/api/vendor/update-payment-settings")
    Saved update(@Valid @RequestBody NewSettings body, Principal user) {
        settings.save(
                user.getName(),
                new BankAccount(
                        body.bankName().strip(),
                        body.bankCode(),
                        body.accountNumber(),
                        body.accountName().strip()));
        return new Saved(true, "Your payment settings are saved.");
    }
}
