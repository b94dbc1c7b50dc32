package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.WebApps;
import com.withdrawaldesk.withdrawal.WithdrawalRequests;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Nobody has a name of the desk's own, or one that differs from another's in case only, whoever gives it. */
@DeskTest
class UserIdsTest {

    private static final Path SOURCES = Path.of("src/main/java");

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    IdentityService identities;

    @Test
    void reservesEveryNameThatTheDeskSignsItsWorkWith() throws IOException {
        List<String> own = Arrays.stream(UserIds.class.getFields())
                .filter(field -> !field.getName().equals("PATTERN"))
                .map(UserIdsTest::text)
                .toList();
        assertThat(own)
                .contains(Origin.SYSTEM.user(), WithdrawalRequests.RUN, "anonymous")
                .allMatch(UserIds::isReserved)
                .noneMatch(UserIds::isPersons);

        // An origin's user is a name of these, or was read from a login.
        try (var files = Files.walk(SOURCES)) {
            List<String> users = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("Origin.java"))
                    .map(UserIdsTest::read)
                    .flatMap(source -> Pattern.compile("new Origin\\(\\s*([^,]+),")
                            .matcher(source)
                            .results())
                    .map(match -> match.group(1).strip())
                    .toList();
            assertThat(users).isNotEmpty().allMatch(user -> user.matches("UserIds\\.\\w+|WithdrawalRequests\\.RUN"));
        }
    }

    @Test
    void keepsThePatternOfUserIdsInOnePlace() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> read(file).contains("A-Za-z0-9_.@-"))
                            .map(file -> file.getFileName().toString()))
                    .containsExactly("UserIds.java");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "System", "SYSTEM", "anonymous", "Anonymous", "payout-run", "PAYOUT-RUN"})
    void givesNobodyANameOfItsOwn(String name) {
        assertProblem(
                http.post("marketplace", "/api/platform/wallets/", """
                {"owner": "%s", "owner_type": "vendor", "display_name": "Shop"}
                """.formatted(name)),
                400,
                "validation_failed",
                "owner");
        assertProblem(
                http.get(null, "/api/vendor/wallet/", "Authorization", Http.basic(name, People.PASSWORD)),
                401,
                "unauthorized");
        if (name.matches("\\w+")) { // The engine itself takes no others.
            assertThatThrownBy(() -> identities.saveUser(identities.newUser(name)))
                    .isInstanceOf(BadUserRequestException.class);
            assertRefusedByWebApps(name);
        }
    }

    @Test
    void givesNobodyAnothersNameInOtherLetters() {
        String user = given.vendor("0.00");
        String twin = user.toUpperCase(java.util.Locale.ROOT);

        assertThatThrownBy(() -> identities.saveUser(identities.newUser(twin)))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining(user);
        assertRefusedByWebApps(twin);
        assertRefusedByWebApps("Admin1");
    }

    private void assertRefusedByWebApps(String name) {
        var administrator = WebApps.login(http.url("/"), "admin", "engineadmin", People.PASSWORD);

        assertThatThrownBy(() -> administrator.post(
                        "user/create",
                        Map.of("profile", Map.of("id", name), "credentials", Map.of("password", People.PASSWORD))))
                .hasMessageContaining("BadUserRequestException");
        assertThat(identities.createUserQuery().userId(name).count()).isZero();
    }

    @Test
    void knowsEveryGroupThatIsNamed() {
        assertThat(Arrays.stream(Groups.class.getFields())
                        .filter(field -> field.getType() == String.class)
                        .map(UserIdsTest::text)
                        // The other name of one of them, which only the fork of the engine gives.
                        .filter(group -> !group.equals(Groups.OPERATON_ADMINS)))
                .containsExactlyInAnyOrderElementsOf(Groups.ALL);
    }

    private static String text(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
