package com.withdrawaldesk.support;

import static com.withdrawaldesk.base.rights.Groups.AUDITORS;
import static com.withdrawaldesk.base.rights.Groups.BUSINESS_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.CUSTOMERS;
import static com.withdrawaldesk.base.rights.Groups.OPERATIONS;
import static com.withdrawaldesk.base.rights.Groups.PLATFORM;
import static com.withdrawaldesk.base.rights.Groups.VENDORS;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.event.EventListener;

/** The users of the tests, there before the first one, with one password and e-mails {@code <id>@example.com}. */
@TestComponent
public class People {

    public static final String PASSWORD = "Desk-demo-1";

    private final IdentityService identities;

    People(IdentityService identities) {
        this.identities = identities;
    }

    @EventListener(ApplicationStartedEvent.class)
    void come() {
        add("techstore", VENDORS);
        add("bookshop", VENDORS);
        add("johndoe", CUSTOMERS);
        add("admin1", BUSINESS_ADMINS);
        add("admin2", BUSINESS_ADMINS);
        add("operator1", OPERATIONS);
        add("auditor1", AUDITORS);
        add("marketplace", PLATFORM);
    }

    /** Makes sure that this user is there and belongs to these groups. */
    public void add(String id, String... groups) {
        if (identities.createUserQuery().userId(id).count() == 0) {
            User user = identities.newUser(id);
            user.setEmail(id + "@example.com");
            user.setPassword(PASSWORD);
            identities.saveUser(user);
        }
        for (String group : groups) {
            if (identities.createGroupQuery().groupId(group).count() == 0) {
                Group created = identities.newGroup(group);
                created.setName(group);
                identities.saveGroup(created);
            }
            if (identities.createGroupQuery().groupMember(id).groupId(group).count() == 0) {
                identities.createMembership(id, group);
            }
        }
    }

    /** Removes a user that a test had for itself. */
    public void remove(String id) {
        identities.deleteUser(id);
    }
}
