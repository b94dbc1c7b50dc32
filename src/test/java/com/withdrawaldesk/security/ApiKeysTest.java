package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Answers.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Ear;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Statements;
import com.withdrawaldesk.support.TestClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

/** What the marketplace's back end calls with instead of a password. */
@DeskTest
@ExtendWith(OutputCaptureExtension.class)
class ApiKeysTest {

    private static final String KEYS = "/api/admin/api-keys/";
    private static final String ADMIN = "engineadmin";

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Autowired
    ProcessEngineConfigurationImpl engine;

    @Autowired
    LocalUsers users;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    Statements statements;

    private String shop;

    @BeforeEach
    void come() {
        shop = "shop" + UUID.randomUUID().toString().replace("-", "");
        people.add(shop, Groups.PLATFORM);
    }

    @AfterEach
    void go() {
        clock.reset();
        people.remove(shop);
    }

    @Test
    void standsForTheAccountAtTheApi(CapturedOutput log) {
        JsonNode made = make(shop, "Order service");
        String key = made.get("key").asText();

        assertThat(key).matches("wd_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}");
        assertThat(open(key)).isEqualTo(201);

        assertThat(audit("wallet.opened", shop)).hasSize(1);
        assertThat(audit("api_key.made", ADMIN)).anySatisfy(row -> assertThat(row)
                .contains(made.get("id").asText(), shop, "Order service", "expires_at"));
        String secret = key.substring(16);
        Answer list = http.get(ADMIN, KEYS + "?account=" + shop);
        assertThat(list.body().toString()).contains("\"state\":\"valid\"").doesNotContain(secret);
        assertThat(log.getAll()).doesNotContain(secret);
        assertThat(jdbc.sql("SELECT (SELECT count(*) FROM audit_event a WHERE a::text LIKE :secret)"
                                + " + (SELECT count(*) FROM api_key k WHERE k::text LIKE :secret)")
                        .param("secret", "%" + secret + "%")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** One database serves Camunda and Operaton, which call their administrators by different names. */
    @Test
    void isMadeByTheAdministratorsOfEitherEngine() {
        assertThat(http.get(shop, KEYS).status()).isEqualTo(403);
        jdbc.sql("""
                INSERT INTO act_id_group (id_, rev_, name_) VALUES ('operaton-admin', 1, 'Administrators') ON CONFLICT DO NOTHING
                """).update();
        identities.createMembership(shop, Groups.OPERATON_ADMINS);

        assertThat(http.get(shop, KEYS).status()).isEqualTo(200);
        assertThat(engine.getAdminGroups()).contains(Groups.ENGINE_ADMINS, Groups.OPERATON_ADMINS);

        identities.deleteMembership(shop, Groups.OPERATON_ADMINS);
        jdbc.sql("DELETE FROM act_id_group g WHERE id_ = 'operaton-admin'"
                        + " AND NOT EXISTS (SELECT FROM act_id_membership WHERE group_id_ = g.id_)")
                .update();
        assertThat(http.get(shop, KEYS).status()).isEqualTo(403);
    }

    /** Whatever else its account may do. */
    @Test
    void givesTheRightsOfThePlatformAndNoOthers() {
        people.add(shop, Groups.BUSINESS_ADMINS, Groups.VENDORS, Groups.OPERATIONS, Groups.ENGINE_ADMINS);
        String key = key(shop);

        for (String path : List.of(
                "/api/admin/finance/payments/", "/api/vendor/wallet/", "/actuator/prometheus", KEYS, "/api/nothing")) {
            assertProblem(get(path, key), 403, "forbidden");
        }
        assertThat(open(key)).isEqualTo(201);
    }

    @Test
    void opensASocket() throws Exception {
        URI address = URI.create(http.url("/ws/notifications/").toString().replaceFirst("http", "ws"));
        String opened = key(shop);
        Ear ear = Ear.open(HttpClient.newHttpClient(), address, "Authorization", "Bearer " + opened)
                .join();

        assertThat(ear.closed).isNotDone();
        // Told by the database, whichever node it is open at.
        http.send("DELETE", ADMIN, KEYS + opened.substring(3, 15), null);
        assertThat(ear.closed.get(1, TimeUnit.MINUTES)).isNotNull();
        assertProblem(get("/ws/notifications/", key(shop)), 400, "malformed_request");
        assertProblem(get("/ws/notifications/", key(shop) + "x"), 401, "unauthorized");
    }

    @Test
    void isRotatedWithoutAPause() {
        String old = key(shop);
        JsonNode made = make(shop, "Next");
        String next = made.get("key").asText();
        assertThat(Stream.of(open(old), open(next))).containsOnly(201);

        String id = old.substring(3, 15);
        assertStatus(http.send("DELETE", ADMIN, KEYS + id + "/", null), 200);

        assertThat(open(old)).isEqualTo(401);
        assertThat(open(next)).isEqualTo(201);
        assertThat(results(http.get(ADMIN, KEYS + "?account=" + shop), "state")).containsExactly("valid", "revoked");
        assertStatus(http.send("DELETE", ADMIN, KEYS + id, null), 200);
        assertThat(audit("api_key.revoked", ADMIN).stream().filter(row -> row.contains(id)))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row).contains("valid", "revoked", shop));
        assertProblem(http.send("DELETE", ADMIN, KEYS + "nosuchkey123/", null), 404, "not_found");
    }

    @Test
    void expires() {
        clock.stopAt(Instant.now());
        String key = assertStatus(
                        http.post(
                                ADMIN,
                                KEYS,
                                "{\"account\": \"%s\", \"name\": \"Short\", \"valid_days\": 1}".formatted(shop)),
                        201)
                .body()
                .get("key")
                .asText();

        clock.advance(Duration.ofDays(1).minusSeconds(1));
        assertThat(open(key)).isEqualTo(201);
        clock.advance(Duration.ofSeconds(1));
        assertThat(open(key)).isEqualTo(401);
        assertThat(results(http.get(ADMIN, KEYS + "?account=" + shop), "state")).containsExactly("expired");
    }

    @Test
    void hasNoRightsThatItsAccountHasLost() {
        String key = key(shop);
        assertThat(open(key)).isEqualTo(201);

        identities.deleteMembership(shop, Groups.PLATFORM);
        assertThat(open(key)).isEqualTo(401);
        assertThat(results(http.get(ADMIN, KEYS + "?account=" + shop), "state")).containsExactly("without_rights");

        people.add(shop, Groups.PLATFORM);
        assertThat(open(key)).isEqualTo(201);

        people.remove(shop);
        assertThat(open(key)).isEqualTo(401);
        people.add(shop, Groups.PLATFORM); // Another one of the same name.
        assertThat(open(key)).isEqualTo(401);
    }

    @Test
    void isWrongInAnyOtherForm() {
        String key = key(shop);
        String other = key(shop);
        String last = key.endsWith("A") ? "B" : "A";

        for (String wrong : List.of(
                "wd_",
                "wd_x",
                "wd_" + "a".repeat(5_000),
                key.toUpperCase(Locale.ROOT),
                key + "A",
                key.substring(0, key.length() - 1),
                key.substring(0, key.length() - 1) + last,
                key.substring(0, 16) + other.substring(16),
                "wd_ABCDEFGHIJKL_" + key.substring(16),
                key + " " + key,
                key + "," + key,
                key.replace('_', '-'),
                "wd_%00_" + key.substring(16),
                "wd_';--_" + key.substring(16))) {
            assertProblem(get("/api/platform/wallets/", wrong), 401, "unauthorized");
        }
        for (String header : List.of("Bearer", "Bearer ", "wd_ " + key, key, "Basic " + key, "Token " + key)) {
            assertProblem(http.get(null, "/api/platform/wallets/", "Authorization", header), 401, "unauthorized");
        }
        assertThat(http.get(null, "/api/platform/wallets/", "Authorization", "bearer " + key)
                        .status())
                .as("the name of a scheme has no case")
                .isEqualTo(405);
    }

    @Test
    void costsOneStatementAndIsNotedOnceAMinute() {
        clock.stopAt(Instant.now());
        String key = key(shop);
        open(key);

        List<String> sent = statements.during(() -> get("/api/platform/wallets/", key));

        assertThat(sent).hasSize(1);
        Instant first = lastUsed();
        clock.advance(Duration.ofSeconds(59));
        open(key);
        assertThat(lastUsed()).isEqualTo(first);
        clock.advance(Duration.ofSeconds(2));
        open(key);
        assertThat(lastUsed()).isAfter(first);
        assertThat(statements.during(() -> get("/api/platform/wallets/", "wd_short")))
                .as(
                        "what is no key is looked up nowhere; that it came is counted, which may be before the answer is read")
                .allMatch(statement -> statement.contains("audit_tally"));
    }

    @Test
    void isMadeForAccountsOfThePlatformAlone() {
        String vendor = "vendor" + shop;
        people.add(vendor, Groups.VENDORS);
        for (String account : List.of(vendor, "nobody" + shop)) {
            assertProblem(
                    http.post(ADMIN, KEYS, "{\"account\": \"" + account + "\", \"name\": \"x\"}"),
                    400,
                    "validation_failed",
                    "account");
        }
        assertProblem(http.post(ADMIN, KEYS, "{}"), 400, "validation_failed", "account", "name");
        for (int days : new int[] {0, -1, 367, Integer.MAX_VALUE}) {
            assertProblem(
                    http.post(
                            ADMIN,
                            KEYS,
                            "{\"account\": \"%s\", \"name\": \"x\", \"valid_days\": %d}".formatted(shop, days)),
                    400,
                    "validation_failed",
                    "valid_days");
        }
        people.remove(vendor);
    }

    @Test
    void areAllDifferentAndListedByPage() {
        var secrets = new HashSet<String>();
        for (int n = 0; n < 5; n++) {
            secrets.add(key(shop).substring(16));
        }

        Answer page = assertStatus(http.get(ADMIN, KEYS + "?limit=2&account=" + shop), 200);
        assertThat(page.body().get("results")).hasSize(2);
        Answer rest = http.get(ADMIN, page.body().get("next").asText().replace("limit=2", "limit=200"));
        assertThat(rest.body().get("results")).hasSize(3);
        assertThat(secrets).hasSize(5);
        assertProblem(http.get(ADMIN, KEYS + "?colour=red"), 400, "validation_failed", "colour");
    }

    @Test
    void staysAsItWasMade() {
        String id = key(shop).substring(3, 15);
        for (String change : List.of(
                "hash = sha256('known')",
                "expires_at = expires_at + interval '1 year'",
                "account = 'marketplace'",
                "holder = 'marketplace'",
                "created_by = 'nobody'")) {
            assertThatThrownBy(() -> jdbc.sql("UPDATE api_key SET " + change + " WHERE id = ?")
                            .param(id)
                            .update())
                    .as(change)
                    .isInstanceOf(DataAccessException.class);
        }
        assertThatThrownBy(() ->
                        jdbc.sql("DELETE FROM api_key WHERE id = ?").param(id).update())
                .isInstanceOf(DataAccessException.class);
        http.send("DELETE", ADMIN, KEYS + id, null);
        assertThatThrownBy(() -> jdbc.sql("UPDATE api_key SET revoked_at = NULL WHERE id = ?")
                        .param(id)
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    /** In the production form, where nothing else is set. */
    @Test
    void leavesPasswordsOfThePlatformNothingToOpen() {
        var production = new EngineUsers(
                identities,
                users,
                new LoginProperties(5, 50, Duration.ofMinutes(15), Duration.ofMinutes(1), Duration.ofHours(1), false));

        assertThatThrownBy(() -> production.authenticate(
                        UsernamePasswordAuthenticationToken.unauthenticated(shop, People.PASSWORD)))
                .isInstanceOf(BadCredentialsException.class);
        assertThat(production
                        .authenticate(UsernamePasswordAuthenticationToken.unauthenticated("admin1", People.PASSWORD))
                        .isAuthenticated())
                .isTrue();
    }

    private JsonNode make(String account, String name) {
        return assertStatus(
                        http.post(ADMIN, KEYS, "{\"account\": \"%s\", \"name\": \"%s\"}".formatted(account, name)), 201)
                .body();
    }

    private String key(String account) {
        return make(account, "Key").get("key").asText();
    }

    /** The status of an answer to somebody who opens a wallet. */
    private int open(String key) {
        return http.post(
                        null,
                        "/api/platform/wallets/",
                        """
                        {"owner": "owner-%s", "owner_type": "vendor", "display_name": "Shop"}""".formatted(UUID.randomUUID()),
                        "Authorization",
                        "Bearer " + key)
                .status();
    }

    private Answer get(String path, String key) {
        return http.get(null, path, "Authorization", "Bearer " + key);
    }

    private List<String> audit(String action, String actor) {
        return jdbc.sql("SELECT a::text FROM audit_event a WHERE action = ? AND actor = ? ORDER BY id")
                .params(action, actor)
                .query(String.class)
                .list();
    }

    private Instant lastUsed() {
        return jdbc.sql("SELECT max(last_used_at) FROM api_key WHERE account = ?")
                .param(shop)
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }
}
