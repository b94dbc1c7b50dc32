package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.start.Command;
import com.withdrawaldesk.base.start.StartRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.digest.Default16ByteSaltGenerator;
import org.camunda.bpm.engine.impl.digest.PasswordManager;
import org.camunda.bpm.engine.impl.digest.Sha512HashDigest;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings an administrator of users back when no one can log in who could do it: {@code DESK_ADMIN_USER} has the password
 * {@code DESK_ADMIN_PASSWORD} afterwards and all rights of {@code camunda-admin}, whoever took them away. Whoever can call this
 * has the database anyway.
 */
class ResetAdmin implements Command {

    @Override
    public String name() {
        return "reset-admin";
    }

    @Override
    public Set<String> settings() {
        return Set.of(
                "DATABASE_URL", "DATABASE_USERNAME", "DATABASE_PASSWORD", "DESK_ADMIN_USER", "DESK_ADMIN_PASSWORD");
    }

    @Override
    public List<Class<?>> parts() {
        return List.of(
                Connection.class,
                DataSourceTransactionManagerAutoConfiguration.class,
                TransactionAutoConfiguration.class,
                JdbcTemplateAutoConfiguration.class,
                JdbcClientAutoConfiguration.class,
                JacksonAutoConfiguration.class,
                Audit.class);
    }

    @Override
    public String run(ApplicationContext parts, String value) {
        Environment settings = parts.getEnvironment();
        String user = settings.getRequiredProperty("camunda.bpm.admin-user.id");
        String password = settings.getRequiredProperty("camunda.bpm.admin-user.password");
        try {
            parts.getBean(TransactionTemplate.class).executeWithoutResult(tx -> {
                var jdbc = parts.getBean(JdbcClient.class);
                setPassword(jdbc, user, password);
                giveRights(jdbc, user);
                parts.getBean(Audit.class)
                        .record(Audit.Event.of("administrator.reset", "user", user)
                                .changed(null, Map.of("group", Groups.ENGINE_ADMINS, "password", "set"))
                                .because("the command --reset-admin"));
            });
        } catch (DataAccessException | TransactionException e) {
            throw new StartRefused(
                    "The administrator was not reset: "
                            + NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                    e);
        }
        return "%s is an administrator of users, with the password of DESK_ADMIN_PASSWORD.".formatted(user);
    }

    /** In the engine's own form, which the desk reads whatever form it writes. */
    private static void setPassword(JdbcClient jdbc, String user, String password) {
        String salt = new Default16ByteSaltGenerator().generateSalt();
        String hash = new PasswordManager(new Sha512HashDigest(), List.of())
                .encrypt(EncryptionUtil.saltPassword(password, salt));
        jdbc.sql("""
                        INSERT INTO act_id_user (id_, rev_, pwd_, salt_) VALUES (:user, 1, :hash, :salt)
                        ON CONFLICT (id_) DO UPDATE SET rev_ = act_id_user.rev_ + 1, pwd_ = :hash, salt_ = :salt
                        """)
                .param("user", user)
                .param("hash", hash)
                .param("salt", salt)
                .update();
    }

    private static void giveRights(JdbcClient jdbc, String user) {
        jdbc.sql("""
                        INSERT INTO act_id_group (id_, rev_, name_, type_)
                        VALUES (:group, 1, 'camunda BPM Administrators', 'SYSTEM') ON CONFLICT DO NOTHING
                        """).param("group", Groups.ENGINE_ADMINS).update();
        jdbc.sql("INSERT INTO act_id_membership (user_id_, group_id_) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(user, Groups.ENGINE_ADMINS)
                .update();
        jdbc.sql("DELETE FROM act_ru_authorization WHERE group_id_ = ? AND resource_id_ = '*'")
                .param(Groups.ENGINE_ADMINS)
                .update();
        for (Resource resource : Resources.values()) {
            jdbc.sql("""
                            INSERT INTO act_ru_authorization (id_, rev_, type_, group_id_, resource_type_, resource_id_, perms_)
                            VALUES (:id, 1, 1, :group, :resource, '*', :all)
                            """)
                    .param("id", UUID.randomUUID().toString())
                    .param("group", Groups.ENGINE_ADMINS)
                    .param("resource", resource.resourceType())
                    .param("all", Permissions.ALL.getValue())
                    .update();
        }
    }

    /** One connection of the desk's own role. Not found by the scan for the running desk's configurations. */
    static class Connection {

        @Bean
        DataSource desk(
                @Value("${spring.datasource.url}") String url,
                @Value("${spring.datasource.username}") String user,
                @Value("${spring.datasource.password}") String password) {
            return new DriverManagerDataSource(url, user, password);
        }
    }
}
