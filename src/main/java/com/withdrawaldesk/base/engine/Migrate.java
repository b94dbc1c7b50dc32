package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.base.start.Command;
import com.withdrawaldesk.base.start.StartRefused;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Brings the tables up to date as the role that owns them, whose password nobody else needs. */
class Migrate implements Command {

    @Override
    public String name() {
        return "migrate";
    }

    @Override
    public Set<String> settings() {
        return Set.of("DATABASE_URL", "DATABASE_USERNAME");
    }

    @Override
    public List<Class<?>> parts() {
        return List.of(Owner.class, FlywayAutoConfiguration.class, EngineSchema.class);
    }

    @Override
    public String run(ApplicationContext parts, String value) {
        var flyway = parts.getBean(Flyway.class);
        try {
            int made = flyway.migrate().migrationsExecuted;
            letSee(flyway, parts.getEnvironment().getRequiredProperty("spring.flyway.placeholders.app-role"));
            return "The tables are up to date: version %s, %d migrations made now."
                    .formatted(flyway.info().current().getVersion(), made);
        } catch (FlywayException e) {
            throw new StartRefused("The tables were not brought up to date: " + Migrations.because(e), e);
        } catch (SQLException e) {
            throw new StartRefused("The desk's role was not allowed to see the migrations: " + e.getMessage(), e);
        }
    }

    /** Flyway's own table is older than the privileges that the first migration gives. */
    private static void letSee(Flyway flyway, String role) throws SQLException {
        var configuration = flyway.getConfiguration();
        try (var connection = configuration.getDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("GRANT SELECT ON %s TO %s"
                    .formatted(configuration.getTable(), statement.enquoteIdentifier(role, true)));
        }
    }

    /** Not found by the scan for the running desk's configurations, and so without the annotation of one. */
    static class Owner {

        /** The desk's own role, unless the tables belong to another one. */
        @Bean
        DataSource owner(
                @Value("${spring.datasource.url}") String url,
                @Value("${DATABASE_OWNER_USERNAME:}") String owner,
                @Value("${DATABASE_OWNER_PASSWORD:}") String password,
                @Value("${spring.datasource.username}") String desk,
                @Value("${spring.datasource.password:}") String desksPassword) {
            return owner.isBlank()
                    ? new DriverManagerDataSource(url, desk, desksPassword)
                    : new DriverManagerDataSource(url, owner, password);
        }

        /** Not while the context starts, but when the command runs, which can say in a sentence what went wrong. */
        @Bean
        FlywayMigrationStrategy whenTheCommandRuns() {
            return flyway -> {};
        }
    }
}
