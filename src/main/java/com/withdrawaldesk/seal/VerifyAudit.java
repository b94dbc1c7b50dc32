package com.withdrawaldesk.seal;

import com.withdrawaldesk.base.start.Command;
import com.withdrawaldesk.base.start.StartRefused;
import com.withdrawaldesk.seal.AuditVerification.Finding;
import com.withdrawaldesk.seal.AuditVerification.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Verifies the whole audit trail without a running desk, so also on a copy of the database. The value is the anchor of an e-mail
 * to auditors.
 */
class VerifyAudit implements Command {

    private static final long BATCH = 100_000;

    @Override
    public String name() {
        return "verify-audit";
    }

    @Override
    public Set<String> settings() {
        return Set.of("DATABASE_URL", "DATABASE_USERNAME", "DATABASE_PASSWORD", "DESK_AUDIT_KEY");
    }

    @Override
    public List<Class<?>> parts() {
        return List.of(
                DataSourceAutoConfiguration.class,
                JdbcTemplateAutoConfiguration.class,
                JdbcClientAutoConfiguration.class,
                Parts.class);
    }

    @Override
    public String run(ApplicationContext parts, String anchor) {
        var verification = parts.getBean(AuditVerification.class);
        var findings = new ArrayList<Finding>();
        long rows = 0;
        for (Long next = 1L; next != null && findings.isEmpty(); ) {
            Report report = verification.verify(next, BATCH);
            findings.addAll(report.findings());
            rows += report.rows();
            next = report.next();
        }
        if (!anchor.isBlank()) {
            findings.addAll(missing(verification, anchor));
        }
        if (!findings.isEmpty()) {
            throw new StartRefused("The audit trail is not as it was sealed. The first that was found:\n\n"
                    + findings.stream()
                            .map(one -> "  %-14s row %d, seal %d: %s"
                                    .formatted(one.kind(), one.row(), one.seal(), one.detail()))
                            .collect(Collectors.joining("\n")));
        }
        return "The audit trail is as it was sealed: %d rows, %d not sealed yet, anchor %s."
                .formatted(
                        rows,
                        verification.unsealed().rows(),
                        verification.latest().anchor());
    }

    private static List<Finding> missing(AuditVerification verification, String anchor) {
        try {
            Finding finding = verification.missing(anchor);
            return finding == null ? List.of() : List.of(finding);
        } catch (IllegalArgumentException none) {
            throw new StartRefused(none.getMessage(), none);
        }
    }

    /** Not found by the scan for the running desk's configurations, and so without the annotation of one. */
    @EnableConfigurationProperties(AuditProperties.class)
    static class Parts {

        @Bean
        AuditVerification verification(JdbcClient jdbc, AuditProperties settings) {
            return new AuditVerification(jdbc, settings);
        }
    }
}
