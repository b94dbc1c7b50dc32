package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebApps;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.digest.Sha512HashDigest;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How passwords of local users are kept, and which are taken. */
@DeskTest
class PasswordsTest {

    private static final String INBOX = "/api/admin/notifications/";
    private static final String ANOTHER = "Quiet-river-42";

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    private final String user = "keeper" + Long.toString(System.nanoTime(), 36);

    @BeforeEach
    void somebody() {
        people.add(user, Groups.BUSINESS_ADMINS);
    }

    @AfterEach
    void leave() {
        people.remove(user);
    }

    @Test
    void areKeptUnderASlowHash() {
        assertThat(stored()).matches("\\{PBKDF2-SHA512}1000\\$[0-9a-f]{160}").hasSizeLessThan(255);
        assertStatus(get(People.PASSWORD), 200);
    }

    /** As the desk kept them before, and as it would after its setting was changed. */
    @ParameterizedTest
    @ValueSource(strings = {"SHA-512", "1001"})
    void areRenewedAtTheNextLoginAndNoSessionEnds(String before) {
        WebApps session = WebApps.login(http.url("/"), "tasklist", user, People.PASSWORD);
        keepAs(before);
        String old = stored();

        assertStatus(get(People.PASSWORD), 200);

        assertThat(stored()).startsWith("{PBKDF2-SHA512}1000$").isNotEqualTo(old);
        assertThat(session.isLoggedIn()).isTrue();
        String renewed = stored();
        assertStatus(get(People.PASSWORD), 200);
        assertThat(stored()).isEqualTo(renewed);
    }

    @Test
    void areNotRenewedByAWrongOne() {
        keepAs("SHA-512");
        String old = stored();

        assertProblem(get("Desk-demo-2"), 401, "unauthorized");

        assertThat(stored()).isEqualTo(old);
    }

    @Test
    void areForgottenWhenTheyAreChanged() {
        assertStatus(get(People.PASSWORD), 200);
        assertStatus(get(People.PASSWORD), 200);

        set(ANOTHER);

        assertProblem(get(People.PASSWORD), 401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password-1", "Qwertyui-1", "Aaaaaaaa-1", "P@ssw0rd-123", "Withdrawal-Desk-1", "Short-1"})
    void areRefusedWhenTheyAreGuessedFirst(String password) {
        assertThatThrownBy(() -> set(password))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessage("Password does not match policy");
        assertThat(WebApps.login(http.url("/"), "tasklist", user, People.PASSWORD)
                        .call("PUT", "user/" + user + "/credentials", """
                                {"password": "%s", "authenticatedUserPassword": "%s"}""".formatted(password, People.PASSWORD)))
                .isGreaterThanOrEqualTo(400);
        assertStatus(get(People.PASSWORD), 200);
    }

    @Test
    void areRememberedForMinutesAndOnlyAsTheyAreStored() {
        var now = new AtomicLong();
        var remembered = new Remembered(now::get);
        remembered.add("right", "hash");

        assertThat(remembered.contains("right", "hash")).isTrue();
        assertThat(remembered.contains("wrong", "hash")).isFalse();
        assertThat(remembered.contains("right", "other hash")).isFalse();

        now.addAndGet(300_000_000_000L);
        assertThat(remembered.contains("right", "hash")).isFalse();
    }

    @Test
    void areRememberedInABoundedPlace() {
        var remembered = new Remembered();
        for (int n = 0; n <= 10_000; n++) {
            remembered.add("right", "hash " + n);
        }

        assertThat(remembered.contains("right", "hash 0")).isFalse();
        assertThat(remembered.contains("right", "hash 10000")).isTrue();
    }

    private Http.Answer get(String password) {
        return http.get(null, INBOX, "Authorization", Http.basic(user, password));
    }

    private void set(String password) {
        User changed = identities.createUserQuery().userId(user).singleResult();
        changed.setPassword(password);
        identities.saveUser(changed);
    }

    private String stored() {
        return jdbc.sql("SELECT pwd_ FROM act_id_user WHERE id_ = ?")
                .param(user)
                .query(String.class)
                .single();
    }

    private void keepAs(String how) {
        String salted = EncryptionUtil.saltPassword(
                People.PASSWORD,
                jdbc.sql("SELECT salt_ FROM act_id_user WHERE id_ = ?")
                        .param(user)
                        .query(String.class)
                        .single());
        String kept = how.equals("SHA-512")
                ? "{SHA-512}" + new Sha512HashDigest().encrypt(salted)
                : "{PBKDF2-SHA512}"
                        + new PasswordHash(new PasswordProperties(Integer.parseInt(how), Set.of())).encrypt(salted);
        jdbc.sql("UPDATE act_id_user SET pwd_ = ? WHERE id_ = ?")
                .params(kept, user)
                .update();
    }
}
