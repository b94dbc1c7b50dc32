package com.withdrawaldesk.account;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.pin.Pin;
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

/**
 * Where a vendor says to which bank account withdrawals are paid. As this moves where money goes, it takes the PIN once one is
 * set. Of the name at the bank only whoever gave it is told more than whether it agrees.
 */
@RestController
@Unlimited("one's own, by key")
class PaymentSettingsController {

    private final PaymentSettingsService settings;
    private final Destinations destinations;
    private final PaymentPins pins;
    private final Clock clock;

    PaymentSettingsController(
            PaymentSettingsService settings, Destinations destinations, PaymentPins pins, Clock clock) {
        this.settings = settings;
        this.destinations = destinations;
        this.pins = pins;
        this.clock = clock;
    }

    /**
     * What is known of the saved account.
     *
     * @param verification {@code verified}, {@code unverified} or {@code not_found}
     * @param nameCheck {@code agrees} or {@code does_not_agree} with the name given; {@code not_checked}
     * @param resolvedName null unless it agrees
     * @param nameMatch zero unless it agrees
     * @param withdrawalsFrom end of the cooling-off; null when there is none now
     * @param warnings null when there are none
     */
    record Known(
            String verification,
            String nameCheck,
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
        Boolean agrees = saved.account().agrees();
        return new Known(
                NameCheck.stateOf(check),
                agrees == null ? "not_checked" : agrees ? "agrees" : "does_not_agree",
                Boolean.TRUE.equals(agrees) ? check.resolvedName() : null,
                check == null ? null : Boolean.TRUE.equals(agrees) ? check.nameMatch() : (Integer) 0,
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
            String accountName,

            @Pin(required = false) String pin) {

        /** Without PIN and account, so that a request can be logged. */
        @Override
        public String toString() {
            return "NewSettings";
        }
    }

    record Done(
            boolean success, String message, @JsonUnwrapped Known known) {}

    @PostMapping("/api/vendor/update-payment-settings")
    @Limited({Limit.PIN, Limit.SETTINGS})
    Done update(@Valid @RequestBody NewSettings body, Principal user) {
        requirePin(user.getName(), body.pin());
        var given = new BankAccount(
                Names.clean(body.bankName()), body.bankCode(), body.accountNumber(), Names.clean(body.accountName()));
        // What changes nothing asks no bank, unless it may know the account by now, and is nothing to tell of.
        var saved = settings.find(user.getName())
                .filter(before -> before.account().isGivenAs(given))
                .filter(before -> before.account().nameCheck() == null
                        || !before.account().nameCheck().noSuchAccount())
                .orElseGet(() ->
                        settings.save(user.getName(), destinations.check(given, user.getName(), OwnerType.VENDOR)));
        return new Done(true, "Your payment settings are saved.", known(saved));
    }

    /** Before the bank is asked, which costs money. As long as no PIN is set, none is looked at. */
    private void requirePin(String vendor, String pin) {
        if (!pins.isSet(vendor)) {
            return;
        }
        if (pin == null) {
            throw new InvalidInput("pin", "required", "To change where your money goes, send your payment PIN as pin.");
        }
        pins.verify(vendor, pin);
    }
}
