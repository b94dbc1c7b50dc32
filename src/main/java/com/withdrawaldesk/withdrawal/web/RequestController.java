package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.account.AccountNumber;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.account.BankCode;
import com.withdrawaldesk.account.Destinations;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.pin.Pin;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.joda.money.Money;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where owners ask for their money. The PIN, and the account where it comes with the request, are checked before the
 * transaction, so that no connection waits for the hash or for a bank.
 */
@RestController
@Limited({Limit.PIN, Limit.REQUESTS})
class RequestController {

    private final WithdrawalRequests requests;
    private final PaymentSettingsService settings;
    private final Destinations destinations;
    private final PaymentPins pins;
    private final Amounts amounts;
    private final Idempotency idempotency;

    RequestController(
            WithdrawalRequests requests,
            PaymentSettingsService settings,
            Destinations destinations,
            PaymentPins pins,
            Amounts amounts,
            Idempotency idempotency) {
        this.requests = requests;
        this.settings = settings;
        this.destinations = destinations;
        this.pins = pins;
        this.amounts = amounts;
        this.idempotency = idempotency;
    }

    /**
     * @param youReceive null when it is the whole amount
     * @param warnings what is strange about the account that came with the request; null when nothing is
     */
    record Requested(boolean success, String message, String reference, String youReceive, List<String> warnings) {}

    /** The bank's fields may be left out, and must be the saved account's where there is one. */
    record VendorRequest(
            @Amount String amount,

            @Pin String pin,

            @Text(max = 100, message = "Expected the bank's name, at most {max} characters.")
            String bankName,

            @BankCode(required = false) String bankCode,
            @AccountNumber(required = false) String accountNumber,

            @Text(max = 100, message = "Expected the account's name, at most {max} characters.")
            String accountName) {

        /** Null where it is left out. */
        BankAccount account() {
            return bankName == null && bankCode == null && accountNumber == null && accountName == null
                    ? null
                    : new BankAccount(clean(bankName), bankCode, accountNumber, clean(accountName));
        }

        private static String clean(String name) {
            return name == null || name.isBlank() ? null : Names.clean(name);
        }

        /** Without PIN and account, so that a request can be logged. */
        @Override
        public String toString() {
            return "VendorRequest[amount=" + amount + "]";
        }
    }

    @PostMapping("/api/vendor/wallet/request-withdrawal")
    @Answers(value = Requested.class, status = 201)
    ResponseEntity<Object> vendor(@Valid @RequestBody VendorRequest body, HttpServletRequest request, Principal user) {
        BankAccount given = body.account();
        var once = given == null
                ? idempotency.optional(request, 201, body.amount())
                : idempotency.optional(
                        request,
                        201,
                        body.amount(),
                        given.bankName(),
                        given.bankCode(),
                        given.accountNumber(),
                        given.accountName());
        return once.stored().orElseGet(() -> {
            pins.verify(user.getName(), body.pin());
            BankAccount first = given == null ? null : first(given, user.getName());
            List<String> warnings = first == null ? null : destinations.warnings(first);
            return once.answer(() -> request(
                    user,
                    OwnerType.VENDOR,
                    body.amount(),
                    first == null ? settings.of(user.getName()) : first,
                    warnings));
        });
    }

    /**
     * The account for this request alone, where none is saved; null when it is the saved one.
     *
     * @throws Refusal {@code payment_settings_differ}, because another account would pass by the cooling-off
     */
    private BankAccount first(BankAccount given, String vendor) {
        Optional<PaymentSettingsService.Saved> saved = settings.find(vendor);
        if (saved.isPresent()) {
            destinations.requireSame(saved.get().account(), given);
            return null;
        }
        if (given.bankName() == null || given.accountNumber() == null || given.accountName() == null) {
            throw new Refusal(
                    Code.PAYMENT_SETTINGS_MISSING,
                    "Save your bank account in your payment settings, or send bank_name, account_number and account_name.");
        }
        return destinations.check(given, vendor, OwnerType.VENDOR);
    }

    record CustomerRequest(
            @Amount String amount,

            @Pin String pin,

            @Text(max = 100, required = true, message = "Expected the bank's name, at most {max} characters.")
            String bankName,

            @BankCode(required = false) String bankCode,
            @AccountNumber String accountNumber,

            @Text(max = 100, required = true, message = "Expected the account's name, at most {max} characters.")
            String accountName) {

        /** Without PIN and account, so that a request can be logged. */
        @Override
        public String toString() {
            return "CustomerRequest[amount=" + amount + "]";
        }
    }

    @PostMapping("/api/customer/wallet/request-withdrawal")
    @Answers(value = Requested.class, status = 201)
    ResponseEntity<Object> customer(
            @Valid @RequestBody CustomerRequest body, HttpServletRequest request, Principal user) {
        var account = new BankAccount(
                Names.clean(body.bankName()), body.bankCode(), body.accountNumber(), Names.clean(body.accountName()));
        // The fingerprint leaves out the PIN, which is stored nowhere.
        var once = idempotency.optional(
                request,
                201,
                body.amount(),
                account.bankName(),
                account.bankCode(),
                account.accountNumber(),
                account.accountName());
        return once.stored().orElseGet(() -> {
            pins.verify(user.getName(), body.pin());
            BankAccount checked = destinations.check(account, user.getName(), OwnerType.CUSTOMER);
            List<String> warnings = destinations.warnings(checked);
            return once.answer(() -> request(user, OwnerType.CUSTOMER, body.amount(), checked, warnings));
        });
    }

    private Requested request(
            Principal user, OwnerType type, String amount, BankAccount account, List<String> warnings) {
        Money wanted = amounts.parse(amount);
        Withdrawal withdrawal = requests.request(user.getName(), type, wanted, account, user.getName());
        return new Requested(
                true,
                "Withdrawal request of " + Amounts.spoken(wanted) + " is being processed. Reference: "
                        + withdrawal.reference(),
                withdrawal.reference(),
                withdrawal.payoutAmount().isEqual(wanted) ? null : Amounts.plain(withdrawal.payoutAmount()),
                warnings);
    }
}
