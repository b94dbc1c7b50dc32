package com.withdrawaldesk.wallet;

import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Text;
import jakarta.validation.Valid;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where admins freeze a wallet, and two of them let it go again. */
@RestController
@Limited(Limit.ACTIONS)
@RequestMapping("/api/admin/wallets/{owner}")
class FreezeController {

    private final Wallets wallets;
    private final Freezes freezes;
    private final TransactionTemplate transaction;

    FreezeController(Wallets wallets, Freezes freezes, TransactionTemplate transaction) {
        this.wallets = wallets;
        this.freezes = freezes;
        this.transaction = transaction;
    }

    /** @param reason the owner reads it */
    record Reason(
            @Text(
                    max = 500,
                    required = true,
                    lines = true,
                    message = "Say why, in at most {max} characters; the owner will read it.")
            String reason) {}

    record Standing(boolean success, String message, String owner, String status) {}

    @PostMapping("/freeze")
    Standing freeze(
            @PathVariable String owner,
            @RequestParam(name = "owner_type", required = false) String ownerType,
            @Valid @RequestBody Reason body) {
        transaction.executeWithoutResult(tx ->
                freezes.freeze(wallets.only(owner, ownerType), body.reason().strip()));
        return new Standing(
                true, "The wallet is frozen: nothing leaves it, and what comes back to it is kept.", owner, "frozen");
    }

    @PostMapping("/unfreeze")
    Standing unfreeze(
            @PathVariable String owner,
            @RequestParam(name = "owner_type", required = false) String ownerType,
            @Valid @RequestBody Reason body) {
        boolean lifted = Boolean.TRUE.equals(transaction.execute(tx ->
                freezes.unfreeze(wallets.only(owner, ownerType), body.reason().strip())));
        return lifted
                ? new Standing(true, "The wallet is active again. What waited goes on by itself.", owner, "active")
                : new Standing(
                        true,
                        "It stays frozen until another admin asks for the same within 24 hours.",
                        owner,
                        "frozen");
    }
}
