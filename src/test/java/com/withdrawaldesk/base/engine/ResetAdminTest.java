package com.withdrawaldesk.base.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.WebApps;
import java.util.EnumSet;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the command does; that the packaged desk has it, is for {@code PackagedDeskIT}. */
@DeskTest
class ResetAdminTest {

    @Autowired
    Http http;

    @Autowired
    IdentityService identities;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApplicationContext desk;

    @Test
    void bringsTheLastAdministratorBackWhoeverTookWhat() {
        User admin = identities.createUserQuery().userId("engineadmin").singleResult();
        admin.setPassword("Nobody-knows-1");
        identities.saveUser(admin);
        identities.deleteMembership("engineadmin", Groups.ENGINE_ADMINS);
        jdbc.sql("UPDATE act_ru_authorization SET perms_ = 0 WHERE group_id_ = 'camunda-admin'")
                .update();

        assertThat(new ResetAdmin().run(desk, ""))
                .isEqualTo("engineadmin is an administrator of users, with the password of DESK_ADMIN_PASSWORD.");

        assertCanMakeUsers();
        assertThat(audited()).contains("engineadmin", "camunda-admin").doesNotContain("Desk-demo-1");
    }

    @Test
    void makesOneWhoIsGone() {
        identities.deleteUser("engineadmin");

        new ResetAdmin().run(desk, "");

        assertCanMakeUsers();
    }

    private void assertCanMakeUsers() {
        var admin = WebApps.login(http.url("/"), "admin", "engineadmin", "Desk-demo-1");
        admin.addUser("newcomer", Groups.VENDORS);
        identities.deleteUser("newcomer");
        assertThat(http.get("engineadmin", "/api/admin/api-keys/").status()).isEqualTo(200);
        var switchedOff = EnumSet.of(Resources.HISTORIC_TASK, Resources.HISTORIC_PROCESS_INSTANCE);
        for (Resources resource : EnumSet.complementOf(switchedOff)) {
            assertThat(authorizations.isUserAuthorized(
                            "engineadmin", List.of(Groups.ENGINE_ADMINS), Permissions.ALL, resource))
                    .as(resource.name())
                    .isTrue();
        }
    }

    private String audited() {
        return jdbc.sql(
                        "SELECT a::text FROM audit_event a WHERE action = 'administrator.reset' ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single();
    }
}
