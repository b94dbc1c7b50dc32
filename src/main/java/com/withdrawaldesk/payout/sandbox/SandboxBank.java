package com.withdrawaldesk.payout.sandbox;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.ActiveProvider;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutProperties;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.joda.money.Money;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pays everything after a few seconds, except that amounts ending in .01 fail, those ending in .02 stay unknown for a minute,
 * those ending in .03 come back after they were paid, and for those ending in .04 the balance is too low for a minute. What it
 * accepted is kept in the database, as a bank would keep it.
 */
@Configuration(proxyBeanMethods = false)
@ActiveProvider("sandbox")
class SandboxBank implements PayoutProvider {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private static final List<String> NAMES = List.of(
            "OKAFOR CHINEDU EMEKA",
            "BOOK SHOP ENTERPRISES",
            "DOE JOHN ADEWALE",
            "ADEYEMI OLUWASEUN",
            "BELLO AISHA",
            "EZE NGOZI",
            "IBRAHIM MUSA",
            "OKON EFFIONG",
            "DANJUMA FATIMA",
            "TECH STORE LTD");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Amounts amounts;
    private final Duration settlesAfter;

    SandboxBank(JdbcClient jdbc, Clock clock, Amounts amounts, PayoutProperties properties) {
        this.jdbc = jdbc;
        this.amounts = amounts;
        this.clock = clock;
        this.settlesAfter = properties.sandboxSettlesAfter();
    }

    private record Transfer(String reference, long amountMinor, Instant acceptedAt, int eventsTold) {

        long cents() {
            return amountMinor % 100;
        }
    }

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public Outcome send(PayoutOrder order) {
        if (Amounts.minor(order.amount()) % 100 == 4 && isShort(order.reference())) {
            return Outcome.of(Result.SHORT, "The sandbox's balance is too low for a minute (amounts ending in .04).");
        }
        jdbc.sql(
                        "INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(order.reference(), Amounts.minor(order.amount()), Timestamp.from(clock.instant()))
                .update();
        return check(order);
    }

    private boolean isShort(String reference) {
        Timestamp now = Timestamp.from(clock.instant());
        return jdbc.sql("""
                        INSERT INTO sandbox_shortage AS shortage (reference, since) VALUES (?, ?)
                        ON CONFLICT (reference) DO UPDATE SET since = shortage.since RETURNING since > ?
                        """)
                .params(reference, now, Timestamp.from(clock.instant().minus(A_MINUTE)))
                .query(Boolean.class)
                .single();
    }

    @Override
    public Outcome check(PayoutOrder order) {
        return jdbc.sql(
                        "SELECT reference, amount_minor, accepted_at, events_told FROM sandbox_transfer WHERE reference = ?")
                .param(order.reference())
                .query((row, n) -> state(read(row)))
                .optional()
                .orElse(Outcome.of(Result.NOT_FOUND, "The sandbox does not know this transfer."));
    }

    private Outcome state(Transfer transfer) {
        Duration age = Duration.between(transfer.acceptedAt(), clock.instant());
        if (transfer.cents() == 2 && age.compareTo(A_MINUTE) < 0) {
            return Outcome.of(Result.UNKNOWN, "The sandbox gives no answer for a minute (amounts ending in .02).");
        }
        if (age.compareTo(settlesAfter) < 0) {
            return new Outcome(
                    Result.ACCEPTED, "The sandbox has accepted the transfer.", null, transfer.reference(), null, null);
        }
        if (transfer.cents() == 1) {
            return Outcome.of(Result.FAILED, "The account is closed (amounts ending in .01).");
        }
        if (transfer.cents() == 3 && age.compareTo(settlesAfter.multipliedBy(3)) >= 0) {
            return Outcome.of(Result.REVERSED, "Returned by the receiving bank (amounts ending in .03).");
        }
        String reference = "SBX-" + transfer.reference().substring(3, 15).toUpperCase(Locale.ROOT);
        return new Outcome(Result.PAID, "The sandbox has paid.", reference, transfer.reference(), null, null);
    }

    @Override
    public Money balance() {
        return amounts.of(BigDecimal.valueOf(1_000_000_000));
    }

    /** Pays for nothing. */
    @Override
    public Money fee(Money amount) {
        return amount.minus(amount);
    }

    @Override
    public List<Bank> banks() {
        return List.of(
                new Bank("044", "Access Bank"),
                new Bank("058", "GTBank"),
                new Bank("057", "Zenith Bank"),
                new Bank("033", "United Bank For Africa"),
                new Bank("011", "First Bank of Nigeria"));
    }

    /**
     * Knows every account except those that begin with 000, and gives no answer for those that begin with 999. Whose account
     * it is follows from the last digit; 1, 2 and 9 are those of the demo's people.
     */
    @Override
    public Optional<String> accountName(String bankCode, String accountNumber) {
        if (accountNumber.startsWith("999")) {
            throw new ProviderUnavailable("The sandbox gives no answer (accounts beginning with 999).", false, null);
        }
        return accountNumber.startsWith("000")
                ? Optional.empty()
                : Optional.of(NAMES.get(accountNumber.charAt(9) - '0'));
    }

    @Override
    public Statement statement(LocalDate day) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        List<Transfer> transfers = jdbc.sql("""
                        SELECT reference, amount_minor, accepted_at, events_told FROM sandbox_transfer
                        WHERE accepted_at >= ? AND accepted_at < ? ORDER BY accepted_at
                        """)
                .params(Timestamp.from(from), Timestamp.from(from.plus(Duration.ofDays(1))))
                .query((row, n) -> read(row))
                .list();
        return new Statement(
                transfers.stream()
                        .map(transfer -> new Statement.Transfer(
                                transfer.reference(),
                                transfer.reference(),
                                transfer.amountMinor(),
                                null,
                                state(transfer).result(),
                                transfer.acceptedAt()))
                        .toList(),
                List.of());
    }

    /** Tells of settlements and reversals when they are due, as a provider's webhooks would. */
    @Bean
    RecurringTask<Void> sandboxEvents(PayoutHints hints) {
        return Tasks.recurring("sandbox-events", FixedDelay.ofSeconds(1)).execute((task, context) -> tell(hints));
    }

    /** The newest first, so that those which never have anything to say hold up nobody. */
    void tell(PayoutHints hints) {
        List<Transfer> untold = jdbc.sql("""
                        SELECT reference, amount_minor, accepted_at, events_told FROM sandbox_transfer
                        WHERE events_told < 2 AND accepted_at <= ? ORDER BY accepted_at DESC LIMIT 100
                        """)
                .param(Timestamp.from(clock.instant().minus(settlesAfter)))
                .query((row, n) -> read(row))
                .list();
        for (Transfer transfer : untold) {
            Result result = state(transfer).result();
            if (result == Result.REVERSED) {
                hints.heard(transfer.reference(), result);
                told(transfer, 2);
            } else if (transfer.eventsTold() == 0 && (result == Result.PAID || result == Result.FAILED)) {
                hints.heard(transfer.reference(), result);
                told(transfer, transfer.cents() == 3 ? 1 : 2);
            }
        }
    }

    private void told(Transfer transfer, int events) {
        jdbc.sql("UPDATE sandbox_transfer SET events_told = ? WHERE reference = ?")
                .params(events, transfer.reference())
                .update();
    }

    private static Transfer read(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Transfer(
                row.getString(1), row.getLong(2), row.getTimestamp(3).toInstant(), row.getInt(4));
    }
}
