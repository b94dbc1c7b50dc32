package com.withdrawaldesk.security;

import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Directory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reaches local users by the engine's records, and wallet owners known only by token by what the platform told of them. */
@Component
class EngineDirectory implements Directory {

    private final IdentityService identities;
    private final JdbcClient jdbc;

    EngineDirectory(IdentityService identities, JdbcClient jdbc) {
        this.identities = identities;
        this.jdbc = jdbc;
    }

    @Override
    public List<Person> persons(Audience audience) {
        if (audience.kind() == Audience.Kind.GROUP) {
            return identities.createUserQuery().memberOfGroup(audience.id()).list().stream()
                    .map(EngineDirectory::person)
                    .toList();
        }
        return Stream.of(owner(audience.id()), localUser(audience.id()))
                .filter(Objects::nonNull)
                .sorted((a, b) -> Boolean.compare(a.email() == null, b.email() == null))
                .limit(1)
                .toList();
    }

    @Override
    public Map<String, String> names(Collection<String> userIds) {
        return identities.createUserQuery().userIdIn(userIds.toArray(String[]::new)).list().stream()
                .map(EngineDirectory::person)
                .collect(Collectors.toMap(Person::userId, Person::name));
    }

    private Person owner(String userId) {
        return jdbc.sql(
                        "SELECT owner_id, display_name, email FROM wallet WHERE owner_id = ? ORDER BY created_at LIMIT 1")
                .param(userId)
                .query((row, n) -> new Person(row.getString(1), row.getString(2), row.getString(3)))
                .optional()
                .orElse(null);
    }

    private Person localUser(String userId) {
        User user = identities.createUserQuery().userId(userId).singleResult();
        return user == null ? null : person(user);
    }

    private static Person person(User user) {
        String name =
                (Objects.toString(user.getFirstName(), "") + " " + Objects.toString(user.getLastName(), "")).strip();
        String email = user.getEmail() == null || user.getEmail().isBlank() ? null : user.getEmail();
        return new Person(user.getId(), name.isEmpty() ? user.getId() : name, email);
    }
}
