package com.withdrawaldesk.wallet;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.rights.Rights;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.person.Persons;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Freezes wallets, by one person, and lifts that, by two. A frozen wallet takes money in, refunds too, and lets none out; the
 * row of the wallet is what every debit, approval and sending locks, so none of them overtakes a freeze. All is for the current
 * user, who must be a business admin.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Freezes {

    /** How long one person's wish to lift it waits for a second one. */
    private static final Duration VALID_FOR = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final Rights rights;
    private final Persons persons;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Clock clock;

    Freezes(
            JdbcClient jdbc,
            Rights rights,
            Persons persons,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.rights = rights;
        this.persons = persons;
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.clock = clock;
    }

    private record Freeze(long id, String liftAskedBy, Instant liftAskedAt) {}

    /**
     * Freezes it, or keeps it frozen where somebody asked to lift that.
     *
     * @param reason the owner reads it
     * @throws Refusal {@code conflict} when it is frozen and nobody asked to lift that
     */
    void freeze(Wallet wallet, String reason) {
        String by = admin(wallet);
        if (lock(wallet).equals("frozen")) {
            keepFrozen(wallet, reason);
            return;
        }
        jdbc.sql("INSERT INTO wallet_freeze (wallet_id, reason, frozen_by, frozen_at) VALUES (?, ?, ?, ?)")
                .params(wallet.id(), reason, by, now())
                .update();
        move(wallet, "frozen");
        record("wallet.freeze_ordered", wallet, reason);
        tellOwner(wallet, "wallet.frozen", reason);
    }

    private void keepFrozen(Wallet wallet, String reason) {
        int asked = jdbc.sql("""
                        UPDATE wallet_freeze SET lift_reason = NULL, lift_asked_by = NULL, lift_asked_at = NULL
                        WHERE wallet_id = ? AND lifted_at IS NULL AND lift_asked_at IS NOT NULL
                        """).param(wallet.id()).update();
        if (asked == 0) {
            throw new Refusal(Code.CONFLICT, "This wallet is frozen already.");
        }
        record("wallet.freeze_kept", wallet, reason);
    }

    /**
     * Asks to lift it; when another person asked within a day, lifts it.
     *
     * @return whether it is lifted now
     * @throws Refusal {@code conflict} when it is not frozen, {@code second_person_required}
     */
    boolean unfreeze(Wallet wallet, String reason) {
        String by = admin(wallet);
        if (!lock(wallet).equals("frozen")) {
            throw new Refusal(Code.CONFLICT, "This wallet is not frozen.");
        }
        Freeze freeze = find(wallet).orElseGet(() -> frozenByHand(wallet));
        if (freeze.liftAskedAt() == null
                || !clock.instant().isBefore(freeze.liftAskedAt().plus(VALID_FOR))) {
            ask(wallet, freeze, by, reason);
            return false;
        }
        if (persons.same(by, freeze.liftAskedBy())) {
            throw new Refusal(Code.SECOND_PERSON_REQUIRED, "You asked to lift it, so somebody else has to confirm it.");
        }
        jdbc.sql("UPDATE wallet_freeze SET lifted_by = ?, lifted_at = ? WHERE id = ?")
                .params(by, now(), freeze.id())
                .update();
        move(wallet, "active");
        record("wallet.unfreeze_confirmed", wallet, reason);
        tellOwner(wallet, "wallet.unfrozen", reason);
        return true;
    }

    private void ask(Wallet wallet, Freeze freeze, String by, String reason) {
        jdbc.sql("UPDATE wallet_freeze SET lift_reason = ?, lift_asked_by = ?, lift_asked_at = ? WHERE id = ?")
                .params(reason, by, now(), freeze.id())
                .update();
        record("wallet.unfreeze_asked", wallet, reason);
        var values = Map.of("user", by, "owner", wallet.displayName(), "id", wallet.ownerId(), "reason", reason);
        notifications.tell(new Notice(
                Audience.group(Groups.BUSINESS_ADMINS),
                "wallet.unfreeze_asked",
                wording.say("wallet.unfreeze_asked.title", values),
                wording.say("wallet.unfreeze_asked.message", values),
                "high",
                Map.of("owner", wallet.ownerId(), "reason", reason),
                null,
                null));
    }

    /** By SQL, of which the audit trail knows. */
    private Freeze frozenByHand(Wallet wallet) {
        jdbc.sql(
                        "INSERT INTO wallet_freeze (wallet_id, reason, frozen_by, frozen_at) VALUES (?, 'by hand', 'database', ?)")
                .params(wallet.id(), now())
                .update();
        return find(wallet).orElseThrow();
    }

    private Optional<Freeze> find(Wallet wallet) {
        return jdbc.sql(
                        "SELECT id, lift_asked_by, lift_asked_at FROM wallet_freeze WHERE wallet_id = ? AND lifted_at IS NULL")
                .param(wallet.id())
                .query((row, n) -> new Freeze(
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3) == null ? null : row.getTimestamp(3).toInstant()))
                .optional();
    }

    /** Nobody stops or releases money of their own. */
    private String admin(Wallet wallet) {
        String user = Origin.current().user();
        if (!rights.isMember(user, Groups.BUSINESS_ADMINS)) {
            throw new Refusal(Code.FORBIDDEN, "Only members of " + Groups.BUSINESS_ADMINS + " may do this.");
        }
        if (persons.same(user, wallet.ownerId())) {
            throw new Refusal(Code.OWN_REQUEST, "This is your own wallet, so somebody else has to do this.");
        }
        return user;
    }

    private String lock(Wallet wallet) {
        return jdbc.sql("SELECT status FROM wallet WHERE id = ? FOR UPDATE")
                .param(wallet.id())
                .query(String.class)
                .single();
    }

    private void move(Wallet wallet, String status) {
        audit.announce();
        jdbc.sql("UPDATE wallet SET status = ? WHERE id = ?")
                .params(status, wallet.id())
                .update();
    }

    private void record(String action, Wallet wallet, String reason) {
        audit.record(Audit.Event.of(action, "wallet", wallet.id().toString())
                .changed(null, Map.of("owner", wallet.ownerId()))
                .because(reason));
    }

    private void tellOwner(Wallet wallet, String event, String reason) {
        var values = Map.of("reason", reason);
        notifications.tell(new Notice(
                Audience.person(wallet.ownerId()),
                event,
                wording.say(event + ".title", values),
                wording.say(event + ".message", values),
                "high",
                Map.of("reason", reason),
                null,
                null));
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
