package com.withdrawaldesk.account;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where vendors want to be paid. */
@Component
@Transactional
public class PaymentSettingsService {

    private final JdbcClient jdbc;
    private final DestinationProperties properties;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Clock clock;

    PaymentSettingsService(
            JdbcClient jdbc,
            DestinationProperties properties,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A saved account.
     *
     * @param withdrawalsFrom until then nothing is paid to it, because it was changed; null when it never was
     */
    public record Saved(BankAccount account, Instant updatedAt, Instant withdrawalsFrom) {

        boolean coolsOffAt(Instant now) {
            return withdrawalsFrom != null && now.isBefore(withdrawalsFrom);
        }
    }

    /**
     * The account the vendor can be paid to now.
     *
     * @throws Refusal {@code payment_settings_missing}; {@code cooling_off} for some time after a change; {@code
     *     account_not_found} when the bank turned out not to have it
     */
    public BankAccount of(String vendorId) {
        Saved saved = find(vendorId)
                .orElseThrow(() -> new Refusal(
                        Code.PAYMENT_SETTINGS_MISSING, "Save your bank account in your payment settings first."));
        Instant now = clock.instant();
        if (saved.coolsOffAt(now)) {
            throw new Refusal(
                            Code.COOLING_OFF,
                            "The bank account was changed. To protect your money, nothing is paid to it before "
                                    + wording.in(Locale.ENGLISH).time(saved.withdrawalsFrom()) + ".")
                    .with("resets_at", saved.withdrawalsFrom())
                    .retryAfter(Duration.between(now, saved.withdrawalsFrom()));
        }
        NameCheck check = saved.account().nameCheck();
        if (check != null && check.noSuchAccount()) {
            throw Destinations.noSuchAccount();
        }
        return saved.account();
    }

    /** Empty when nothing is saved. */
    public Optional<Saved> find(String vendorId) {
        return select(vendorId, "");
    }

    /**
     * Saves the account and tells its owner, who may not be the one who changed it. Another account than before cools off
     * first; the first one, and the same one under another name, do not.
     */
    public Saved save(String vendorId, BankAccount account) {
        Instant now = clock.instant();
        // Whoever saves at the same moment waits here, so that one of two first accounts is a change of the other.
        Saved before = insert(vendorId, account, now)
                ? null
                : select(vendorId, "FOR UPDATE").orElseThrow();
        Saved after = before == null ? new Saved(account, now, null) : changed(before, account, now);
        if (before != null) {
            update(vendorId, after);
        }
        Audit.Event saved = Audit.Event.of("payment_settings.changed", "payment_settings", vendorId);
        audit.record(
                before == null
                        ? saved.changed(null, Map.of("account", account.toString()))
                        // Two accounts may look alike, as the trail has only the end of their numbers.
                        : saved.changed(
                                Map.of("account", before.account().toString()),
                                Map.of(
                                        "account",
                                        account.toString(),
                                        "other_account",
                                        !before.account().isSamePlaceAs(account))));
        if (after.coolsOffAt(now)) {
            var values = Map.of("account", account, "time", wording.time(after.withdrawalsFrom()));
            tell(vendorId, "payment_settings.changed", "payment_settings.changed.later", values, account);
        } else {
            tell(vendorId, "payment_settings.changed", "payment_settings.changed", Map.of("account", account), account);
        }
        return after;
    }

    private Saved changed(Saved before, BankAccount account, Instant now) {
        if (!before.account().isSamePlaceAs(account)) {
            return new Saved(account, now, now.plus(properties.coolingOff()));
        }
        // What the bank said before holds when it does not answer now.
        NameCheck check = account.nameCheck() == null ? before.account().nameCheck() : account.nameCheck();
        return new Saved(account.with(check), now, before.withdrawalsFrom());
    }

    /**
     * Keeps what the bank said later, unless another account was saved or a name was found meanwhile. A missing one is told to
     * its owner, once.
     */
    void verified(String vendorId, String bankCode, String accountNumber, NameCheck check) {
        boolean knownBefore = select(vendorId, "FOR UPDATE")
                .filter(saved -> saved.account().nameCheck() != null)
                .isPresent();
        int kept = jdbc.sql("""
                        UPDATE payment_settings SET resolved_name = ?, resolved_at = ?, name_match = ?
                        WHERE vendor_id = ? AND bank_code = ? AND account_number = ? AND resolved_name IS NULL
                        """)
                .params(
                        check.resolvedName(),
                        Timestamp.from(check.resolvedAt()),
                        check.nameMatch(),
                        vendorId,
                        bankCode,
                        accountNumber)
                .update();
        if (kept == 1 && !knownBefore && check.noSuchAccount()) {
            BankAccount account = find(vendorId).orElseThrow().account();
            tell(
                    vendorId,
                    "payment_settings.account_not_found",
                    "payment_settings.account_not_found",
                    Map.of("account", account),
                    account);
        }
    }

    private void tell(String vendorId, String event, String text, Map<String, ?> values, BankAccount account) {
        notifications.tell(new Notice(
                Audience.person(vendorId),
                event,
                wording.say(text + ".title", values),
                wording.say(text + ".message", values),
                "high",
                Map.of("account", account.toString()),
                null,
                null));
    }

    private boolean insert(String vendorId, BankAccount account, Instant now) {
        return jdbc.sql("""
                        INSERT INTO payment_settings (vendor_id, bank_name, bank_code, account_number, account_name,
                                                      resolved_name, resolved_at, name_match, updated_at)
                        VALUES (:vendor, :bankName, :bankCode, :number, :name, :resolvedName, :resolvedAt, :match, :now)
                        ON CONFLICT DO NOTHING
                        """).params(columns(vendorId, account, now)).update() == 1;
    }

    private void update(String vendorId, Saved saved) {
        jdbc.sql("""
                        UPDATE payment_settings
                        SET bank_name = :bankName, bank_code = :bankCode, account_number = :number, account_name = :name,
                            resolved_name = :resolvedName, resolved_at = :resolvedAt, name_match = :match,
                            updated_at = :now, withdrawals_from = :from
                        WHERE vendor_id = :vendor
                        """)
                .params(columns(vendorId, saved.account(), saved.updatedAt()))
                .param("from", timestamp(saved.withdrawalsFrom()))
                .update();
    }

    private static Map<String, Object> columns(String vendorId, BankAccount account, Instant now) {
        var columns = new HashMap<String, Object>();
        NameCheck check = account.nameCheck();
        columns.put("vendor", vendorId);
        columns.put("bankName", account.bankName());
        columns.put("bankCode", account.bankCode());
        columns.put("number", account.accountNumber());
        columns.put("name", account.accountName());
        columns.put("resolvedName", check == null ? null : check.resolvedName());
        columns.put("resolvedAt", check == null ? null : timestamp(check.resolvedAt()));
        columns.put("match", check == null ? null : check.nameMatch());
        columns.put("now", timestamp(now));
        return columns;
    }

    private Optional<Saved> select(String vendorId, String lock) {
        return jdbc.sql("SELECT * FROM payment_settings WHERE vendor_id = ? " + lock)
                .param(vendorId)
                .query((row, n) -> new Saved(
                        new BankAccount(
                                row.getString("bank_name"),
                                row.getString("bank_code"),
                                row.getString("account_number"),
                                row.getString("account_name"),
                                nameCheck(row)),
                        instant(row, "updated_at"),
                        instant(row, "withdrawals_from")))
                .optional();
    }

    private static NameCheck nameCheck(ResultSet row) throws SQLException {
        Instant at = instant(row, "resolved_at");
        return at == null ? null : new NameCheck(row.getString("resolved_name"), at, row.getInt("name_match"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
