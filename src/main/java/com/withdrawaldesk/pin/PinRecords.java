package com.withdrawaldesk.pin;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code payment_pin}. Whatever changes in it is audited and told in the same transaction. */
@Component
@Transactional
class PinRecords {

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Notifications notifications;
    private final Wording wording;
    private final Clock clock;

    PinRecords(JdbcClient jdbc, Audit audit, Notifications notifications, Wording wording, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.notifications = notifications;
        this.wording = wording;
        this.clock = clock;
    }

    /**
     * Spends an attempt, and locks the PIN as if the attempt were wrong already, in one statement: the next one finds
     * the lock even when this one is never judged.
     *
     * @throws Refusal {@code pin_locked} or {@code pin_not_set}
     */
    Attempt count(String userId) {
        OffsetDateTime now = now();
        return jdbc.sql("""
                        UPDATE payment_pin
                        SET attempts = attempts + 1,
                            locked_until = CASE attempts + 1
                                WHEN 1 THEN NULL
                                WHEN 2 THEN NULL
                                WHEN 3 THEN :now + interval '1 minute'
                                WHEN 4 THEN :now + interval '5 minutes'
                                WHEN 10 THEN NULL
                                ELSE :now + interval '30 minutes' END
                        WHERE user_id = :user AND attempts < 10 AND (locked_until IS NULL OR locked_until <= :now)
                        RETURNING *
                        """)
                .param("now", now)
                .param("user", userId)
                .query((row, n) -> new Attempt(userId, tries(row), sealed(row)))
                .optional()
                .orElseThrow(() -> uncountable(userId, now));
    }

    private Refusal uncountable(String userId, OffsetDateTime now) {
        // A lock that was lifted a moment ago has no end any more; it ends now.
        return jdbc.sql("""
                        SELECT attempts, CASE WHEN attempts < 10 THEN coalesce(locked_until, :now) END AS locked_until
                        FROM payment_pin WHERE user_id = :user
                        """)
                .param("now", now)
                .param("user", userId)
                .query((row, n) -> tries(row).locked(now.toInstant()))
                .optional()
                .orElseGet(() -> new Refusal(Code.PIN_NOT_SET, "There is no payment PIN yet. Set one first."));
    }

    /** Tells of the lock that an attempt brought about, now that it is known to be wrong. */
    void tellLocked(Attempt attempt) {
        Tries tries = attempt.tries();
        audit.record(Audit.Event.of("payment_pin.locked", "payment_pin", attempt.userId())
                .changed(null, Map.of("attempts", tries.count())));
        tell(
                attempt.userId(),
                "pin.locked",
                "pin.locked",
                Map.of("count", tries.count(), "how_long", tries.howLong(clock.instant(), wording)),
                "high");
    }

    /** Forgets the attempts, unless one was counted after this: a success must not wipe guesses made beside it. */
    void clear(Attempt attempt) {
        jdbc.sql("""
                        UPDATE payment_pin SET attempts = 0, locked_until = NULL
                        WHERE user_id = ? AND sealed = ? AND attempts = ?
                        """)
                .params(
                        attempt.userId(),
                        attempt.stored().sealed(),
                        attempt.tries().count())
                .update();
    }

    /**
     * Stores the same PIN, or a new one, in place of the one that was tried.
     *
     * @return false when that one is not there any more
     */
    boolean reseal(Attempt attempt, SealedPin pin) {
        return jdbc.sql("""
                                UPDATE payment_pin
                                SET sealed = ?, salt = ?, algorithm = ?, iterations = ?, key_version = ?
                                WHERE user_id = ? AND sealed = ?
                                """)
                        .params(
                                pin.sealed(),
                                pin.salt(),
                                pin.algorithm(),
                                pin.iterations(),
                                pin.keyVersion(),
                                attempt.userId(),
                                attempt.stored().sealed())
                        .update()
                == 1;
    }

    void insert(String userId, SealedPin pin) {
        int inserted = jdbc.sql("""
                        INSERT INTO payment_pin (user_id, sealed, salt, algorithm, iterations, key_version, changed_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """)
                .params(userId, pin.sealed(), pin.salt(), pin.algorithm(), pin.iterations(), pin.keyVersion(), now())
                .update();
        if (inserted == 0) {
            throw overtaken();
        }
        audit.record(Audit.Event.of("payment_pin.set", "payment_pin", userId));
        tell(userId, "pin.changed", "pin.changed.set", Map.of(), "normal");
    }

    /** Changes the PIN. Attempts made at the old one say nothing about the new one and are forgotten. */
    void change(Attempt attempt, SealedPin pin) {
        if (!reseal(attempt, pin)) {
            throw overtaken();
        }
        String userId = attempt.userId();
        jdbc.sql("UPDATE payment_pin SET attempts = 0, locked_until = NULL, changed_at = ? WHERE user_id = ?")
                .params(now(), userId)
                .update();
        audit.record(Audit.Event.of("payment_pin.changed", "payment_pin", userId));
        tell(userId, "pin.changed", "pin.changed", Map.of(), "normal");
    }

    void remove(String userId, String reason) {
        if (jdbc.sql("DELETE FROM payment_pin WHERE user_id = ?").param(userId).update() == 0) {
            throw new Refusal(Code.PIN_NOT_SET, "This user has no payment PIN.");
        }
        audit.record(Audit.Event.of("payment_pin.reset", "payment_pin", userId).because(reason));
        tell(userId, "pin.reset", "pin.reset", Map.of(), "normal");
    }

    @Transactional(readOnly = true)
    boolean exists(String userId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM payment_pin WHERE user_id = ?)")
                .param(userId)
                .query(Boolean.class)
                .single();
    }

    private void tell(String userId, String event, String text, Map<String, ?> values, String priority) {
        notifications.tell(new Notice(
                Audience.person(userId),
                event,
                wording.say(text + ".title", values),
                wording.say(text + ".message", values),
                priority,
                Map.of(),
                null,
                null));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Refusal overtaken() {
        return new Refusal(Code.CONFLICT, "The payment PIN was set or changed at the same moment.");
    }

    private static Tries tries(ResultSet row) throws SQLException {
        OffsetDateTime lockedUntil = row.getObject("locked_until", OffsetDateTime.class);
        return new Tries(row.getInt("attempts"), lockedUntil == null ? null : lockedUntil.toInstant());
    }

    private static SealedPin sealed(ResultSet row) throws SQLException {
        return new SealedPin(
                row.getBytes("sealed"),
                row.getBytes("salt"),
                row.getString("algorithm"),
                row.getInt("iterations"),
                row.getInt("key_version"));
    }
}
