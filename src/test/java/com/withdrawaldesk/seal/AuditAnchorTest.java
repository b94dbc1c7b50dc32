package com.withdrawaldesk.seal;

import static com.withdrawaldesk.support.Forger.forge;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What auditors are mailed each day. */
@DeskTest
class AuditAnchorTest {

    @Autowired
    AuditAnchor anchor;

    @Autowired
    AuditVerification verification;

    @Autowired
    Audit audit;

    @Autowired
    RecurringTask<Void> auditSealTask;

    @Autowired
    JdbcClient jdbc;

    private String subject;

    @BeforeEach
    void somethingSealed() {
        subject = UUID.randomUUID().toString();
        audit.record(Audit.Event.of("thing.done", "thing", subject));
        auditSealTask.execute(null, null);
    }

    private String told() {
        return jdbc.sql("""
                        SELECT concat_ws(' | ', audience_id, priority, title, message, metadata ->> 'anchor') FROM notification
                        WHERE event = 'audit.anchor' ORDER BY id DESC LIMIT 1
                        """).query(String.class).single();
    }

    @Test
    void isTheLatestSealWithTheResultOfVerifyingAllOfIt() {
        anchor.mail();

        var latest = verification.latest();
        assertThat(told())
                .startsWith(Groups.AUDITORS + " | normal | Audit trail: seal " + latest.seal())
                .contains(latest.rows() + " entries", "All were verified", latest.anchor());
        assertThat(verification.missing(latest.anchor())).isNull();
    }

    @Test
    void saysWhichEntryIsTheFirstThatWasTamperedWith() {
        long row = jdbc.sql("SELECT id FROM audit_event WHERE subject_id = ?")
                .param(subject)
                .query(Long.class)
                .single();
        forge("audit_event", "UPDATE audit_event SET actor = 'nobody' WHERE id = ?", row);
        try {
            anchor.mail();
        } finally {
            forge("audit_event", "UPDATE audit_event SET actor = 'system' WHERE id = ?", row);
        }

        assertThat(told())
                .startsWith(Groups.AUDITORS + " | high | The audit trail was tampered with")
                .contains("entry " + row + " is the first", "it was changed");
        anchor.mail();
        assertThat(told()).contains("normal");
    }
}
