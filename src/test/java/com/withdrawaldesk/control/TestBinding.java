package com.withdrawaldesk.control;

import com.withdrawaldesk.account.DestinationFlags;
import java.util.Collection;
import java.util.Set;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Most people of the tests share one bank account, which keeps nobody from approving unless a test is about it. */
@TestComponent
@Primary
public class TestBinding extends Binding {

    private volatile boolean sharing;

    TestBinding(JdbcClient jdbc, DestinationFlags destinations, PlatformTransactionManager transactions) {
        super(jdbc, destinations, transactions);
    }

    /** Whether a shared account binds, as it does in a real desk. Whoever says so takes it back. */
    public void bindShared(boolean bind) {
        sharing = bind;
    }

    @Override
    public Set<String> serious(Collection<String> facts) {
        Set<String> serious = super.serious(facts);
        if (!sharing) {
            serious.remove("shared_account");
        }
        return serious;
    }
}
