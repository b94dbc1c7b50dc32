package com.withdrawaldesk.audit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;

class AuditOutageTest {

    @Test
    void letsARefusalReachTheClientWhenItCannotBeRecorded() {
        PlatformTransactionManager outage = mock();
        when(outage.getTransaction(any())).thenThrow(new CannotCreateTransactionException("no connection"));
        var audit = new Audit(mock(JdbcClient.class), new ObjectMapper(), outage);

        assertThatCode(() -> audit.recordRefused(Audit.Event.of("POST /api", "endpoint", "/api")))
                .doesNotThrowAnyException();
    }
}
