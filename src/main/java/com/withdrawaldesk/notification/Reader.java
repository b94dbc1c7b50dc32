package com.withdrawaldesk.notification;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Who reads notices: those to the person, and those to each of the groups. */
record Reader(String user, Set<String> groups) {

    static Reader person(Authentication who) {
        return new Reader(who.getName(), Set.of());
    }

    static Reader withGroups(Authentication who) {
        return new Reader(
                who.getName(),
                who.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    boolean hears(Audience audience) {
        return switch (audience.kind()) {
            case PERSON -> user.equals(audience.id());
            case GROUP -> groups.contains(audience.id());
        };
    }

    Stream<Audience> audiences() {
        return Stream.concat(Stream.of(Audience.person(user)), groups.stream().map(Audience::group));
    }
}
