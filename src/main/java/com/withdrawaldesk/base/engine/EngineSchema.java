package com.withdrawaldesk.base.engine;

import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Creates the engine's tables from the scripts in the engine's own jar, so that one tool owns the whole schema. */
@Configuration(proxyBeanMethods = false)
class EngineSchema {

    private static final List<String> PARTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

    @Bean
    JavaMigration camundaTables(@Value("${spring.flyway.placeholders.app-role}") String appRole) {
        return new CamundaTables(appRole);
    }

    private static final class CamundaTables extends BaseJavaMigration {

        private final String appRole;

        CamundaTables(String appRole) {
            this.appRole = appRole;
        }

        @Override
        protected void init() {
            // The version is given below; the class name carries none.
        }

        @Override
        public MigrationVersion getVersion() {
            return MigrationVersion.fromVersion("1");
        }

        @Override
        public String getDescription() {
            return "camunda 7.24 tables";
        }

        @Override
        public void migrate(Context context) throws Exception {
            try (var statement = context.getConnection().createStatement()) {
                // When the application's role is not the owner, it may read and write what is created from here on,
                // but not change the schema or truncate.
                String role = '"' + appRole.replace("\"", "\"\"") + '"';
                statement.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + role);
                statement.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO " + role);
            }
            var scripts = new ResourceDatabasePopulator();
            PARTS.forEach(part -> scripts.addScript(new ClassPathResource(
                    "org/camunda/bpm/engine/db/create/activiti.postgres.create." + part + ".sql")));
            scripts.execute(new SingleConnectionDataSource(context.getConnection(), true));
        }
    }
}
