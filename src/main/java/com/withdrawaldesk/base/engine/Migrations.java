package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.base.start.StartRefused;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorDetails;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;

/**
 * What the desk does about its tables when it starts. Where they belong to another role, the desk does not know that role's
 * password: {@link Migrate} has brought them up to date before, and here it is only checked that somebody did.
 */
@Configuration(proxyBeanMethods = false)
class Migrations {

    @Bean
    FlywayMigrationStrategy atStart(
            @Value("${desk.database-owner:}") String owner,
            @Value("${spring.flyway.placeholders.app-role}") String desk) {
        return owner.isBlank() || owner.equals(desk) ? Migrations::migrate : Migrations::requireUpToDate;
    }

    private static void migrate(Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StartRefused(
                    "The desk cannot bring its tables up to date: " + because(e)
                            + "\n\nIf they belong to another role, name it in DATABASE_OWNER_USERNAME, and run --migrate with its"
                            + " password before the desk.",
                    e);
        }
    }

    private static void requireUpToDate(Flyway flyway) {
        List<ValidateOutput> faults;
        try {
            faults = flyway.validateWithResult().invalidMigrations;
        } catch (FlywayException e) {
            throw new StartRefused(
                    "The desk cannot see whether its tables are up to date: " + because(e) + "\n\nRun --migrate first.",
                    e);
        }
        if (faults.stream().anyMatch(fault -> isMissing(fault.errorDetails))) {
            throw new StartRefused("The database is behind this release, which needs the migration "
                    + faults.get(faults.size() - 1).version
                    + ": run the jar with --migrate and the owner's password first, see docs/operate/upgrade.md.");
        }
        if (!faults.isEmpty()) {
            throw new StartRefused("The database was made by other migrations than this release has: "
                    + faults.get(0).errorDetails.errorMessage);
        }
    }

    private static boolean isMissing(ErrorDetails fault) {
        return fault.errorCode == CoreErrorCode.RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED;
    }

    /** What the database said, and not the sentences that were put around it. */
    static String because(FlywayException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
    }
}
