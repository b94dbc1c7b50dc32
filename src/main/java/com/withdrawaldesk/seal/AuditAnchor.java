package com.withdrawaldesk.seal;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.seal.AuditVerification.Finding;
import com.withdrawaldesk.seal.AuditVerification.Latest;
import com.withdrawaldesk.seal.AuditVerification.Report;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Verifies the whole audit trail each day, and mails the auditors what it found and the anchor. Their mailboxes are out of the
 * reach of whoever has the database.
 */
@Component
class AuditAnchor {

    private static final Logger LOG = LoggerFactory.getLogger(AuditAnchor.class);
    private static final long BATCH = 100_000;

    private final AuditVerification verification;
    private final Notifications notifications;
    private final Wording wording;
    private final TransactionTemplate transaction;

    AuditAnchor(
            AuditVerification verification,
            Notifications notifications,
            Wording wording,
            TransactionTemplate transaction) {
        this.verification = verification;
        this.notifications = notifications;
        this.wording = wording;
        this.transaction = transaction;
    }

    void mail() {
        // Read first, so that all of it is verified.
        Latest latest = verification.latest();
        if (latest.seal() == 0) {
            return;
        }
        Finding first = null;
        for (Long next = 1L; next != null && first == null; ) {
            Report report = verification.verify(next, BATCH);
            first = report.intact() ? null : report.findings().get(0);
            next = report.next();
        }
        if (first != null) {
            LOG.error("violated: the audit trail is not as it was sealed: {} row {}", first.kind(), first.row());
        }
        tell(first == null ? "audit.anchor" : "audit.anchor.broken", first, latest);
    }

    private void tell(String kind, Finding first, Latest latest) {
        var values = new HashMap<String, Object>();
        values.put("seal", latest.seal());
        values.put("rows", latest.rows());
        values.put("time", wording.time(latest.at()));
        values.put("anchor", latest.anchor());
        if (first != null) {
            values.put("row", first.row());
            values.put("found", wording.say("audit.finding." + first.kind()));
        }
        transaction.executeWithoutResult(tx -> notifications.tell(new Notice(
                Audience.group(Groups.AUDITORS),
                "audit.anchor",
                wording.say(kind + ".title", values),
                wording.say(kind + ".message", values),
                first == null ? "normal" : "high",
                Map.of("seal", String.valueOf(latest.seal()), "anchor", latest.anchor()),
                null,
                null)));
    }

    @Configuration(proxyBeanMethods = false)
    static class Schedule {

        @Bean
        RecurringTask<Void> auditAnchorTask(AuditAnchor anchor, @Value("${desk.audit.anchor-at:05:30}") LocalTime at) {
            return Tasks.recurring("audit-anchor", Schedules.daily(ZoneOffset.UTC, at))
                    .execute((task, context) -> anchor.mail());
        }
    }
}
