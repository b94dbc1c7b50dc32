package com.withdrawaldesk.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** E-mails to write: made from notices, claimed in batches, and settled one by one. Any number of nodes may share it. */
@Component
public class MailQueue {

    private final JdbcClient jdbc;
    private final Told.Rows rows;
    private final TransactionTemplate transaction;
    private final Directory directory;
    private final NotificationProperties.Mail settings;
    private final Clock clock;

    MailQueue(
            JdbcClient jdbc,
            Told.Rows rows,
            PlatformTransactionManager transactions,
            Directory directory,
            NotificationProperties settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.transaction = new TransactionTemplate(transactions);
        this.directory = directory;
        this.settings = settings.mail();
        this.clock = clock;
    }

    /**
     * One e-mail to one person.
     *
     * @param attempts made, the one now under way included
     */
    record Due(long id, Told told, Directory.Person to, int attempts) {}

    /**
     * What is not delivered.
     *
     * @param pending notices not yet fanned out, and e-mails not yet delivered
     * @param oldest age of the oldest of these; zero when there is none
     * @param givenUp e-mails that will not be tried again
     */
    record Backlog(long pending, Duration oldest, long givenUp) {}

    /** Makes an e-mail for each person of the audience of each of the oldest new notices; false when none was new. */
    boolean fanOut() {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            // The weaker lock: a read mark may refer to the row meanwhile.
            List<Told> fresh =
                    jdbc.sql("""
                            SELECT * FROM notification WHERE fanned_out_at IS NULL ORDER BY id LIMIT ?
                            FOR NO KEY UPDATE SKIP LOCKED
                            """).param(settings.batchSize()).query(rows).list();
            Map<Audience, List<Directory.Person>> people = new HashMap<>();
            fresh.forEach(
                    told -> address(told, people.computeIfAbsent(told.notice().audience(), directory::persons)));
            jdbc.sql("UPDATE notification SET fanned_out_at = ? WHERE id = ANY (?)")
                    .params(now(), fresh.stream().map(Told::id).toArray(Long[]::new))
                    .update();
            return !fresh.isEmpty();
        }));
    }

    private void address(Told told, List<Directory.Person> audience) {
        List<Directory.Person> people =
                audience.stream().filter(person -> person.email() != null).toList();
        jdbc.sql("""
                        INSERT INTO notification_delivery (notification_id, channel, next_attempt_at,
                                                           recipient, recipient_name, address)
                        SELECT ?, 'email', ?, * FROM unnest(?::text[], ?::text[], ?::text[])
                        ON CONFLICT DO NOTHING
                        """)
                .params(
                        told.id(),
                        now(),
                        people.stream().map(Directory.Person::userId).toArray(String[]::new),
                        people.stream().map(Directory.Person::name).toArray(String[]::new),
                        people.stream().map(Directory.Person::email).toArray(String[]::new))
                .update();
    }

    /** Takes a batch of what is due. Until the claim ends nobody else takes it; if this node dies, somebody does then. */
    List<Due> claim() {
        return jdbc.sql("""
                        WITH due AS (
                            SELECT id FROM notification_delivery WHERE state = 'pending' AND next_attempt_at <= ?
                            ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED)
                        UPDATE notification_delivery d SET attempts = attempts + 1, next_attempt_at = ?
                        FROM due, notification n WHERE d.id = due.id AND n.id = d.notification_id
                        RETURNING d.id AS delivery_id, d.recipient, d.recipient_name, d.address, d.attempts, n.*
                        """)
                .params(now(), settings.batchSize(), now().plus(settings.claimDuration()))
                .query((row, n) -> new Due(
                        row.getLong("delivery_id"),
                        rows.mapRow(row, n),
                        new Directory.Person(
                                row.getString("recipient"), row.getString("recipient_name"), row.getString("address")),
                        row.getInt("attempts")))
                .list();
    }

    void delivered(Due due) {
        jdbc.sql("""
                        UPDATE notification_delivery SET state = 'delivered', delivered_at = ?, next_attempt_at = NULL
                        WHERE id = ? AND state <> 'delivered'
                        """).params(now(), due.id()).update();
    }

    void retry(Due due, String error) {
        // By its number the attempt is still the last: the claim did not run out and nobody took it over.
        jdbc.sql("""
                        UPDATE notification_delivery SET next_attempt_at = ?, last_error = ?
                        WHERE id = ? AND state = 'pending' AND attempts = ?
                        """)
                .params(now().plus(settings.delayAfter(due.attempts())), error, due.id(), due.attempts())
                .update();
    }

    void giveUp(Due due, String error) {
        jdbc.sql("""
                        UPDATE notification_delivery SET state = 'given_up', next_attempt_at = NULL, last_error = ?
                        WHERE id = ? AND state = 'pending' AND attempts = ?
                        """).params(error, due.id(), due.attempts()).update();
    }

    /** Begins anew with what was given up; false when it is none of these any more. */
    public boolean resend(long id) {
        return jdbc.sql("""
                        UPDATE notification_delivery SET state = 'pending', attempts = 0, next_attempt_at = ?
                        WHERE id = ? AND state = 'given_up'
                        """).params(now(), id).update() == 1;
    }

    Backlog backlog() {
        return jdbc.sql("""
                        WITH pending AS (
                            SELECT created_at FROM notification WHERE fanned_out_at IS NULL
                            UNION ALL
                            SELECT n.created_at FROM notification_delivery d JOIN notification n ON n.id = d.notification_id
                            WHERE d.state = 'pending')
                        SELECT count(*) AS pending, min(created_at) AS oldest,
                               (SELECT count(*) FROM notification_delivery WHERE state = 'given_up') AS given_up
                        FROM pending
                        """)
                .query((row, n) -> new Backlog(
                        row.getLong("pending"),
                        age(row.getObject("oldest", OffsetDateTime.class)),
                        row.getLong("given_up")))
                .single();
    }

    private Duration age(OffsetDateTime since) {
        return since == null ? Duration.ZERO : Duration.of(since.until(now(), ChronoUnit.SECONDS), ChronoUnit.SECONDS);
    }

    private OffsetDateTime now() {
        return OffsetDateTime.now(clock);
    }
}
