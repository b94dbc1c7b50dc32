package com.withdrawaldesk.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.start.Commands;
import com.withdrawaldesk.seal.AuditVerification.Finding;
import com.withdrawaldesk.seal.AuditVerification.Report;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Forger;
import com.withdrawaldesk.support.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/** The seals over the audit trail, and what a superuser of the database who switches all triggers off can hide from them. */
@DeskTest
@ExtendWith(OutputCaptureExtension.class)
class AuditChainTest {

    private static final String SECOND_KEY = "dGVzdCBrZXkgNCwgMzIgYnl0ZXMsIG5vdCBzZWNyZXQ=";

    private static final String INSERT = "INSERT INTO audit_event (actor, roles, action, subject_type, outcome)"
            + " VALUES ('anna', '', 'thing.done', 'thing', 'done')";

    /** Everything happens in the transaction of the forger, which is rolled back. */
    private static final TransactionTemplate DIRECT = new TransactionTemplate() {
        @Override
        public <T> T execute(TransactionCallback<T> action) {
            return action.doInTransaction(new SimpleTransactionStatus());
        }
    };

    @Autowired
    Audit audit;

    @Autowired
    AuditSeals seals;

    @Autowired
    AuditVerification verification;

    @Autowired
    AuditProperties settings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private long gap;
    private List<Long> rows;

    /** Three seals, in the middle one four rows and an id that was given out for nothing. */
    @BeforeEach
    void threeSeals() {
        record();
        seals.run();
        long before = lastId();
        record();
        record();
        transaction.executeWithoutResult(tx -> {
            record();
            gap = lastId();
            tx.setRollbackOnly();
        });
        record();
        record();
        seals.run();
        rows = jdbc.sql("SELECT id FROM audit_event WHERE id > ? ORDER BY id")
                .param(before)
                .query(Long.class)
                .list();
        record();
        seals.run();
    }

    private void record() {
        audit.record(Audit.Event.of("thing.done", "thing", UUID.randomUUID().toString())
                .changed(null, Map.of("number", 1)));
    }

    private long lastId() {
        return jdbc.sql("SELECT last_value FROM audit_event_id_seq")
                .query(Long.class)
                .single();
    }

    @Test
    void sealsAllThatIsCommitted() {
        Report report = whole(verification);

        assertThat(report.findings()).isEmpty();
        assertThat(report.to()).isEqualTo(verification.latest().seal());
        assertThat(report.rows())
                .isEqualTo(verification.latest().rows())
                .isEqualTo(jdbc.sql("SELECT count(*) FROM audit_event")
                        .query(Long.class)
                        .single());
        assertThat(verification.unsealed().rows()).isZero();
        assertThat(seals.unsealedSeconds()).isZero();
        assertThat(verification.missing(verification.latest().anchor())).isNull();
    }

    @Test
    void sealsNothingWhenThereIsNothingNew() {
        long seal = verification.latest().seal();

        seals.run();

        assertThat(verification.latest().seal()).isEqualTo(seal);
    }

    /** A row with a lower id that becomes visible later is sealed, too, and is no insertion. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForWhoeverDrewALowerIdAndHasNotEnded(boolean commits) throws SQLException {
        long sealed = verification.latest().rows();
        try (Connection slow = application()) {
            slow.setAutoCommit(false);
            slow.createStatement().execute(INSERT);
            record();

            seals.run();
            seals.run();
            assertThat(verification.latest().rows()).isEqualTo(sealed);
            assertThat(verification.unsealed().rows()).isOne();
            assertThat(seals.unsealedSeconds()).isPositive();

            if (commits) {
                slow.commit();
            } else {
                slow.rollback();
            }
            seals.run();
            assertThat(verification.latest().rows()).isEqualTo(sealed + (commits ? 2 : 1));
            assertThat(whole(verification).findings()).isEmpty();
        }
    }

    /** Whoever comes while the sealer waits does not make it wait longer. */
    @Test
    void isNotKeptWaitingByNewWriters() throws SQLException {
        long sealed = verification.latest().rows();
        try (Connection slow = application();
                Connection late = application()) {
            slow.setAutoCommit(false);
            late.setAutoCommit(false);
            slow.createStatement().execute(INSERT);
            seals.run();
            late.createStatement().execute(INSERT);
            slow.commit();

            seals.run();

            assertThat(verification.latest().rows()).isEqualTo(sealed + 1);
            late.commit();
        }
        seals.run();
        assertThat(verification.latest().rows()).isEqualTo(sealed + 2);
        assertThat(whole(verification).findings()).isEmpty();
    }

    @Test
    void sealsMuchInBatchesAndVerifiesItInParts() {
        long first = verification.latest().seal();
        jdbc.sql("INSERT INTO audit_event (actor, roles, action, subject_type, outcome)"
                        + " SELECT 'anna', '', 'thing.done', 'thing', 'done' FROM generate_series(1, 6500)")
                .update();
        seals.run();

        assertThat(verification.latest().seal()).isEqualTo(first + 7);
        Report part = verification.verify(first + 1, 1);
        assertThat(part.rows()).isEqualTo(5000);
        assertThat(part.to()).isEqualTo(first + 5);
        Report rest = verification.verify(part.next(), 1);
        assertThat(rest.rows()).isEqualTo(1500);
        assertThat(rest.next()).isNull();
        assertThat(rest.findings()).isEmpty();
    }

    @Test
    void saysWhichRowWasTamperedWithWhicheverColumnItIs() throws SQLException {
        List<String> changes = jdbc.sql("""
                        SELECT format('%I = ' || CASE WHEN atttypid = 'timestamptz'::regtype THEN '%1$I + interval ''1 microsecond'''
                            WHEN atttypid = 'jsonb'::regtype THEN 'CASE WHEN %1$I IS NULL THEN ''null''::jsonb END'
                            WHEN attname = 'outcome' THEN '''refused'''
                            ELSE 'CASE WHEN %1$I IS NULL THEN '''' ELSE %1$I || '' '' END' END, attname)
                        FROM pg_attribute
                        WHERE attrelid = 'audit_event'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'
                        """).query(String.class).list();
        assertThat(changes).hasSizeGreaterThanOrEqualTo(14);

        for (String change : changes) {
            assertThat(after(List.of("UPDATE audit_event SET " + change + " WHERE id = " + rows.get(1))))
                    .as(change)
                    .extracting(Finding::kind, Finding::row)
                    .containsExactly(tuple("row_changed", rows.get(1)));
        }
    }

    @Test
    void saysWhichSealWasTamperedWithWhicheverColumnItIs() throws SQLException {
        long seal = verification.latest().seal() - 1;
        for (String change : List.of(
                "at = at + interval '1 microsecond'",
                "last_id = last_id + 1",
                "row_count = row_count - 1",
                "total = total + 1",
                "entries = set_byte(entries, 7, get_byte(entries, 7) # 1)",
                "entries = substr(entries, 25), row_count = row_count - 1",
                "mac = set_byte(mac, 0, get_byte(mac, 0) # 1)")) {
            List<Finding> findings = after(List.of("UPDATE audit_seal SET " + change + " WHERE no = " + seal));

            assertThat(findings).as(change).anySatisfy(one -> {
                assertThat(one.kind()).isEqualTo("seal_changed");
                assertThat(one.seal()).isEqualTo(seal);
            });
            assertThat(findings.get(0).seal()).as(change).isEqualTo(seal);
        }
        for (String change : List.of("form = 2", "key_version = 9")) {
            assertThat(after(List.of("UPDATE audit_seal SET " + change + " WHERE no = " + seal))
                            .get(0)
                            .kind())
                    .isEqualTo("key_missing");
        }
    }

    @Test
    void namesTheFirstRowThatIsNotWhereItWas() throws SQLException {
        long first = rows.get(0);
        long second = rows.get(1);
        long third = rows.get(2);
        long seal = verification.latest().seal() - 1;
        String insert =
                "INSERT INTO audit_event (id, actor, roles, action, subject_type, outcome) OVERRIDING SYSTEM VALUE"
                        + " VALUES (%d, 'anna', '', 'thing.done', 'thing', 'done')";

        assertThat(first(insert.formatted(gap))).isEqualTo("row_inserted " + gap);
        assertThat(first(insert.formatted(-5))).isEqualTo("row_inserted -5");
        assertThat(first("DELETE FROM audit_event WHERE id = " + second)).isEqualTo("row_removed " + second);
        assertThat(first("DELETE FROM audit_event WHERE id = " + first)).isEqualTo("row_removed " + first);
        assertThat(first("DELETE FROM audit_event WHERE id IN (%d, %d)".formatted(third, second)))
                .isEqualTo("row_removed " + second);
        assertThat(first("UPDATE audit_event SET id = %d WHERE id = %d".formatted(gap, third)))
                .isEqualTo(gap < third ? "row_inserted " + gap : "row_removed " + third);
        assertThat(first(
                        "UPDATE audit_event SET id = -1 WHERE id = " + first,
                        "UPDATE audit_event SET id = %d WHERE id = %d".formatted(first, third),
                        "UPDATE audit_event SET id = %d WHERE id = -1".formatted(third)))
                .isEqualTo("row_reordered " + first);
        assertThat(first("DELETE FROM audit_seal WHERE no = " + seal)).startsWith("seals_removed ");
        assertThat(first(
                        "DELETE FROM audit_seal WHERE no = " + seal,
                        "DELETE FROM audit_event WHERE id IN (SELECT unnest(ARRAY%s))".formatted(rows)))
                .startsWith("seals_removed ");
        assertThat(first(
                        "DELETE FROM audit_seal WHERE no = " + seal,
                        "UPDATE audit_seal SET no = no - 1 WHERE no > " + seal,
                        "DELETE FROM audit_event WHERE id IN (SELECT unnest(ARRAY%s))".formatted(rows)))
                .startsWith("seal_changed ");
        assertThat(first(
                        "UPDATE audit_seal SET no = -1 WHERE no = " + seal,
                        "UPDATE audit_seal SET no = %d WHERE no = %d".formatted(seal, seal + 1),
                        "UPDATE audit_seal SET no = %d WHERE no = -1".formatted(seal + 1)))
                .isNotNull();
    }

    /** Both are whole in themselves. Only what somebody kept outside shows that there was more, or something else. */
    @Test
    void anAnchorShowsThatTheEndWasCutOffOrSealedAnew() throws SQLException {
        String anchor = verification.latest().anchor();
        long seal = verification.latest().seal();

        forged(
                List.of(
                        "DELETE FROM audit_seal WHERE no = " + seal,
                        "DELETE FROM audit_event WHERE id > " + rows.get(3)),
                forged -> {
                    assertThat(whole(forged).findings()).isEmpty();
                    assertThat(forged.missing(anchor).kind()).isEqualTo("end_removed");
                    assertThat(forged.missing(anchor).row()).isGreaterThan(rows.get(3));
                });
        forged(
                List.of("DELETE FROM audit_seal", "UPDATE audit_event SET actor = 'nobody' WHERE id = " + rows.get(1)),
                forged -> {
                    sealer.run();
                    assertThat(whole(forged).findings()).isEmpty();
                    assertThat(forged.missing(anchor).kind()).isIn("end_removed", "sealed_anew");
                });
        assertThatThrownBy(() -> verification.missing("57")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeNoticesThatASealItKnewIsGone() throws SQLException {
        forged(List.of(), forged -> {
            sealer.run();
            assertThat(sealer.lost()).isFalse();
            owner.sql("DELETE FROM audit_seal WHERE no = (SELECT max(no) FROM audit_seal)")
                    .update();
            sealer.run();
            assertThat(sealer.lost()).isTrue();
        });
    }

    /** Whether the database's clock was set back or the trigger was off while the row was written. */
    @Test
    void namesARowThatIsOlderThanTheSealBeforeIt() throws SQLException {
        forged(List.of(), forged -> {
            long row = owner.sql(INSERT.replace("(actor", "(at, actor").replace("VALUES (", "VALUES ('2020-01-01', ")
                            + " RETURNING id")
                    .query(Long.class)
                    .single();
            sealer.run();
            assertThat(whole(forged).findings())
                    .extracting(one -> one.kind() + " " + one.row())
                    .containsExactly("row_backdated " + row);
        });
    }

    /** As a command of the jar, which starts nothing of the desk but this. */
    @Test
    void theCommandVerifiesWithoutARunningDesk(CapturedOutput output) {
        Map<String, String> environment = Map.of(
                "desk.audit.keys.1", settings.keys().get(1),
                "DATABASE_URL",
                        "postgres://desk_app:desk_app@127.0.0.1:" + TestServers.POSTGRES.getPort() + "/postgres",
                "DESK_AUDIT_KEY", settings.keys().get(1));
        String anchor = verification.latest().anchor();

        assertThat(command(environment, "--verify-audit=" + anchor)).hasValue(0);
        assertThat(output).contains("The audit trail is as it was sealed: ", "anchor " + anchor);
        assertThat(command(environment, "--verify-audit=999999-" + "0".repeat(64)))
                .hasValue(1);
        assertThat(output).contains("end_removed").doesNotContain("\tat ");
        assertThat(command(environment, "--verify-audit=" + anchor.replace("-", "--")))
                .hasValue(1);
        assertThat(output).contains("An anchor is the number of a seal");
    }

    private static OptionalInt command(Map<String, String> environment, String argument) {
        environment.forEach(System::setProperty);
        try {
            return Commands.run(argument);
        } finally {
            environment.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void verifiesWhatAnOlderKeySealed() throws SQLException {
        var both = new AuditProperties(Map.of(1, settings.keys().get(1), 2, SECOND_KEY), Duration.ofSeconds(1));
        var newest = new AuditProperties(Map.of(2, SECOND_KEY), Duration.ofSeconds(1));
        forged(List.of(), forged -> {
            owner.sql(INSERT).update();
            new AuditSeals(owner, DIRECT, both.mac()).run();

            assertThat(whole(new AuditVerification(owner, both)).findings()).isEmpty();
            assertThat(whole(new AuditVerification(owner, newest))
                            .findings()
                            .get(0)
                            .kind())
                    .isEqualTo("key_missing");
            assertThat(whole(forged).findings()).extracting(Finding::kind).containsExactly("key_missing");
        });
    }

    private JdbcClient owner;
    private AuditSeals sealer;

    private interface Look {
        void at(AuditVerification forged);
    }

    private void forged(List<String> deeds, Look look) throws SQLException {
        try (Connection connection = Forger.connect()) {
            connection.setAutoCommit(false);
            owner = Forger.client(connection);
            owner.sql("ALTER TABLE audit_event DISABLE TRIGGER USER, ALTER id SET GENERATED BY DEFAULT")
                    .update();
            owner.sql("ALTER TABLE audit_seal DISABLE TRIGGER USER").update();
            owner.sql("ALTER TABLE audit_seal DROP CONSTRAINT IF EXISTS audit_seal_check")
                    .update();
            sealer = new AuditSeals(owner, DIRECT, settings.mac());
            deeds.forEach(deed -> assertThat(owner.sql(deed).update()).as(deed).isPositive());
            look.at(new AuditVerification(owner, settings));
            connection.rollback();
        }
    }

    private List<Finding> after(List<String> deeds) throws SQLException {
        var findings = new ArrayList<Finding>();
        forged(deeds, forged -> findings.addAll(whole(forged).findings()));
        return findings;
    }

    private String first(String... deeds) throws SQLException {
        return after(List.of(deeds)).stream()
                .findFirst()
                .map(one -> one.kind() + " " + one.row())
                .orElse(null);
    }

    private static Report whole(AuditVerification verification) {
        return verification.verify(1, Long.MAX_VALUE);
    }

    private static Connection application() throws SQLException {
        return DriverManager.getConnection(TestServers.url("postgres"), "desk_app", "desk_app");
    }
}
