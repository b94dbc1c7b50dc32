package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.api.Amount;
import com.withdrawaldesk.api.Answers;
import com.withdrawaldesk.api.Idempotency;
import com.withdrawaldesk.api.Text;
import com.withdrawaldesk.destination.AccountNumber;
import com.withdrawaldesk.destination.BankAccount;
import com.withdrawaldesk.destination.BankCode;
import com.withdrawaldesk.destination.Destinations;
import com.withdrawaldesk.destination.PaymentSettingsService;
import com.withdrawaldesk.language.Names;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.pin.PaymentPins;
import com.withdrawaldesk.pin.Pin;
import com.withdrawaldesk.throttle.Limit;
import com.withdrawaldesk.throttle.Limited;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
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

    record VendorRequest(@Amount String amount, @Pin String pin) {

        /** Without the PIN, so that a request can be logged. */
        @Override
        public String toString() {
            return "VendorRequest[amount=" + amount + "]";
        }
    }

    @PostMapping("/api/vendor/wallet/request-withdrawal")
    @Answers(value = Requested.class, status = 201)
    ResponseEntity<Object> vendor(@Valid @RequestBody VendorRequest body, HttpServletRequest request, Principal user) {
        var once = idempotency.optional(request, 201, body.amount());
        return once.stored().orElseGet(() -> {
            pins.verify(user.getName(), body.pin());
            return once.answer(() -> request(user, OwnerType.VENDOR, body.amount(), settings.of(user.getName()), null));
        });
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
