package com.withdrawaldesk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.withdrawaldesk.audit.Audit;
import java.sql.SQLException;
import org.hibernate.TransactionException;
import org.junit.jupiter.api.Test;
import org.springframework.orm.jpa.JpaSystemException;

class RestErrorsTest {

    private final RestErrors errors = new RestErrors(mock(Audit.class));

    @Test
    void asksToComeBackWhenTheConnectionWasLostInTheMiddleOfATransaction() {
        // The statement found the connection broken, so the pool closed it, and the rollback fails on that.
        var closed = new SQLException("Connection is closed");

        var answer = errors.other(new JpaSystemException(new TransactionException("Unable to rollback", closed)));

        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getHeaders().getFirst("Retry-After")).isNotNull();
    }

    @Test
    void takesOtherFaultsOfTheDatabaseForOurs() {
        var violated = new SQLException("duplicate key", "23505");

        var answer = errors.other(new JpaSystemException(new TransactionException("Unable to commit", violated)));

        assertThat(answer.getStatusCode().value()).isEqualTo(500);
    }
}
