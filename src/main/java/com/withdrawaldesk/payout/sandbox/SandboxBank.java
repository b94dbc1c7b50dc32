package com.withdrawaldesk.payout.sandbox;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutProperties;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.PayoutState;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pays everything after a few seconds, except that amounts ending in .01 fail, those ending in .02 stay unknown for a minute,
 * and those ending in .03 come back after they were paid. What it accepted is kept in the database, as a bank would keep it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "desk.payout.provider", havingValue = "sandbox")
class SandboxBank implements PayoutProvider {

    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration settlesAfter;

    SandboxBank(JdbcClient jdbc, Clock clock, PayoutProperties properties) {
        this.jdbc = jdbc;
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
        jdbc.sql(
                        "INSERT INTO sandbox_transfer (reference, amount_minor, accepted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(order.reference(), Amounts.minor(order.amount()), Timestamp.from(clock.instant()))
                .update();
        return check(order);
    }

    @Override
    public Outcome check(PayoutOrder order) {
        return jdbc.sql(
                        "SELECT reference, amount_minor, accepted_at, events_told FROM sandbox_transfer WHERE reference = ?")
                .param(order.reference())
                .query((row, n) -> state(read(row)))
                .optional()
                .orElse(Outcome.of(PayoutState.UNKNOWN, "The sandbox does not know this transfer."));
    }

    private Outcome state(Transfer transfer) {
        Duration age = Duration.between(transfer.acceptedAt(), clock.instant());
        if (transfer.cents() == 2 && age.compareTo(UNKNOWN_FOR) < 0) {
            return Outcome.of(PayoutState.UNKNOWN, "The sandbox gives no answer for a minute (amounts ending in .02).");
        }
        if (age.compareTo(settlesAfter) < 0) {
            return Outcome.of(PayoutState.SENT, "The sandbox has accepted the transfer.");
        }
        if (transfer.cents() == 1) {
            return Outcome.of(PayoutState.FAILED, "The account is closed (amounts ending in .01).");
        }
        if (transfer.cents() == 3 && age.compareTo(settlesAfter.multipliedBy(3)) >= 0) {
            return Outcome.of(PayoutState.REVERSED, "Returned by the receiving bank (amounts ending in .03).");
        }
        return new Outcome(
                PayoutState.PAID,
                "The sandbox has paid.",
                "SBX-" + transfer.reference().substring(3, 15).toUpperCase(Locale.ROOT));
    }

    /** Tells of settlements and reversals when they are due, as a provider's webhooks would. */
    @Bean
    RecurringTask<Void> sandboxEvents(PayoutHints hints) {
        return Tasks.recurring("sandbox-events", FixedDelay.ofSeconds(1)).execute((task, context) -> tell(hints));
    }

    void tell(PayoutHints hints) {
        List<Transfer> untold = jdbc.sql("""
                        SELECT reference, amount_minor, accepted_at, events_told FROM sandbox_transfer
                        WHERE events_told < 2 AND accepted_at <= ? ORDER BY accepted_at LIMIT 100
                        """)
                .param(Timestamp.from(clock.instant().minus(settlesAfter)))
                .query((row, n) -> read(row))
                .list();
        for (Transfer transfer : untold) {
            PayoutState state = state(transfer).state();
            if (state == PayoutState.REVERSED) {
                hints.sentBack(transfer.reference());
                told(transfer, 2);
            } else if (transfer.eventsTold() == 0 && state != PayoutState.UNKNOWN && state != PayoutState.SENT) {
                hints.resultReceived(transfer.reference());
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
