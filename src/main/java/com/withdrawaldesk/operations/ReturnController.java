package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import jakarta.validation.Valid;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where operations report that the bank sent a payout back, whoever made it: a provider, or people by hand. */
@RestController
@Limited(Limit.ACTIONS)
class ReturnController {

    private final WithdrawalFlow flow;

    ReturnController(WithdrawalFlow flow) {
        this.flow = flow;
    }

    /** @param amount what came back; all that was sent when it is not given */
    record Return(
            @Amount(required = false) String amount,

            @Text(max = 100, required = true, message = "Give the bank's reference of what came back.")
            String bankReference,

            @Text(max = 500, required = true, lines = true, message = "Say how you know, in at most {max} characters.")
            String reason) {}

    record Reported(boolean success, String message) {}

    @PostMapping("/api/admin/operations/withdrawals/{reference}/report-return")
    @Transactional
    public Reported report(@PathVariable String reference, @Valid @RequestBody Return body) {
        flow.reportReturn(reference, body.amount(), body.bankReference(), body.reason());
        return new Reported(
                true, "Nothing was booked yet: another person of operations has to confirm it in Tasklist.");
    }
}
