package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.api.Amount;
import com.withdrawaldesk.api.Idempotency;
import com.withdrawaldesk.api.Text;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.BankAccount;
import com.withdrawaldesk.withdrawal.PaymentSettingsService;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import java.util.function.Supplier;
import org.joda.money.Money;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where owners ask for their money. The PIN is checked before the transaction, so that no connection waits for the hash. */
@RestController
class RequestController {

    private static final String PIN_MESSAGE = "A payment PIN is exactly 4 digits, as a string.";

    private final WithdrawalRequests requests;
    private final PaymentSettingsService settings;
    private final PaymentPins pins;
    private final Amounts amounts;
    private final Idempotency idempotency;

    RequestController(
            WithdrawalRequests requests,
            PaymentSettingsService settings,
            PaymentPins pins,
            Amounts amounts,
            Idempotency idempotency) {
        this.requests = requests;
        this.settings = settings;
        this.pins = pins;
        this.amounts = amounts;
        this.idempotency = idempotency;
    }

    /** @param youReceive null when it is the whole amount */
    record Requested(boolean success, String message, String reference, String youReceive) {}

    record VendorRequest(
            @Amount String amount,

            @NotNull(message = PIN_MESSAGE) @Pattern(regexp = "[0-9]{4}", message = PIN_MESSAGE)
            String pin) {

        /** Without the PIN, so that a request can be logged. */
        @Override
        public String toString() {
            return "VendorRequest[amount=" + amount + "]";
        }
    }

    @PostMapping("/api/vendor/wallet/request-withdrawal")
    ResponseEntity<Object> vendor(@Valid @RequestBody VendorRequest body, HttpServletRequest request, Principal user) {
        var once = idempotency.optional(request, 201, body.amount());
        return request(once, user, body.pin(), OwnerType.VENDOR, body.amount(), () -> settings.of(user.getName()));
    }

    record CustomerRequest(
            @Amount String amount,

            @NotNull(message = PIN_MESSAGE) @Pattern(regexp = "[0-9]{4}", message = PIN_MESSAGE)
            String pin,

            @Text(max = 100, required = true, message = "Expected the bank's name, at most {max} characters.")
            String bankName,

            @Pattern(regexp = "[0-9A-Za-z-]{2,12}", message = "A bank code is 2 to 12 letters and digits.")
            String bankCode,

            @NotNull(message = "An account number is exactly 10 digits.")
            @Pattern(regexp = "[0-9]{10}", message = "An account number is exactly 10 digits.")
            String accountNumber,

            @Text(max = 100, required = true, message = "Expected the account's name, at most {max} characters.")
            String accountName) {

        /** Without PIN and account, so that a request can be logged. */
        @Override
        public String toString() {
            return "CustomerRequest[amount=" + amount + "]";
        }
    }

    @PostMapping("/api/customer/wallet/request-withdrawal")
    ResponseEntity<Object> customer(
            @Valid @RequestBody CustomerRequest body, HttpServletRequest request, Principal user) {
        var account = new BankAccount(
                body.bankName().strip(),
                body.bankCode(),
                body.accountNumber(),
                body.accountName().strip());
        // The fingerprint leaves out the PIN, which is stored nowhere.
        var once = idempotency.optional(
                request,
                201,
                body.amount(),
                account.bankName(),
                account.bankCode(),
                account.accountNumber(),
                account.accountName());
        return request(once, user, body.pin(), OwnerType.CUSTOMER, body.amount(), () -> account);
    }

    private ResponseEntity<Object> request(
            Idempotency.Once once,
            Principal user,
            String pin,
            OwnerType type,
            String amount,
            Supplier<BankAccount> account) {
        return once.stored().orElseGet(() -> {
            pins.verify(user.getName(), pin);
            return once.answer(() -> {
                Money wanted = amounts.parse(amount);
                Withdrawal withdrawal = requests.request(user.getName(), type, wanted, account.get(), user.getName());
                return new Requested(
                        true,
                        "Withdrawal request of " + Amounts.spoken(wanted) + " is being processed. Reference: "
                                + withdrawal.reference(),
                        withdrawal.reference(),
                        withdrawal.payoutAmount().isEqual(wanted) ? null : Amounts.plain(withdrawal.payoutAmount()));
            });
        });
    }
}
