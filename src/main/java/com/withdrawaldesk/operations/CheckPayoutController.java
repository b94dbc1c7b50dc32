package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where operations have a provider asked now, rather than when its turn comes. */
@RestController
@Limited(Limit.ACTIONS)
class CheckPayoutController {

    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;

    CheckPayoutController(WithdrawalRepository withdrawals, WithdrawalFlow flow) {
        this.withdrawals = withdrawals;
        this.flow = flow;
    }

    record Asked(boolean success, String message) {}

    /** Asking twice is harmless: whoever asks, the provider's answer is what counts. */
    @PostMapping("/api/admin/operations/withdrawals/{reference}/check-payout")
    @Transactional
    public Asked check(@PathVariable String reference) {
        flow.checkPayout(withdrawals
                .find(reference)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal.")));
        return new Asked(true, "The provider is asked now. Its answer is here in a moment.");
    }
}
