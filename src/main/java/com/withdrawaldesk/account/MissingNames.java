package com.withdrawaldesk.account;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.payout.NotFoundForNow;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks again for the names of accounts that were taken while the bank gave no answer, and once a day for those that it did not
 * know. Where its words say to try again, only the same answer over about an hour is believed.
 */
@Component
class MissingNames {

    private static final int AT_ONCE = 20;

    /** The time between two questions doubles from one minute, so that these many take an hour. */
    private static final int BELIEVED = 7;

    private static final Duration KNOWN_NOT_TO_EXIST = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final PaymentSettingsService settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    MissingNames(
            JdbcClient jdbc,
            Destinations destinations,
            PaymentSettingsService settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** An account without a check: saved by this vendor, or given with this withdrawal. */
    private record Missing(String vendor, String withdrawal, String bankCode, String accountNumber, String owner) {}

    /** Asks for some of them, in no order, so that one that is never answered does not keep the others waiting. */
    void lookUp(int atOnce) {
        if (!destinations.canLookUp()) {
            return;
        }
        List<Missing> missing = jdbc.sql("""
                        SELECT missing.* FROM (
                            SELECT s.vendor_id AS vendor, NULL AS withdrawal, s.bank_code, s.account_number,
                                   coalesce(w.display_name, s.account_name) AS owner
                            FROM payment_settings s
                            LEFT JOIN wallet w ON w.owner_id = s.vendor_id AND w.owner_type = 'vendor'
                            WHERE (s.resolved_at IS NULL OR s.resolved_name IS NULL AND s.resolved_at < :before)
                              AND s.bank_code IS NOT NULL
                            UNION ALL
                            SELECT NULL, id::text, bank_code, account_number, requester_name FROM withdrawal
                            WHERE ended_at IS NULL AND stage IN ('in_review', 'second_review')
                              AND resolved_at IS NULL AND bank_code IS NOT NULL) missing
                        LEFT JOIN account_doubt USING (bank_code, account_number)
                        WHERE ask_at IS NULL OR ask_at <= :now
                        ORDER BY random() LIMIT :atOnce
                        """)
                .param("before", Timestamp.from(clock.instant().minus(KNOWN_NOT_TO_EXIST)))
                .param("now", Timestamp.from(clock.instant()))
                .param("atOnce", atOnce)
                .query(Missing.class)
                .list();
        missing.forEach(
                one -> answer(one).ifPresent(check -> transaction.executeWithoutResult(tx -> keep(one, check))));
    }

    private Optional<NameCheck> answer(Missing one) {
        try {
            return destinations.lookUp(one.bankCode(), one.accountNumber(), one.owner());
        } catch (NotFoundForNow doubt) {
            return doubted(one) < BELIEVED ? Optional.empty() : Optional.of(new NameCheck(null, clock.instant(), 0));
        }
    }

    /** Counts the doubt, and says when to ask again. */
    private int doubted(Missing one) {
        return jdbc.sql("""
                        INSERT INTO account_doubt AS d (bank_code, account_number, answers, ask_at)
                        VALUES (:bank, :account, 1, CAST(:now AS timestamptz) + interval '1 minute')
                        ON CONFLICT (bank_code, account_number) DO UPDATE SET answers = d.answers + 1,
                            ask_at = CAST(:now AS timestamptz) + least(interval '1 minute' * 2 ^ least(d.answers, 12), interval '1 day')
                        RETURNING answers
                        """)
                .param("bank", one.bankCode())
                .param("account", one.accountNumber())
                .param("now", Timestamp.from(clock.instant()))
                .query(Integer.class)
                .single();
    }

    private void keep(Missing missing, NameCheck check) {
        if (!check.noSuchAccount()) {
            jdbc.sql("DELETE FROM account_doubt WHERE bank_code = ? AND account_number = ?")
                    .params(missing.bankCode(), missing.accountNumber())
                    .update();
        }
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
