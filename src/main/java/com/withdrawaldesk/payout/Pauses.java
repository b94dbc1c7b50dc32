package com.withdrawaldesk.payout;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The switch that keeps payouts from leaving: all of them, or those of one provider. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Pauses {

    /** Stands for every provider, and for transfers by hand. */
    static final String ALL = "all";

    private final JdbcClient jdbc;
    private final PayoutRepository attempts;
    private final Set<String> payers;
    private final Notifications notifications;
    private final Wording wording;
    private final Audit audit;
    private final Clock clock;

    Pauses(
            JdbcClient jdbc,
            PayoutRepository attempts,
            PayoutProperties properties,
            Notifications notifications,
            Wording wording,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.payers = new LinkedHashSet<>(properties.provider());
        payers.add(ProviderChoice.BY_HAND);
        this.notifications = notifications;
        this.wording = wording;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param provider {@code all}, or whose payouts are paused */
    record Pause(String provider, String reason, String pausedBy, Instant pausedAt) {}

    private void requireKnown(String provider) {
        if (!provider.equals(ALL) && !payers.contains(provider)) {
            throw new InvalidInput("provider", "unknown", "Expected all, or one of " + String.join(", ", payers) + ".");
        }
    }

    @Transactional(readOnly = true)
    public List<Pause> list() {
        return jdbc.sql("SELECT * FROM payout_pause ORDER BY paused_at, provider")
                .query((row, n) -> new Pause(
                        row.getString("provider"),
                        row.getString("reason"),
                        row.getString("paused_by"),
                        row.getTimestamp("paused_at").toInstant()))
                .list();
    }

    /**
     * From the commit on no payout begins to be sent. What begins at this moment is waited for.
     *
     * @throws Refusal {@code conflict} when it is paused already
     */
    void pause(String provider, String reason) {
        requireKnown(provider);
        // Whoever sends decides it under this lock.
        payers.stream().sorted().forEach(attempts::lockQueue);
        int added = jdbc.sql("""
                        INSERT INTO payout_pause (provider, reason, paused_by, paused_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """)
                .params(provider, reason, Origin.current().user(), Timestamp.from(clock.instant()))
                .update();
        changed(added, "paused", provider, reason);
    }

    /** @throws Refusal {@code conflict} when it is not paused */
    void resume(String provider, String reason) {
        requireKnown(provider);
        int gone = jdbc.sql("DELETE FROM payout_pause WHERE provider = ?")
                .param(provider)
                .update();
        changed(gone, "resumed", provider, reason);
    }

    private void changed(int rows, String what, String provider, String reason) {
        if (rows == 0) {
            throw new Refusal(Code.CONFLICT, "This is " + what + " already. Look again.")
                    .with("paused", list().stream().map(Pause::provider).collect(Collectors.toList()));
        }
        audit.record(Audit.Event.of("payouts." + what, "payouts", provider).because(reason));
        var values = Map.of("user", Origin.current().user(), "provider", provider, "reason", reason);
        String text = "payouts." + what + (provider.equals(ALL) ? ".all" : "");
        for (String group : List.of(Groups.BUSINESS_ADMINS, Groups.OPERATIONS)) {
            notifications.tell(new Notice(
                    Audience.group(group),
                    "payouts." + what,
                    wording.say(text + ".title", values),
                    wording.say(text + ".message", values),
                    "high",
                    Map.of("provider", provider, "reason", reason),
                    null,
                    null));
        }
    }
}
