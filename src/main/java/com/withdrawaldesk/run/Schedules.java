package com.withdrawaldesk.run;

import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Map;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The schedules that vendors chose. */
@Component
@Transactional
class Schedules {

    private final JdbcClient jdbc;
    private final PaymentSettingsService settings;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Amounts amounts;
    private final Clock clock;

    Schedules(
            JdbcClient jdbc,
            PaymentSettingsService settings,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Amounts amounts,
            Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.amounts = amounts;
        this.clock = clock;
    }

    /** What the vendor chose; {@link Schedule#OFF} when nothing. */
    Schedule of(String vendorId) {
        return jdbc.sql("SELECT * FROM payout_schedule WHERE vendor_id = ?")
                .param(vendorId)
                .query((row, n) -> new Schedule(
                        Frequency.of(row.getString("frequency")),
                        row.getString("weekday"),
                        row.getString("day_of_month"),
                        money(row, "threshold_minor"),
                        money(row, "minimum_minor")))
                .optional()
                .orElse(Schedule.OFF);
    }

    private Money money(ResultSet row, String column) throws SQLException {
        long minor = row.getLong(column);
        return row.wasNull() ? null : amounts.ofMinor(minor);
    }

    /**
     * Saves the schedule and tells its owner, who may not be the one who changed it.
     *
     * @throws Refusal {@code payment_settings_missing}, unless it is switched off
     */
    void save(String vendorId, Schedule schedule) {
        if (schedule.frequency() != Frequency.OFF && settings.find(vendorId).isEmpty()) {
            throw new Refusal(Code.PAYMENT_SETTINGS_MISSING, "Save your bank account in your payment settings first.");
        }
        Map<String, String> before = of(vendorId).facts();
        jdbc.sql("""
                        INSERT INTO payout_schedule
                            (vendor_id, frequency, weekday, day_of_month, threshold_minor, minimum_minor, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (vendor_id) DO UPDATE SET frequency = excluded.frequency, weekday = excluded.weekday,
                            day_of_month = excluded.day_of_month, threshold_minor = excluded.threshold_minor,
                            minimum_minor = excluded.minimum_minor, updated_at = excluded.updated_at
                        """)
                .params(
                        vendorId,
                        schedule.frequency().value(),
                        schedule.weekday(),
                        schedule.dayOfMonth(),
                        minor(schedule.threshold()),
                        minor(schedule.minimum()),
                        OffsetDateTime.now(clock))
                .update();
        audit.record(Audit.Event.of("payout_schedule.changed", "payout_schedule", vendorId)
                .changed(before, schedule.facts()));
        notifications.tell(new Notice(
                Audience.person(vendorId),
                "payout_schedule.changed",
                wording.say("payout_schedule.changed.title"),
                wording.say("payout_schedule.changed.message", Map.of("when", schedule.spoken(wording))),
                "high",
                schedule.facts(),
                null,
                null));
    }

    private static Long minor(Money money) {
        return money == null ? null : Amounts.minor(money);
    }
}
