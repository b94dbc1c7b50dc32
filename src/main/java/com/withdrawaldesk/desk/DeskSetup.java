package com.withdrawaldesk.desk;

import static com.withdrawaldesk.base.rights.Groups.AUDITORS;
import static com.withdrawaldesk.base.rights.Groups.BUSINESS_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.CUSTOMERS;
import static com.withdrawaldesk.base.rights.Groups.OPERATIONS;
import static com.withdrawaldesk.base.rights.Groups.PLATFORM;
import static com.withdrawaldesk.base.rights.Groups.VENDORS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Creates groups, filters and permissions where they are missing; what an administrator changed is left alone. */
@Component
class DeskSetup {

    private static final String[] REVIEWS = {"userTask_reviewWithdrawal", "userTask_confirmWithdrawal"};

    private final IdentityService identities;
    private final AuthorizationService authorizations;
    private final FilterService filters;
    private final TaskService tasks;
    private final JdbcClient jdbc;

    DeskSetup(
            IdentityService identities,
            AuthorizationService authorizations,
            FilterService filters,
            TaskService tasks,
            JdbcClient jdbc) {
        this.identities = identities;
        this.authorizations = authorizations;
        this.filters = filters;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    /** Before anything that needs the groups. */
    @EventListener(ApplicationStartedEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Transactional
    public void setUp() {
        // Nodes that start together take turns, so that each thing is created once.
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('desk setup'))").query(rows -> {});
        group(VENDORS, "Vendors");
        group(CUSTOMERS, "Customers");
        group(BUSINESS_ADMINS, "Business admins");
        group(OPERATIONS, "Operations");
        group(PLATFORM, "Marketplace services");
        group(AUDITORS, "Auditors");

        grant(BUSINESS_ADMINS, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
        grant(BUSINESS_ADMINS, Resources.PROCESS_DEFINITION, "withdrawal", ProcessDefinitionPermissions.READ);
        filter(BUSINESS_ADMINS, "To review", 10, "#3b6fb5", reviews());
        filter(BUSINESS_ADMINS, "High priority", 20, "#b5483b", reviews().taskMinPriority(75));
        filter(BUSINESS_ADMINS, "Overdue", 30, "#b5843b", reviews().dueBeforeExpression("${now()}"));
        grant(BUSINESS_ADMINS, Resources.PROCESS_DEFINITION, "receivable", ProcessDefinitionPermissions.READ);
        filter(
                BUSINESS_ADMINS,
                "Owed to us",
                35,
                "#7a4a7a",
                tasks.createTaskQuery().processDefinitionKey("receivable"));
        filter(BUSINESS_ADMINS, "Mine", 40, "#4a7a4a", query().taskAssigneeExpression("${currentUser()}"));

        grant(OPERATIONS, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
        grant(OPERATIONS, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
        grant(AUDITORS, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
        takeRetries();
        for (String group : List.of(OPERATIONS, AUDITORS)) {
            for (String process : List.of("withdrawal", "payout-reversal", "payout-run", "receivable")) {
                // They see everything and change nothing here: failed steps are repeated by the desk's own action.
                grant(
                        group,
                        Resources.PROCESS_DEFINITION,
                        process,
                        ProcessDefinitionPermissions.READ,
                        ProcessDefinitionPermissions.READ_INSTANCE,
                        ProcessDefinitionPermissions.READ_HISTORY);
            }
            grant(group, Resources.DEPLOYMENT, Authorization.ANY, Permissions.READ);
            grant(group, Resources.DECISION_DEFINITION, Authorization.ANY, Permissions.READ, Permissions.READ_HISTORY);
        }
        filter(
                OPERATIONS,
                "To pay by hand",
                50,
                "#3b6fb5",
                query().taskDefinitionKeyIn("userTask_recordBankTransfer", "userTask_confirmBankTransfer"));
        filter(
                OPERATIONS,
                "To investigate",
                60,
                "#b5483b",
                query().taskDefinitionKeyIn("userTask_investigatePayout", "userTask_confirmRefund"));
        filter(
                OPERATIONS,
                "Late results",
                70,
                "#7a4a7a",
                tasks.createTaskQuery().processDefinitionKey("payout-reversal"));
    }

    /** Earlier releases gave operations what includes due dates and the number of tries. */
    private void takeRetries() {
        for (Resource resource : List.of(Resources.PROCESS_DEFINITION, Resources.PROCESS_INSTANCE)) {
            Permission retry = resource == Resources.PROCESS_DEFINITION
                    ? ProcessDefinitionPermissions.RETRY_JOB
                    : ProcessInstancePermissions.RETRY_JOB;
            for (Authorization one : authorizations
                    .createAuthorizationQuery()
                    .groupIdIn(OPERATIONS)
                    .resourceType(resource)
                    .list()) {
                if (one.isPermissionGranted(retry)) {
                    one.removePermission(retry);
                    authorizations.saveAuthorization(one);
                }
            }
        }
    }

    private TaskQuery query() {
        return tasks.createTaskQuery().processDefinitionKey("withdrawal");
    }

    private TaskQuery reviews() {
        return query().taskDefinitionKeyIn(REVIEWS);
    }

    private void group(String id, String name) {
        if (identities.createGroupQuery().groupId(id).count() == 0) {
            Group group = identities.newGroup(id);
            group.setName(name);
            group.setType("WORKFLOW");
            identities.saveGroup(group);
        }
    }

    private void filter(String group, String name, int position, String color, TaskQuery query) {
        Filter filter = filters.createTaskFilterQuery().filterName(name).singleResult();
        if (filter == null) {
            filter = filters.newTaskFilter(name);
            filter.setQuery(
                    query.orderByTaskPriority().desc().orderByTaskCreateTime().asc());
            filter.setProperties(card(position, color));
            filters.saveFilter(filter);
        }
        grant(group, Resources.FILTER, filter.getId(), Permissions.READ);
    }

    private static Map<String, Object> card(int position, String color) {
        var properties = new HashMap<String, Object>();
        properties.put("priority", position);
        properties.put("color", color);
        // The desk's own button reloads the list when there is something new, so that no row moves under the mouse.
        properties.put("refresh", false);
        properties.put("showUndefinedVariable", false);
        properties.put(
                "variables",
                List.of(
                        Map.of("name", "amount", "label", "Amount"),
                        Map.of("name", "requester", "label", "Requester"),
                        Map.of("name", "reference", "label", "Reference")));
        return properties;
    }

    private void grant(String group, Resource resource, String id, Permission... permissions) {
        if (authorizations
                        .createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(resource)
                        .resourceId(id)
                        .count()
                == 0) {
            Authorization authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            authorization.setGroupId(group);
            authorization.setResource(resource);
            authorization.setResourceId(id);
            authorization.setPermissions(permissions);
            authorizations.saveAuthorization(authorization);
        }
    }
}
