package com.withdrawaldesk.base.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.standaloneSetup;

import com.withdrawaldesk.audit.Audit;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.List;
import org.apache.catalina.connector.ClientAbortException;
import org.hibernate.TransactionException;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

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

    /** Clients of the owner's document send no key, and a second request would move money a second time. */
    @Test
    void doesNotSayThatNothingWasDoneWhenTheCommitWasNotAnswered() {
        var lost = new SQLException("An I/O error occurred", "08006");

        for (Exception cause : List.of(
                new JpaSystemException(new TransactionException("Unable to commit against JDBC Connection", lost)),
                new TransactionSystemException("Could not commit JPA transaction", lost))) {
            var answer = cause instanceof TransactionSystemException ? errors.unavailable(cause) : errors.other(cause);

            assertThat(answer.getStatusCode().value()).isEqualTo(503);
            assertThat(answer.getBody().toString())
                    .contains("does not know whether this was done")
                    .doesNotContain("half done");
        }
    }

    @Test
    void takesOtherFaultsOfTheDatabaseForOurs() {
        var violated = new SQLException("duplicate key", "23505");

        var answer = errors.other(new JpaSystemException(new TransactionException("Unable to commit", violated)));

        assertThat(answer.getStatusCode().value()).isEqualTo(500);
    }

    /** As when a page is closed while it waits for two hundred decisions, all of which are made. */
    @Test
    void takesNothingForAFaultWhenWhoeverAskedHasLeft() throws Exception {
        standaloneSetup(new Abandoned())
                .setControllerAdvice(errors)
                .build()
                .perform(get("/"))
                .andExpect(status().isOk())
                .andExpect(content().string(""));
    }

    /** As when somebody asks for a large file and reads none of it: strangers would fill the log. */
    @Test
    void takesNothingForAFaultWhenWhoeverAskedDoesNotRead() {
        var silent = new ClientAbortException(new SocketTimeoutException());

        assertThat(errors.other(new HttpMessageNotWritableException("cut off", silent)))
                .isNull();
    }

    @RestController
    static class Abandoned {

        @GetMapping("/")
        void answer() throws IOException {
            throw new AsyncRequestNotUsableException("Broken pipe");
        }
    }
}
