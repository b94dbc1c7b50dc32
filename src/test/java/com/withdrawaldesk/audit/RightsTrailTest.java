package com.withdrawaldesk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.support.WebApps;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Whatever changes who may decide leaves its trace, by whichever door it comes. */
@DeskTest
class RightsTrailTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Autowired
    IdentityService identities;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    FilterService filters;

    @Autowired
    TaskService tasks;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Http http;

    @Autowired
    Given given;

    private final String mallory = "mallory" + NEXT.incrementAndGet() + "x" + Long.toString(System.nanoTime(), 36);
    private long before;

    /** How an administrator gets at the engine. */
    enum Door {
        WEB_APPS,
        JAVA_AS_ADMIN,
        JAVA_AS_THE_DESK,
        SQL;

        String actor() {
            return switch (this) {
                case WEB_APPS, JAVA_AS_ADMIN -> "engineadmin";
                case JAVA_AS_THE_DESK -> "system";
                case SQL -> "database:desk_app";
            };
        }
    }

    @BeforeEach
    void remember() {
        before = jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void forget() {
        identities.clearAuthentication();
        if (identities.createUserQuery().userId(mallory).count() == 1) {
            identities.deleteUser(mallory);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void ofAPerson(Door door) {
        // What the engine grants to somebody new, to look after the own account, comes with the user.
        through(
                door,
                admin -> admin.send("POST", "user/create", user("first")),
                () -> identities.saveUser(newUser("first")),
                "INSERT INTO act_id_user (id_, rev_, first_, email_, pwd_, salt_) VALUES ('" + mallory
                        + "', 1, 'first', 'm@example.com', 'secret-hash', 'secret-salt')");
        assertThat(rows("user.%"))
                .containsExactly(door.actor() + " user.created user " + mallory + " - "
                        + "{\"email\": \"m@example.com\", \"password\": \"set\", \"first_name\": \"first\"}");

        remember();
        through(
                door,
                admin -> admin.send(
                        "PUT",
                        "user/" + mallory + "/profile",
                        Map.of("id", mallory, "firstName", "second", "email", "n@example.com")),
                () -> {
                    User user = identities.createUserQuery().userId(mallory).singleResult();
                    user.setFirstName("second");
                    user.setEmail("n@example.com");
                    identities.saveUser(user);
                },
                "UPDATE act_id_user SET first_ = 'second', email_ = 'n@example.com' WHERE id_ = '" + mallory + "'");
        assertThat(rows("%"))
                .containsExactly(door.actor() + " user.changed user " + mallory
                        + " {\"email\": \"m@example.com\", \"first_name\": \"first\"}"
                        + " {\"email\": \"n@example.com\", \"first_name\": \"second\"}");

        remember();
        through(
                door,
                admin -> admin.send(
                        "PUT",
                        "user/" + mallory + "/credentials",
                        Map.of("password", "Kestrel-trail-47", "authenticatedUserPassword", People.PASSWORD)),
                () -> {
                    User user = identities.createUserQuery().userId(mallory).singleResult();
                    user.setPassword("Kestrel-trail-47");
                    identities.saveUser(user);
                },
                "UPDATE act_id_user SET pwd_ = 'other-hash', salt_ = 'other-salt' WHERE id_ = '" + mallory + "'");
        assertThat(rows("%"))
                .containsExactly(door.actor() + " user.password_changed user " + mallory
                        + " {\"email\": \"n@example.com\", \"first_name\": \"second\"}"
                        + " {\"email\": \"n@example.com\", \"password\": \"changed\", \"first_name\": \"second\"}");

        remember();
        through(
                door,
                admin -> admin.send("DELETE", "user/" + mallory, null),
                () -> identities.deleteUser(mallory),
                "DELETE FROM act_id_user WHERE id_ = '" + mallory + "'");
        assertThat(rows("user.%"))
                .containsExactly(door.actor() + " user.deleted user " + mallory
                        + " {\"email\": \"n@example.com\", \"first_name\": \"second\"} -");
    }

    /** A login may hash the same password anew; somebody could also put a hash of their own there. */
    @Test
    void ofAHashUnderTheSameSalt() {
        identities.saveUser(newUser("first"));
        remember();

        jdbc.sql("UPDATE act_id_user SET pwd_ = 'other-hash' WHERE id_ = ?")
                .param(mallory)
                .update();

        assertThat(rows("%"))
                .singleElement()
                .asString()
                .startsWith("database:desk_app user.password_hash_changed user " + mallory)
                .doesNotContain("other-hash");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void ofAMembership(Door door) {
        identities.saveUser(newUser("first"));
        remember();

        through(
                door,
                admin -> admin.send("PUT", "group/businessAdmins/members/" + mallory, Map.of()),
                () -> identities.createMembership(mallory, Groups.BUSINESS_ADMINS),
                "INSERT INTO act_id_membership VALUES ('" + mallory + "', 'businessAdmins')");
        through(
                door,
                admin -> admin.send("DELETE", "group/businessAdmins/members/" + mallory, null),
                () -> identities.deleteMembership(mallory, Groups.BUSINESS_ADMINS),
                "DELETE FROM act_id_membership WHERE user_id_ = '" + mallory + "'");

        assertThat(rows("membership.%"))
                .containsExactly(
                        door.actor() + " membership.created user " + mallory + " - {\"group\": \"businessAdmins\"}",
                        door.actor() + " membership.deleted user " + mallory + " {\"group\": \"businessAdmins\"} -");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void ofAGroup(Door door) {
        String group = mallory;
        through(
                door,
                admin -> admin.send("POST", "group/create", Map.of("id", group, "name", "Some", "type", "WORKFLOW")),
                () -> {
                    var created = identities.newGroup(group);
                    created.setName("Some");
                    created.setType("WORKFLOW");
                    identities.saveGroup(created);
                },
                "INSERT INTO act_id_group VALUES ('" + group + "', 1, 'Some', 'WORKFLOW')");
        through(
                door,
                admin -> admin.send("PUT", "group/" + group, Map.of("id", group, "name", "Others", "type", "WORKFLOW")),
                () -> {
                    var found = identities.createGroupQuery().groupId(group).singleResult();
                    found.setName("Others");
                    identities.saveGroup(found);
                },
                "UPDATE act_id_group SET name_ = 'Others' WHERE id_ = '" + group + "'");
        through(
                door,
                admin -> admin.send("DELETE", "group/" + group, null),
                () -> identities.deleteGroup(group),
                "DELETE FROM act_id_group WHERE id_ = '" + group + "'");

        assertThat(rows("group.%"))
                .containsExactly(
                        door.actor() + " group.created group " + group
                                + " - {\"name\": \"Some\", \"type\": \"WORKFLOW\"}",
                        door.actor() + " group.changed group " + group + " {\"name\": \"Some\", \"type\": \"WORKFLOW\"}"
                                + " {\"name\": \"Others\", \"type\": \"WORKFLOW\"}",
                        door.actor() + " group.deleted group " + group
                                + " {\"name\": \"Others\", \"type\": \"WORKFLOW\"} -");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void ofAnAuthorization(Door door) {
        for (Resources resource : List.of(Resources.GROUP, Resources.PROCESS_DEFINITION, Resources.TASK)) {
            remember();
            String id = "grant" + NEXT.incrementAndGet();
            through(
                    door,
                    admin -> admin.send(
                            "POST",
                            "authorization/create",
                            Map.of(
                                    "type",
                                    1,
                                    "permissions",
                                    List.of("READ"),
                                    "groupId",
                                    Groups.VENDORS,
                                    "resourceType",
                                    resource.resourceType(),
                                    "resourceId",
                                    "*")),
                    () -> grant(resource, "*"),
                    "INSERT INTO act_ru_authorization (id_, rev_, type_, group_id_, resource_type_, resource_id_, perms_)"
                            + " VALUES ('" + id + "', 1, 1, 'vendors', " + resource.resourceType() + ", '*', 2)");
            String created = jdbc.sql("SELECT after ->> 'authorization' FROM audit_event WHERE id > ?"
                            + " AND action = 'authorization.created'")
                    .param(before)
                    .query(String.class)
                    .single();
            through(
                    door,
                    admin -> admin.send("DELETE", "authorization/" + created, null),
                    () -> authorizations.deleteAuthorization(created),
                    "DELETE FROM act_ru_authorization WHERE id_ = '" + created + "'");

            String facts =
                    "{\"type\": \"grant\", \"resource\": \"" + resource.name().toLowerCase(Locale.ROOT)
                            + "\", \"permissions\": \"read\", \"resource_id\": \"*\", \"authorization\": \"" + created
                            + "\", \"permission_bits\": 2}";
            assertThat(rows("authorization.%"))
                    .containsExactly(
                            door.actor() + " authorization.created group vendors - " + facts,
                            door.actor() + " authorization.deleted group vendors " + facts + " -");
        }
    }

    /** The engine gives each task's candidates a row of their own; somebody else's hand does not hide among them. */
    @Test
    void ofTheAuthorizationForOneTask() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        String task = tasks.createTaskQuery()
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult()
                .getId();
        assertThat(rows("authorization.%"))
                .noneMatch(row -> row.contains("task"))
                .noneMatch(row -> row.contains(Groups.BUSINESS_ADMINS));
        remember();

        as("engineadmin", () -> grant(Resources.TASK, task));

        assertThat(rows("authorization.%"))
                .singleElement()
                .asString()
                .contains("engineadmin authorization.create", task);
    }

    /** The web apps change none any more. */
    @ParameterizedTest
    @EnumSource(value = Door.class, names = "WEB_APPS", mode = EnumSource.Mode.EXCLUDE)
    void ofAFilter(Door door) {
        through(
                door,
                admin -> admin.send(
                        "POST", "filter/create", Map.of("resourceType", "Task", "name", mallory, "query", Map.of())),
                () -> filters.saveFilter(filters.newTaskFilter(mallory).setQuery(tasks.createTaskQuery())),
                "INSERT INTO act_ru_filter (id_, rev_, resource_type_, name_, query_) VALUES ('" + mallory
                        + "', 1, 'Task', '" + mallory + "', '{}')");
        String id =
                filters.createFilterQuery().filterName(mallory).singleResult().getId();
        through(
                door,
                admin -> admin.send("DELETE", "filter/" + id, null),
                () -> filters.deleteFilter(id),
                "DELETE FROM act_ru_filter WHERE id_ = '" + id + "'");

        assertThat(rows("filter.%"))
                .hasSize(2)
                .satisfiesExactly(
                        row -> assertThat(row).startsWith(door.actor() + " filter.created filter " + id + " - {"),
                        row -> assertThat(row).startsWith(door.actor() + " filter.deleted filter " + id + " {"))
                .allMatch(row -> row.contains(mallory));
    }

    @Test
    void ofAFrozenWallet() throws SQLException {
        String vendor = given.vendor("1000.00");
        try (var connection = DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
                var sql = connection.createStatement()) {
            sql.execute("UPDATE wallet SET status = 'frozen' WHERE owner_id = '" + vendor + "'");
            sql.execute("UPDATE wallet SET status = 'frozen' WHERE owner_id = '" + vendor + "'");
            sql.execute("UPDATE wallet SET status = 'active' WHERE owner_id = '" + vendor + "'");
        }

        assertThat(rows("wallet.%frozen"))
                .hasSize(2)
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith("database:postgres wallet.frozen wallet ")
                                .contains(vendor),
                        row -> assertThat(row).startsWith("database:postgres wallet.unfrozen wallet "));
    }

    @Test
    void whatIsRolledBackLeavesNothingAndWhatIsRefusedIsSaid() {
        identities.saveUser(newUser("first"));
        remember();

        transaction.executeWithoutResult(tx -> {
            identities.createMembership(mallory, Groups.BUSINESS_ADMINS);
            tx.setRollbackOnly();
        });
        assertThat(rows("%")).isEmpty();

        String vendor = given.bareVendor("0.00");
        remember();
        as(vendor, () -> assertThatThrownBy(() -> identities.createMembership(vendor, Groups.BUSINESS_ADMINS))
                .isInstanceOf(AuthorizationException.class));
        assertThat(rows("%")).containsExactly(vendor + " engine.create_membership group_membership businessAdmins - -");
        assertThat(jdbc.sql("SELECT outcome || ' ' || reason FROM audit_event WHERE id > ?")
                        .param(before)
                        .query(String.class)
                        .list())
                .containsExactly("refused needs CREATE");
    }

    /** What the audit of a strange decision begins with: who was that? */
    @Test
    void answersWhoMalloryWas() {
        Withdrawal withdrawal = given.requested(given.vendor("2000.00"), "1300.00");
        WebApps admin = WebApps.login(http.url("/"), "admin", "engineadmin", People.PASSWORD);
        remember();

        admin.addUser(mallory, Groups.BUSINESS_ADMINS);
        var approved = http.post(
                mallory, "/api/admin/finance/approve-withdrawal/", "{\"withdrawal_id\": \"" + withdrawal.id() + "\"}");
        assertThat(approved.status()).isEqualTo(200);
        admin.send("DELETE", "group/businessAdmins/members/" + mallory, null);
        admin.send("DELETE", "user/" + mallory, null);

        assertThat(jdbc.sql("""
                                SELECT action || ' by ' || actor FROM audit_event
                                WHERE id > ? AND (subject_id = ? OR actor = ?) AND subject_type IN ('user', 'withdrawal')
                                    AND action NOT LIKE 'authorization.%' AND action NOT LIKE 'login%' ORDER BY id
                                """)
                        .params(before, mallory, mallory)
                        .query(String.class)
                        .list())
                .containsExactly(
                        "user.created by engineadmin",
                        "membership.created by engineadmin",
                        "withdrawal.approved by " + mallory,
                        "membership.deleted by engineadmin",
                        "user.deleted by engineadmin");
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE id > ? AND actor = 'engineadmin'"
                                + " AND roles LIKE '%camunda-admin%' AND ip IS NOT NULL AND request_id IS NOT NULL"
                                + " AND subject_id = ?")
                        .params(before, mallory)
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(4);
    }

    @Test
    void tellsNoSecret() {
        assertThat(jdbc.sql("""
                                SELECT e.action FROM audit_event e
                                WHERE EXISTS (SELECT FROM act_id_user u
                                              WHERE position(u.pwd_ IN e::text) > 0 OR position(u.salt_ IN e::text) > 0)
                                    OR position(? IN e::text) > 0 OR position(? IN e::text) > 0
                                    OR position('secret-hash' IN e::text) > 0
                                """)
                        .params(People.PASSWORD, Given.ACCOUNT.accountNumber())
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    private void through(Door door, Consumer<WebApps> byHttp, Runnable byJava, String sql) {
        switch (door) {
            case WEB_APPS -> byHttp.accept(WebApps.login(http.url("/"), "admin", "engineadmin", People.PASSWORD));
            case JAVA_AS_ADMIN -> as("engineadmin", byJava);
            case JAVA_AS_THE_DESK -> byJava.run();
            case SQL -> jdbc.sql(sql).update();
        }
    }

    private void as(String user, Runnable work) {
        List<String> groups = new ArrayList<>();
        identities.createGroupQuery().groupMember(user).list().forEach(group -> groups.add(group.getId()));
        identities.setAuthentication(user, groups);
        try {
            work.run();
        } finally {
            identities.clearAuthentication();
        }
    }

    private void grant(Resources resource, String id) {
        Authorization authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        authorization.setGroupId(Groups.VENDORS);
        authorization.setResource(resource);
        authorization.setResourceId(id);
        authorization.addPermission(Permissions.READ);
        authorizations.saveAuthorization(authorization);
    }

    private User newUser(String firstName) {
        User user = identities.newUser(mallory);
        user.setFirstName(firstName);
        user.setEmail("m@example.com");
        user.setPassword(People.PASSWORD);
        return user;
    }

    private Map<String, ?> user(String firstName) {
        return Map.of(
                "profile", Map.of("id", mallory, "firstName", firstName, "email", "m@example.com"),
                "credentials", Map.of("password", People.PASSWORD));
    }

    /** Since the test began, as {@code actor action subject_type subject_id before after}. */
    private List<String> rows(String action) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', actor, action, subject_type, coalesce(subject_id, '-'),
                                         coalesce(before::text, '-'), coalesce(after::text, '-'))
                        FROM audit_event WHERE id > ? AND action LIKE ? AND action NOT LIKE 'login%' ORDER BY id
                        """).params(before, action).query(String.class).list();
    }
}
