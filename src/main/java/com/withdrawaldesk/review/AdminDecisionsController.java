package com.withdrawaldesk.review;

import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallets;
import com.withdrawaldesk.withdrawal.CurrentStaff;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import com.withdrawaldesk.withdrawal.Withdrawals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where admins decide without Tasklist; it completes the same user task. */
@RestController
@Limited(Limit.ACTIONS)
@RequestMapping("/api/admin/finance")
class AdminDecisionsController {

    private final WithdrawalRepository withdrawals;
    private final WithdrawalRequests requests;
    private final WithdrawalFlow flow;
    private final PaymentSettingsService settings;
    private final Wallets wallets;
    private final CurrentStaff staff;
    private final Amounts amounts;
    private final Idempotency idempotency;

    AdminDecisionsController(
            WithdrawalRepository withdrawals,
            WithdrawalRequests requests,
            WithdrawalFlow flow,
            PaymentSettingsService settings,
            Wallets wallets,
            CurrentStaff staff,
            Amounts amounts,
            Idempotency idempotency) {
        this.withdrawals = withdrawals;
        this.requests = requests;
        this.flow = flow;
        this.settings = settings;
        this.wallets = wallets;
        this.staff = staff;
        this.amounts = amounts;
        this.idempotency = idempotency;
    }

    record Approval(
            @Text(max = 64) String withdrawalId,
            @Text(max = 64) String reference,
            @Text(max = 500, lines = true) String notes) {}

    @PostMapping("/approve-withdrawal")
    @Answers(Decided.class)
    ResponseEntity<Object> approve(@Valid @RequestBody Approval body, HttpServletRequest request) {
        return decide(
                blankToNull(body.withdrawalId()),
                blankToNull(body.reference()),
                new Verdict(true, null, blankToNull(body.notes())),
                request);
    }

    record Rejection(
            @Text(max = 64) String withdrawalId,
            @Text(max = 64) String reference,

            @Text(
                    max = 500,
                    required = true,
                    lines = true,
                    message = "Say why, in at most {max} characters; the requester will read it.")
            String reason) {}

    @PostMapping("/reject-withdrawal")
    @Answers(Decided.class)
    ResponseEntity<Object> reject(@Valid @RequestBody Rejection body, HttpServletRequest request) {
        return decide(
                blankToNull(body.withdrawalId()),
                blankToNull(body.reference()),
                new Verdict(false, body.reason().strip(), null),
                request);
    }

    record Decided(boolean success, String message, UUID withdrawalId, String reference, String status, String stage) {}

    private ResponseEntity<Object> decide(String id, String reference, Verdict verdict, HttpServletRequest request) {
        if ((id == null) == (reference == null)) {
            throw new InvalidInput("withdrawal_id", "required", "Give either withdrawal_id or reference.");
        }
        return idempotency.optional(request, 200, id, reference, verdict).answer(() -> {
            Withdrawal withdrawal = (id == null ? withdrawals.lockIfAny(reference) : lock(id))
                    .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
            flow.decide(withdrawal, verdict);
            return new Decided(
                    true,
                    message(withdrawal),
                    withdrawal.id(),
                    withdrawal.reference(),
                    withdrawal.stage().status().value(),
                    withdrawal.stage().value());
        });
    }

    private static String message(Withdrawal withdrawal) {
        String what = "Withdrawal " + withdrawal.reference() + " of " + Amounts.spoken(withdrawal.amount());
        return switch (withdrawal.stage()) {
            case REJECTED -> what + " was rejected and refunded.";
            case SECOND_REVIEW -> what + " was approved; a second admin has to confirm it.";
            default -> what + " was approved and is being paid.";
        };
    }

    private Optional<Withdrawal> lock(String id) {
        try {
            return withdrawals.lock(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    record Payout(
            @Text(max = 64, required = true, message = "Expected the vendor's user id.")
            String vendor,

            @Amount(required = false) String amount) {}

    record Triggered(boolean success, String message, UUID withdrawalId, String reference, String amount) {}

    /** Starts a withdrawal for a vendor, who is paid to the saved account. Whoever starts it cannot review it. */
    @PostMapping("/trigger-payout")
    @Answers(value = Triggered.class, status = 201)
    ResponseEntity<Object> trigger(@Valid @RequestBody Payout body, HttpServletRequest request) {
        return idempotency.optional(request, 201, body.vendor(), body.amount()).answer(() -> {
            String admin = staff.memberOf(Groups.BUSINESS_ADMINS);
            Money available = wallets.of(body.vendor(), OwnerType.VENDOR).balance();
            Money amount = body.amount() == null ? available : amounts.parse(body.amount());
            if (amount.isNegative()) {
                throw Withdrawals.owes(amount);
            }
            if (amount.isZero()) {
                throw new Refusal(Code.NOTHING_TO_PAY, "The vendor's wallet is empty.");
            }
            Withdrawal withdrawal =
                    requests.request(body.vendor(), OwnerType.VENDOR, amount, settings.of(body.vendor()), admin);
            return new Triggered(
                    true,
                    "Payout of " + Amounts.spoken(amount) + " to " + Names.isolated(withdrawal.requesterName())
                            + " waits for another admin's review. Reference: " + withdrawal.reference(),
                    withdrawal.id(),
                    withdrawal.reference(),
                    Amounts.plain(amount));
        });
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
