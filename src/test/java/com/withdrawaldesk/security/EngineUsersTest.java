package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.transaction.CannotCreateTransactionException;

class EngineUsersTest {

    /** What becomes 503: whoever cannot be checked now is not told that the password is wrong. */
    @ParameterizedTest
    @MethodSource
    void saysWhenNobodyCanBeChecked(RuntimeException outage) {
        IdentityService engine = mock();
        when(engine.checkPassword(any(), any())).thenThrow(outage);

        assertThatThrownBy(() -> new EngineUsers(engine, mock(LocalUsers.class), null)
                        .authenticate(UsernamePasswordAuthenticationToken.unauthenticated("admin1", "Desk-demo-1")))
                .isInstanceOf(InternalAuthenticationServiceException.class)
                .hasCause(outage);
    }

    static Stream<RuntimeException> saysWhenNobodyCanBeChecked() {
        return Stream.of(
                new ProcessEngineException("the query failed"),
                new CannotCreateTransactionException("no transaction"),
                new CannotGetJdbcConnectionException("no connection"));
    }
}
