package com.withdrawaldesk.audit;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts logins that failed, and records them so that no stranger floods the trail: the first of an account from an address at
 * once, and after an hour how many there were. Who comes from more addresses than a person has is counted together, and so is
 * everybody once there are very many.
 */
@Component
public class FailedLogins {

    private static final Logger LOG = LoggerFactory.getLogger(FailedLogins.class);
    private static final Duration WINDOW = Duration.ofHours(1);

    /** From how many addresses in an hour an account's failures are told apart. */
    static final int ADDRESSES = 20;

    /** How many pairs of account and address in an hour are told apart in all. */
    static final int PAIRS = 500;

    private static final String ELSEWHERE = "elsewhere";

    /** A name that nobody has may be a password in the wrong field, so it is not kept. */
    private static final String NOBODY = "";

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    FailedLogins(JdbcClient jdbc, Audit audit, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private record Closed(String account, String from, int failures, Instant since, Instant until) {}

    /**
     * Counts one from the address of the current request. Whoever is refused is told so even when it cannot be counted.
     *
     * @param account null when there is no such account, or no name was sent
     */
    public void count(String account) {
        try {
            ownTransaction.executeWithoutResult(
                    tx -> count(Objects.requireNonNullElse(account, NOBODY), clock.instant()));
        } catch (TransactionException | DataAccessException unreachable) {
            LOG.warn("failed login not recorded: {}", unreachable.toString());
        }
    }

    private void count(String account, Instant now) {
        String address = Objects.requireNonNullElse(Origin.current().ip(), ELSEWHERE);
        if (again(account, address, now)) {
            return;
        }
        close();
        long ofAccount = open("subject = :account", account, now);
        if (open("subject IS NOT NULL", account, now) >= PAIRS) {
            begin(NOBODY, ELSEWHERE, now);
        } else {
            begin(account, ofAccount >= ADDRESSES ? ELSEWHERE : address, now);
        }
    }

    private boolean again(String account, String from, Instant now) {
        return jdbc.sql("UPDATE audit_tally SET counted = counted + 1 WHERE key = :key AND until > :now")
                        .param("key", key(account, from))
                        .param("now", Timestamp.from(now))
                        .update()
                > 0;
    }

    private long open(String which, String account, Instant now) {
        return jdbc.sql("SELECT count(*) FROM audit_tally WHERE until > :now AND subject IS NOT NULL AND " + which)
                .param("account", account)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    private void begin(String account, String from, Instant now) {
        int counted = jdbc.sql("""
                        INSERT INTO audit_tally (key, subject, source, since, until) VALUES (:key, :account, :from, :now, :until)
                        ON CONFLICT (key) DO UPDATE SET counted = audit_tally.counted + 1
                        RETURNING counted
                        """)
                .param("key", key(account, from))
                .param("account", account)
                .param("from", from)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(now.plus(WINDOW)))
                .query(Integer.class)
                .single();
        if (counted == 1) {
            write(new Closed(account, from, 1, null, null), Origin.current());
        }
    }

    /** Records how many there were in each hour that is over. */
    void close() {
        List<Closed> over = jdbc.sql("""
                        DELETE FROM audit_tally WHERE subject IS NOT NULL AND until <= ?
                        RETURNING subject, source, counted, since, until
                        """)
                .param(Timestamp.from(clock.instant()))
                .query((row, n) -> new Closed(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getTimestamp(4).toInstant(),
                        row.getTimestamp(5).toInstant()))
                .list();
        for (Closed closed : over) {
            if (closed.failures() > 1) {
                write(closed, new Origin(UserIds.ANONYMOUS, List.of(), closed.from(), null, null));
            }
        }
    }

    private void write(Closed closed, Origin from) {
        var facts = new HashMap<String, String>();
        facts.put("failures", String.valueOf(closed.failures()));
        if (closed.since() != null) {
            facts.put("since", closed.since().toString());
            facts.put("until", closed.until().toString());
        }
        boolean elsewhere = closed.from().equals(ELSEWHERE);
        boolean nobody = closed.account().equals(NOBODY);
        var event = Audit.Event.of("login.failed", "user", nobody ? null : closed.account())
                .changed(null, facts)
                .because(elsewhere ? "from many addresses" : nobody ? "no such user" : null);
        Origin before = Origin.current();
        Origin.set(elsewhere ? new Origin(UserIds.ANONYMOUS, List.of(), null, null, null) : from);
        try {
            audit.write(event, "refused");
        } finally {
            Origin.set(before == Origin.SYSTEM ? null : before);
        }
    }

    private static String key(String account, String from) {
        return "login " + from + " " + account;
    }
}
