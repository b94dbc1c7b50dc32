package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.money.Amounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.joda.money.Money;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes a withdrawal's part of the audit trail, from which its timeline is read. */
@Component
class WithdrawalTrail {

    private static final Logger LOG = LoggerFactory.getLogger(WithdrawalTrail.class);

    private final Audit audit;

    WithdrawalTrail(Audit audit) {
        this.audit = audit;
    }

    void record(String action, Withdrawal withdrawal) {
        record(action, withdrawal, null);
    }

    /** @param reason in a person's words, or the provider's; null when none was given */
    void record(String action, Withdrawal withdrawal, String reason) {
        record(action, withdrawal, Map.of("status", withdrawal.stage().status().value()), reason);
    }

    /** @param dismissed the names of the findings that did not keep the approver from it */
    void recordApproved(String action, Withdrawal withdrawal, Set<String> dismissed, String notes) {
        var after = new LinkedHashMap<String, String>();
        after.put("status", withdrawal.stage().status().value());
        if (!dismissed.isEmpty()) {
            after.put("dismissed", String.join(", ", dismissed));
        }
        record(action, withdrawal, after, notes);
    }

    void record(String action, Withdrawal withdrawal, Map<String, String> after, String reason) {
        audit.record(event(action, withdrawal).changed(null, after).because(reason));
    }

    /** Records that the amount came back into the wallet, whose balance is now this. */
    void recordMoneyBack(String action, Withdrawal withdrawal, Money balance, String reason) {
        audit.record(event(action, withdrawal)
                .changed(
                        Map.of("balance", Amounts.plain(balance.minus(withdrawal.amount()))),
                        Map.of("balance", Amounts.plain(balance)))
                .because(reason));
    }

    /**
     * A line for whoever follows a withdrawal through the log, once the transaction has committed: neither money nor people.
     */
    static void log(String action, Withdrawal withdrawal) {
        String reference = withdrawal.reference();
        String stage = withdrawal.stage().value();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                LOG.info("withdrawal {}: {}, now {}", reference, action, stage);
            }
        });
    }

    private static Audit.Event event(String action, Withdrawal withdrawal) {
        log(action, withdrawal);
        return Audit.Event.of(action, "withdrawal", withdrawal.id().toString())
                .inProcess(withdrawal.processInstanceId());
    }
}
