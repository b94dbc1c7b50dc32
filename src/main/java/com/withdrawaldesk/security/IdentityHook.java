package com.withdrawaldesk.security;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Has the engine keep its users in {@link Identities}. Whoever watches may need the engine, so they are asked for late. */
@Component
class IdentityHook extends AbstractProcessEnginePlugin {

    private final JdbcClient jdbc;
    private final PasswordHash hash;
    private final PasswordRules rules;
    private final ObjectProvider<IdentityWatch> watches;

    IdentityHook(JdbcClient jdbc, PasswordHash hash, PasswordRules rules, ObjectProvider<IdentityWatch> watches) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.rules = rules;
        this.watches = watches;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setPasswordEncryptor(hash);
        configuration.setPasswordPolicy(rules);
        configuration.setIdentityProviderSessionFactory(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return Identities.class;
            }

            @Override
            public Session openSession() {
                return new Identities(
                        jdbc, hash, change -> watches.orderedStream().forEach(watch -> watch.changed(change)));
            }
        });
    }
}
