package com.withdrawaldesk.control;

import com.withdrawaldesk.account.DestinationFlags;
import com.withdrawaldesk.audit.Origin;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What of the {@link Evidence} binds whoever approves: serious findings, by the names that they have there. They are told by the
 * database's {@code findings_of}, in the statement that locks the withdrawal.
 */
@Component
public class Binding {

    private final JdbcClient jdbc;
    private final DestinationFlags destinations;
    private final TransactionTemplate ownTransaction;

    Binding(JdbcClient jdbc, DestinationFlags destinations, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** The names of the serious findings among what {@code findings_of} says. */
    public Set<String> serious(Collection<String> facts) {
        var serious = new LinkedHashSet<String>();
        for (String fact : facts) {
            switch (fact) {
                case "account_not_found", "shared_account" -> serious.add(fact);
                default -> {
                    if (fact.startsWith("name_match:")
                            && destinations.isMismatch(Integer.parseInt(fact.substring("name_match:".length())))) {
                        serious.add("name_mismatch");
                    }
                }
            }
        }
        return serious;
    }

    /** Keeps what the current user sees of this withdrawal now; what has changed when they approve is held against it. */
    public void opened(UUID withdrawal) {
        if (Origin.current() != Origin.SYSTEM) {
            ownTransaction.executeWithoutResult(tx -> jdbc.sql("""
                            INSERT INTO review_opening (withdrawal_id, reviewer, findings) VALUES (:id, :reviewer, findings_of(:id))
                            ON CONFLICT (withdrawal_id, reviewer) DO UPDATE SET findings = excluded.findings, opened_at = now()
                            WHERE review_opening.findings <> excluded.findings
                            """)
                    .param("id", withdrawal)
                    .param("reviewer", Origin.current().user())
                    .update());
        }
    }
}
