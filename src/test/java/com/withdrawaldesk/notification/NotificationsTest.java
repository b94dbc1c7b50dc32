package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.support.DeskTest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class NotificationsTest {

    private static final Audience ADMINS = Audience.group("businessAdmins");

    @Autowired
    Notifications notifications;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    DataSource database;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    @Autowired
    Clock clock;

    @Autowired
    IdentityService identities;

    Cast cast;

    @BeforeEach
    void enter() {
        cast = new Cast(identities, jdbc);
    }

    @AfterEach
    void leave() {
        cast.close();
    }

    @Test
    void storesOneRowForAGroupHoweverManyBelongToIt() {
        for (int n = 0; n < 5; n++) {
            cast.add("manyadmin" + n, "businessAdmins");
        }

        tell(Notices.request(ADMINS));

        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void takesExactlyOneStatement() {
        List<String> statements = new ArrayList<>();
        DataSource watched = ProxyDataSourceBuilder.create(database)
                .afterQuery((execution, queries) -> queries.forEach(query -> statements.add(query.getQuery())))
                .build();
        var telling = new Notifications(JdbcClient.create(watched), json, clock, mock(LiveRelay.class));

        new TransactionTemplate(new DataSourceTransactionManager(watched))
                .executeWithoutResult(status -> telling.tell(Notices.request(ADMINS)));

        assertThat(statements).singleElement().asString().startsWith("INSERT INTO notification ");
    }

    @Test
    void tellsNothingWhenTheCallersWorkIsRolledBack() {
        var relay = mock(LiveRelay.class);
        var telling = new Notifications(jdbc, json, clock, relay);

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            telling.tell(Notices.request(ADMINS));
            status.setRollbackOnly();
        });

        assertThat(stored()).isZero();
        verify(relay, never()).pass(anyLong());
    }

    @Test
    void handsTheNoticeOnOnlyAfterTheCommit() {
        var relay = mock(LiveRelay.class);
        var telling = new Notifications(jdbc, json, clock, relay);

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            telling.tell(Notices.request(ADMINS));
            verify(relay, never()).pass(anyLong());
        });

        verify(relay)
                .pass(jdbc.sql("SELECT id FROM notification").query(Long.class).single());
    }

    @Test
    void refusesToTellOutsideATransaction() {
        assertThatThrownBy(() -> notifications.tell(Notices.request(ADMINS)))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void refusesLinksThatLeadAwayFromTheDesk() {
        for (String link : List.of("https://evil.example/", "//evil.example/", "/\\evil.example", "@evil.example")) {
            var notice = new Notice(ADMINS, "event", "title", "message", "normal", Map.of(), link, "Click");
            assertThatThrownBy(() -> tell(notice)).isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThat(stored()).isZero();
    }

    private void tell(Notice notice) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> notifications.tell(notice));
    }

    private long stored() {
        return jdbc.sql("SELECT count(*) FROM notification").query(Long.class).single();
    }
}
