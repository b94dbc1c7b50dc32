package com.withdrawaldesk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** However often strangers try, and from however many addresses, the trail says it in few rows. */
@DeskTest
class FailedLoginsTest {

    @Autowired
    FailedLogins failed;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    TransactionTemplate transaction;

    private long before;

    @BeforeEach
    void nothingIsCounted() {
        closeAll();
        before = jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void closeAll() {
        clock.advance(Duration.ofHours(2));
        transaction.executeWithoutResult(tx -> failed.close());
        clock.reset();
        Origin.set(null);
    }

    @Test
    void saysTheFirstAtOnceAndHowManyWhenTheHourIsOver() {
        for (int i = 0; i < 40; i++) {
            fail("admin1", "203.0.113.7");
        }
        assertThat(rows()).containsExactly("anonymous admin1 203.0.113.7 refused 1");

        clock.advance(Duration.ofMinutes(61));
        fail("admin1", "203.0.113.7");

        assertThat(rows())
                .containsExactly(
                        "anonymous admin1 203.0.113.7 refused 1",
                        "anonymous admin1 203.0.113.7 refused 40",
                        "anonymous admin1 203.0.113.7 refused 1");
    }

    @Test
    void keepsNoNameThatNobodyHas() {
        for (int i = 0; i < 30; i++) {
            fail(null, "203.0.113.7");
        }

        assertThat(rows()).containsExactly("anonymous - 203.0.113.7 refused 1");
    }

    @Test
    void countsManyAddressesTogether() {
        for (int i = 0; i < 300; i++) {
            fail("admin1", "2001:db8::" + Integer.toHexString(i));
        }

        assertThat(rows()).hasSize(FailedLogins.ADDRESSES + 1).last().isEqualTo("anonymous admin1 - refused 1");
        closeAll();
        assertThat(rows())
                .hasSize(FailedLogins.ADDRESSES + 2)
                .last()
                .isEqualTo("anonymous admin1 - refused " + (300 - FailedLogins.ADDRESSES));
    }

    @Test
    void countsEverythingTogetherWhereThereIsVeryMuch() {
        for (int i = 0; i < FailedLogins.PAIRS + 200; i++) {
            fail("vendor" + i, "203.0.113." + i % 250);
        }

        assertThat(rows()).hasSize(FailedLogins.PAIRS + 1).last().isEqualTo("anonymous - - refused 1");
        closeAll();
        assertThat(rows()).hasSize(FailedLogins.PAIRS + 2).last().isEqualTo("anonymous - - refused 200");
    }

    private void fail(String account, String address) {
        Origin.set(new Origin("anonymous", List.of(), address, "test", null));
        failed.count(account);
    }

    /** As {@code actor account address outcome count}. */
    private List<String> rows() {
        return jdbc.sql("""
                        SELECT concat_ws(' ', actor, coalesce(subject_id, '-'), coalesce(ip, '-'), outcome, after ->> 'failures')
                        FROM audit_event WHERE id > ? AND action = 'login.failed' ORDER BY id
                        """).param(before).query(String.class).list();
    }
}
