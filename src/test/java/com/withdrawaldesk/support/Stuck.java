package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What stands still until operations do something about it. */
@TestComponent
public class Stuck {

    private final Interruption interruption;
    private final ManagementService management;
    private final Notifications notifications;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    Stuck(
            Interruption interruption,
            ManagementService management,
            Notifications notifications,
            TransactionTemplate transaction,
            JdbcClient jdbc) {
        this.interruption = interruption;
        this.management = management;
        this.notifications = notifications;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /** Leaves nothing of it behind for other tests. */
    public void forget() {
        interruption.forget();
        jdbc.sql("DELETE FROM notification_delivery WHERE state = 'given_up'").update();
    }

    /** An approved withdrawal whose payout failed on its last try; returns the id of the incident. */
    public String incident(Withdrawal withdrawal) {
        for (int tries = 0; tries < 2; tries++) {
            Job send = management
                    .createJobQuery()
                    .processInstanceId(withdrawal.processInstanceId())
                    .singleResult();
            management.setJobRetries(send.getId(), 1);
            interruption.failAt("serviceTask_sendPayout", "start");
            try {
                management.executeJob(send.getId());
            } catch (RuntimeException injected) {
                assertThat(injected).hasMessageContaining("injected");
            }
        }
        return jdbc.sql("SELECT id_ FROM act_ru_incident WHERE proc_inst_id_ = ?")
                .param(withdrawal.processInstanceId())
                .query(String.class)
                .single();
    }

    /** An e-mail to this person that was given up; returns its id. */
    public long email(String user, String title) {
        transaction.executeWithoutResult(tx -> notifications.tell(new Notice(
                Audience.person(user), "test.given_up", title, "A message.", "normal", Map.of(), null, null)));
        return jdbc.sql("""
                        WITH told AS (
                            UPDATE notification SET fanned_out_at = created_at WHERE title = ? RETURNING id)
                        INSERT INTO notification_delivery (notification_id, recipient, recipient_name, channel, address, state,
                                                           attempts, last_error)
                        SELECT id, ?, 'Somebody', 'email', ?, 'given_up', 8, '550 5.1.1 no such user' FROM told
                        RETURNING id
                        """)
                .params(title, user, user + "@example.com")
                .query(Long.class)
                .single();
    }
}
