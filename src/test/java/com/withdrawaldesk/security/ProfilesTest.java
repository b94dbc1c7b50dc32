package com.withdrawaldesk.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.MailDelivery;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestServers;
import com.withdrawaldesk.support.WebApps;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who changes names and addresses, to what, and who is told of it. */
@DeskTest
class ProfilesTest {

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    IdentityService identities;

    @Autowired
    MailDelivery mails;

    @Autowired
    Given given;

    @Autowired
    JdbcClient jdbc;

    private final String user = "named" + Long.toString(System.nanoTime(), 36);

    @BeforeEach
    void somebody() {
        people.add(user, Groups.BUSINESS_ADMINS);
        given.nothingToMail();
    }

    @AfterEach
    void leave() {
        people.remove(user);
    }

    @ParameterizedTest
    @CsvSource({"Ada, Obi, someone@example.com", "Ada, , named@example.com", ", , someone@example.com"})
    void areNotChangedByThemselves(String first, String last, String email) {
        String before = profile();
        WebApps session = WebApps.login(http.url("/"), "tasklist", user, People.PASSWORD);
        Footprint untouched = Footprint.of(jdbc);

        assertThat(session.call("PUT", "user/" + user + "/profile", json(first, last, email)))
                .isEqualTo(403);

        assertThat(profile()).isEqualTo(before);
        assertThat(Footprint.of(jdbc)).isEqualTo(untouched);
    }

    @Test
    void areNotChangedByThemselvesThroughTheEngine() {
        identities.setAuthentication(user, List.of(Groups.BUSINESS_ADMINS));
        try {
            assertThatThrownBy(() -> change(own -> own.setFirstName("Ada")))
                    .hasMessageContaining("changed by an administrator");
        } finally {
            identities.clearAuthentication();
        }
    }

    @Test
    void areChangedByAnAdministratorAndThePersonIsTold() {
        WebApps admin = WebApps.login(http.url("/"), "admin", "engineadmin", People.PASSWORD);

        assertThat(admin.call("PUT", "user/" + user + "/profile", json("Ada", "Obi", "ada.obi@example.org")))
                .isEqualTo(204);

        assertThat(profile()).isEqualTo("Ada | Obi | ada.obi@example.org");
        mails.run();
        assertThat(mailsTo(user + "@example.com"))
                .containsExactlyInAnyOrder("Your e-mail address was changed", "Your name was changed");
        assertThat(mailsTo("ada.obi@example.org")).isEmpty();
    }

    @Test
    void areNotMentionedWhenNothingChanges() {
        change(same -> same.setEmail(user + "@example.com"));

        mails.run();
        assertThat(mailsTo(user + "@example.com")).isEmpty();
    }

    @Test
    void tellOfAChangedPasswordWhoeverChangesIt() {
        change(changed -> changed.setPassword("Quiet-river-42"));
        assertThat(WebApps.login(http.url("/"), "tasklist", user, "Quiet-river-42")
                        .call("PUT", "user/" + user + "/credentials", """
                                {"password": "Other-river-77", "authenticatedUserPassword": "Quiet-river-42"}"""))
                .isEqualTo(204);

        mails.run();
        assertThat(mailsTo(user + "@example.com"))
                .containsExactly("Your password was changed", "Your password was changed");
    }

    /** Whoever takes an account over changes both at once. */
    @Test
    void tellTheOldAddressOfThePasswordToo() {
        change(changed -> {
            changed.setPassword("Quiet-river-42");
            changed.setEmail("thief@example.org");
        });

        mails.run();
        assertThat(mailsTo(user + "@example.com"))
                .containsExactlyInAnyOrder("Your password was changed", "Your e-mail address was changed");
        assertThat(mailsTo("thief@example.org")).isEmpty();
    }

    @Test
    void tellThePersonWhoHadNoAddress() {
        jdbc.sql("UPDATE act_id_user SET email_ = NULL WHERE id_ = ?")
                .param(user)
                .update();

        change(changed -> changed.setEmail(user + "@example.org"));

        mails.run();
        assertThat(mailsTo(user + "@example.org")).containsExactly("Your e-mail address was changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "http://evil.example",
                "a\u202Eb",
                "a\u200Bb",
                "a\nb",
                "a\u0000b",
                "a\u2028b",
                "${1}",
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
            })
    void haveNoStrangeNames(String name) {
        assertThatThrownBy(() -> change(changed -> changed.setFirstName(name)))
                .isInstanceOf(BadUserRequestException.class);
        assertThatThrownBy(() -> change(changed -> changed.setLastName(name)))
                .isInstanceOf(BadUserRequestException.class);
        assertThatThrownBy(() -> create(name, null)).isInstanceOf(BadUserRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@",
                "@example.com",
                "a b@example.com",
                "a@example.com\r\nBcc: x@example.org",
                "a@example.com,b@example.com",
                "Ada <a@example.com>",
                "a\u202E@example.com",
                "a@-example.com",
                "a@example..com"
            })
    void haveNoStrangeAddresses(String email) {
        assertThatThrownBy(() -> change(changed -> changed.setEmail(email)))
                .isInstanceOf(BadUserRequestException.class);
        assertThatThrownBy(() -> create(null, email)).isInstanceOf(BadUserRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Chiọma Ọlá", "O'Neil-Ade, Jr.", "李 小龍", "M&T (Shop) 2/3"})
    void haveNamesOfTheWorld(String name) {
        change(changed -> changed.setFirstName(name));

        assertThat(profile()).startsWith(name);
    }

    /** What was stored before these rules stays, and stands in the way of nothing else. */
    @Test
    void keepWhatTheyAre() {
        jdbc.sql("UPDATE act_id_user SET first_ = '<b>', email_ = 'nobody' WHERE id_ = ?")
                .param(user)
                .update();

        change(changed -> changed.setPassword("Quiet-river-42"));

        assertThat(profile()).startsWith("<b>");
    }

    private void create(String name, String email) {
        User created = identities.newUser(user + "b");
        created.setFirstName(name);
        created.setEmail(email);
        created.setPassword("Quiet-river-42");
        identities.saveUser(created);
    }

    private void change(Consumer<User> how) {
        User changed = identities.createUserQuery().userId(user).singleResult();
        how.accept(changed);
        identities.saveUser(changed);
    }

    private String profile() {
        return jdbc.sql("SELECT concat_ws(' | ', first_, last_, email_) FROM act_id_user WHERE id_ = ?")
                .param(user)
                .query(String.class)
                .single();
    }

    private String json(String first, String last, String email) {
        return "{\"id\": \"%s\", \"firstName\": %s, \"lastName\": %s, \"email\": %s}"
                .formatted(user, quoted(first), quoted(last), quoted(email));
    }

    private static String quoted(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    private static List<String> mailsTo(String address) {
        return Arrays.stream(TestServers.SMTP.getReceivedMessages())
                .filter(mail -> {
                    try {
                        return mail.getRecipients(RecipientType.TO)[0]
                                .toString()
                                .contains(address);
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .map(mail -> {
                    try {
                        return mail.getSubject();
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
