package com.withdrawaldesk.notification;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The people of one test, with an empty stage; both are removed afterwards. */
final class Cast implements AutoCloseable {

    static final String PASSWORD = "Quiet-river-42";

    private final IdentityService identities;
    private final JdbcClient jdbc;
    private final List<String> users = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();

    Cast(IdentityService identities, JdbcClient jdbc) {
        this.identities = identities;
        this.jdbc = jdbc;
        forgetNotices();
    }

    /** Adds a user whose address is {@code <id>@cast.example}. */
    void add(String id, String... memberOf) {
        var user = identities.newUser(id);
        user.setFirstName("Name of");
        user.setLastName(id);
        user.setEmail(id + "@cast.example");
        user.setPassword(PASSWORD);
        identities.saveUser(user);
        users.add(id);
        for (String group : memberOf) {
            if (identities.createGroupQuery().groupId(group).count() == 0) {
                identities.saveGroup(identities.newGroup(group));
                groups.add(group);
            }
            identities.createMembership(id, group);
        }
    }

    @Override
    public void close() {
        users.forEach(identities::deleteUser);
        groups.forEach(identities::deleteGroup);
        forgetNotices();
    }

    private void forgetNotices() {
        for (String table : List.of("notification_delivery", "notification_read", "notification")) {
            jdbc.sql("DELETE FROM " + table).update();
        }
    }
}
