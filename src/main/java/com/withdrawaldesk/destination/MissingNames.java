package com.withdrawaldesk.destination;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks again for the names of accounts that were taken while the bank gave no answer. */
@Component
class MissingNames {

    private static final int AT_ONCE = 20;

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final PaymentSettingsService settings;
    private final TransactionTemplate transaction;

    MissingNames(
            JdbcClient jdbc,
            Destinations destinations,
            PaymentSettingsService settings,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.settings = settings;
        this.transaction = transaction;
    }

    /** An account without a check: saved by this vendor, or given with this withdrawal. */
    private record Missing(String vendor, String withdrawal, String bankCode, String accountNumber, String owner) {}

    /** Asks for some of them, in no order, so that one that is never answered does not keep the others waiting. */
    void lookUp(int atOnce) {
        if (!destinations.canLookUp()) {
            return;
        }
        List<Missing> missing = jdbc.sql("""
                        SELECT * FROM (
                            SELECT s.vendor_id AS vendor, NULL AS withdrawal, s.bank_code, s.account_number,
                                   coalesce(w.display_name, s.account_name) AS owner
                            FROM payment_settings s
                            LEFT JOIN wallet w ON w.owner_id = s.vendor_id AND w.owner_type = 'vendor'
                            WHERE s.resolved_at IS NULL AND s.bank_code IS NOT NULL
                            UNION ALL
                            SELECT NULL, id::text, bank_code, account_number, requester_name FROM withdrawal
                            WHERE ended_at IS NULL AND stage IN ('in_review', 'second_review')
                              AND resolved_at IS NULL AND bank_code IS NOT NULL) missing
                        ORDER BY random() LIMIT ?
                        """).param(atOnce).query(Missing.class).list();
        missing.forEach(one -> destinations
                .lookUp(one.bankCode(), one.accountNumber(), one.owner())
                .ifPresent(check -> transaction.executeWithoutResult(tx -> keep(one, check))));
    }

    private void keep(Missing missing, NameCheck check) {
        if (missing.vendor() != null) {
            settings.verified(missing.vendor(), missing.bankCode(), missing.accountNumber(), check);
        } else {
            jdbc.sql("UPDATE withdrawal SET resolved_name = ?, resolved_at = ?, name_match = ?"
                            + " WHERE id = ?::uuid AND resolved_at IS NULL")
                    .params(
                            check.resolvedName(),
                            Timestamp.from(check.resolvedAt()),
                            check.nameMatch(),
                            missing.withdrawal())
                    .update();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Schedule {

        @Bean
        RecurringTask<Void> missingNamesTask(MissingNames names) {
            return Tasks.recurring("missing-account-names", FixedDelay.ofMinutes(1))
                    .execute((task, context) -> names.lookUp(AT_ONCE));
        }
    }
}
