package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.account.AccountNumber;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.account.BankCode;
import com.withdrawaldesk.account.Destinations;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import com.withdrawaldesk.withdrawal.Withdrawals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where the marketplace closes a wallet. All that is in it, however little, is asked for and reviewed like any other request. */
@RestController
@Unlimited("the marketplace's back end, once for each owner who leaves")
class CloseWalletController {

    private final Wallets wallets;
    private final WithdrawalRequests requests;
    private final PaymentSettingsService settings;
    private final Destinations destinations;
    private final Audit audit;
    private final Idempotency idempotency;

    CloseWalletController(
            Wallets wallets,
            WithdrawalRequests requests,
            PaymentSettingsService settings,
            Destinations destinations,
            Audit audit,
            Idempotency idempotency) {
        this.wallets = wallets;
        this.requests = requests;
        this.settings = settings;
        this.destinations = destinations;
        this.audit = audit;
        this.idempotency = idempotency;
    }

    /** The account is needed for what is left in a customer's wallet; a vendor is paid to the saved one. */
    record Closing(
            @Text(max = 200, required = true, message = "Say why, in at most {max} characters.")
            String reason,

            @Text(max = 100) String bankName,
            @BankCode(required = false) String bankCode,
            @AccountNumber(required = false) String accountNumber,
            @Text(max = 100) String accountName) {}

    /** @param reference of the withdrawal of what was left; null when nothing was */
    record Closed(boolean success, String message, String owner, String amount, String reference) {}

    @PostMapping("/api/platform/wallets/{owner}/close")
    @Answers(Closed.class)
    ResponseEntity<Object> close(
            @PathVariable String owner,
            @RequestParam(name = "owner_type", required = false) String ownerType,
            @Valid @RequestBody Closing body,
            HttpServletRequest request) {
        BankAccount given = body.accountNumber() == null || body.bankName() == null || body.accountName() == null
                ? null
                : new BankAccount(
                        body.bankName().strip(),
                        body.bankCode(),
                        body.accountNumber(),
                        body.accountName().strip());
        var once = idempotency.optional(request, 200, owner, ownerType, body);
        return once.stored().orElseGet(() -> {
            BankAccount checked = given == null ? null : destinations.check(given, owner, OwnerType.CUSTOMER);
            return once.answer(() -> close(wallets.only(owner, ownerType), body, checked));
        });
    }

    private Closed close(Wallet wallet, Closing body, BankAccount given) {
        if (wallet.balance().isNegative()) {
            throw Withdrawals.owes(wallet.balance());
        }
        Withdrawal rest = wallet.balance().isZero()
                ? null
                : requests.request(
                        wallet.ownerId(),
                        wallet.ownerType(),
                        wallet.balance(),
                        account(wallet, given),
                        Origin.current().user());
        boolean closed = wallets.close(wallet.id());
        if (!closed && rest == null) {
            throw new Refusal(Code.WALLET_CLOSED, "This wallet is closed, and nothing is in it.");
        }
        audit.record(Audit.Event.of("wallet.closed", "wallet", wallet.id().toString())
                .because(body.reason().strip()));
        return new Closed(
                true,
                rest == null
                        ? "The wallet is closed."
                        : "The wallet is closed. " + Amounts.spoken(rest.amount())
                                + " that was left waits for its review.",
                wallet.ownerId(),
                Amounts.plain(wallet.balance()),
                rest == null ? null : rest.reference());
    }

    private BankAccount account(Wallet wallet, BankAccount given) {
        if (wallet.ownerType() == OwnerType.VENDOR) {
            return settings.of(wallet.ownerId());
        }
        if (given == null) {
            throw new Refusal(
                    Code.PAYMENT_SETTINGS_MISSING,
                    "Give bank_name, account_number and account_name for what is left in it.");
        }
        return given;
    }
}
