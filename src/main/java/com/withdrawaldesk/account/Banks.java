package com.withdrawaldesk.account;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.ProviderUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The banks money can be sent to. The provider's list is kept for a day in memory and, for its outages, in the database,
 * which begins with the banks that everybody knows.
 */
@Component
class Banks {

    private static final Logger LOG = LoggerFactory.getLogger(Banks.class);
    private static final Duration GOOD_FOR = Duration.ofDays(1);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(5);

    private final BankDirectory directory;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile Kept kept;

    Banks(BankDirectory directory, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.directory = directory;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * @param provider whose list it is; null for the one to begin with
     * @param asOf when the provider gave it; null for the one to begin with
     * @param banks by name
     */
    record BankList(String provider, Instant asOf, List<Bank> banks) {

        /** The bank with this code; empty when it is not in the list. */
        Optional<Bank> find(String code) {
            return banks.stream().filter(bank -> bank.code().equals(code)).findFirst();
        }

        /** The code of the one bank with this name or everyday name; null when there is none or more than one. */
        String codeOf(String name) {
            List<Bank> exactly = banks.stream()
                    .filter(bank -> bank.name().equalsIgnoreCase(name))
                    .toList();
            List<Bank> found = !exactly.isEmpty()
                    ? exactly
                    : banks.stream()
                            .filter(bank -> BankNames.same(bank.name(), name))
                            .toList();
            return found.size() == 1 ? found.get(0).code() : null;
        }
    }

    private record Kept(BankList list, Instant until) {}

    /** The list as it is known; asks the provider when that was too long ago, and does without its answer when there is none. */
    BankList current() {
        Kept known = kept;
        return known != null && clock.instant().isBefore(known.until()) ? known.list() : renew();
    }

    /** The list as it was known last, without asking anybody, so that it can be read within a transaction. */
    BankList known() {
        Kept known = kept;
        return known != null ? known.list() : keep(stored(), Instant.MIN);
    }

    /** Whether the list is the provider's own, so that it cannot pay to a bank that is not in it. */
    boolean isOfProvider(BankList list) {
        return directory.provider().filter(name -> name.equals(list.provider())).isPresent();
    }

    private synchronized BankList renew() {
        Instant now = clock.instant();
        if (kept != null && now.isBefore(kept.until())) {
            return kept.list();
        }
        BankList stored = stored();
        if (isOfProvider(stored) && now.isBefore(stored.asOf().plus(GOOD_FOR))) {
            return keep(stored, stored.asOf().plus(GOOD_FOR));
        }
        return refresh().orElseGet(() -> keep(stored, now.plus(RETRY_AFTER)));
    }

    /** Takes over the provider's list; empty when it gives none. */
    Optional<BankList> refresh() {
        if (directory.provider().isEmpty()) {
            return Optional.empty();
        }
        var banks = new TreeMap<String, String>();
        try {
            // Some lists name a code twice.
            directory.banks().stream()
                    .filter(Banks::isUsable)
                    .forEach(bank -> banks.putIfAbsent(bank.code(), Names.clean(bank.name())));
        } catch (ProviderUnavailable unavailable) {
            LOG.warn("the bank list stays as it is: {}", unavailable.getMessage());
        }
        if (banks.isEmpty()) {
            return Optional.empty();
        }
        Timestamp now = Timestamp.from(clock.instant());
        transaction.executeWithoutResult(tx -> {
            jdbc.sql("""
                            INSERT INTO bank (code, name, provider, refreshed_at)
                            SELECT code, name, ?, ? FROM unnest(?::text[], ?::text[]) AS listed (code, name)
                            ON CONFLICT (code) DO UPDATE
                            SET name = excluded.name, provider = excluded.provider, refreshed_at = excluded.refreshed_at
                            """)
                    .params(
                            directory.provider().orElseThrow(),
                            now,
                            banks.keySet().toArray(String[]::new),
                            banks.values().toArray(String[]::new))
                    .update();
            jdbc.sql("DELETE FROM bank WHERE refreshed_at IS DISTINCT FROM ?")
                    .param(now)
                    .update();
        });
        BankList stored = stored();
        return Optional.of(keep(stored, stored.asOf().plus(GOOD_FOR)));
    }

    /** One strange bank does not cost the others. */
    private static boolean isUsable(Bank bank) {
        return bank.code() != null
                && bank.code().matches(BankCode.PATTERN)
                && bank.name() != null
                && Names.canBeSeen(bank.name())
                && !Names.turnsText(bank.name());
    }

    private BankList keep(BankList list, Instant until) {
        kept = new Kept(list, until);
        return list;
    }

    private BankList stored() {
        record Row(Bank bank, String provider, Instant refreshedAt) {}
        List<Row> rows = jdbc.sql("SELECT code, name, provider, refreshed_at FROM bank ORDER BY lower(name), code")
                .query((row, n) -> new Row(
                        new Bank(row.getString("code"), row.getString("name")),
                        row.getString("provider"),
                        instant(row, "refreshed_at")))
                .list();
        Row first = rows.get(0);
        return new BankList(
                first.provider(),
                first.refreshedAt(),
                rows.stream().map(Row::bank).toList());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    @Configuration(proxyBeanMethods = false)
    static class Schedule {

        @Bean
        RecurringTask<Void> bankListTask(Banks banks) {
            return Tasks.recurring("bank-list", FixedDelay.ofHours(12)).execute((task, context) -> banks.refresh());
        }
    }
}
