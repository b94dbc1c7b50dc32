package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.fee.Quote;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Wallet;
import com.withdrawaldesk.wallet.Wallets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import org.joda.money.Money;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes requests. The withdrawal, its process up to the review and the debit are one transaction: the caller's. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class WithdrawalRequests {

    /** Who initiates the withdrawals of a payout run: no user, so any admin may review them. */
    public static final String RUN = UserIds.PAYOUT_RUN;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private final Wallets wallets;
    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;
    private final Fees fees;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    WithdrawalRequests(
            Wallets wallets,
            WithdrawalRepository withdrawals,
            WithdrawalFlow flow,
            Fees fees,
            Audit audit,
            Clock clock) {
        this.wallets = wallets;
        this.withdrawals = withdrawals;
        this.flow = flow;
        this.fees = fees;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Requests the amount from the owner's wallet.
     *
     * @param initiatedBy the owner, or the admin who starts it for them and may then not review it
     * @throws com.withdrawaldesk.base.refusal.Refusal when a rule forbids it; nothing is left behind then
     */
    public Withdrawal request(String ownerId, OwnerType type, Money amount, BankAccount account, String initiatedBy) {
        Wallet wallet = wallets.of(ownerId, type);
        Quote quote = fees.quote(type, amount);
        var withdrawal =
                new Withdrawal(newReference(), wallet, amount, quote.payout(), account, initiatedBy, clock.instant());
        withdrawals.add(withdrawal);
        flow.start(withdrawal);
        fees.keep(withdrawal.id(), quote);
        var after = new LinkedHashMap<String, String>();
        after.put("reference", withdrawal.reference());
        after.put("amount", Amounts.plain(amount));
        after.put("account", account.toString());
        after.put("status", withdrawal.stage().status().value());
        WithdrawalTrail.log("withdrawal.requested", withdrawal);
        audit.record(Audit.Event.of(
                        "withdrawal.requested", "withdrawal", withdrawal.id().toString())
                .changed(null, after)
                .inProcess(withdrawal.processInstanceId()));
        return withdrawal;
    }

    private String newReference() {
        var reference = new StringBuilder("WTH-");
        for (int i = 0; i < 12; i++) {
            reference.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return reference.toString();
    }
}
