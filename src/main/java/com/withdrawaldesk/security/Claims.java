package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.rights.Groups;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.stereotype.Component;

/** Reads what an issuer says of a person. Claims are somebody else's data: whatever their types are, nothing fails on them. */
@Component
class Claims {

    private final ClaimProperties names;

    Claims(ClaimProperties names) {
        this.names = names;
    }

    /** The person's id here; empty when there is none that a person may have. */
    Optional<String> user(ClaimAccessor claims) {
        return Optional.ofNullable(claims.getClaims().get(names.userClaim()))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(UserIds::isPersons);
    }

    /** Those of the desk's groups that the claim lists, in an array or in a text with blanks in between; others mean nothing here. */
    List<String> groups(ClaimAccessor claims) {
        Object claim = claims.getClaims().get(names.rolesClaim());
        Stream<?> listed = claim instanceof Collection<?> several
                ? several.stream()
                : claim instanceof String text ? Stream.of(text.split(" ")) : Stream.of();
        return listed.filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(Groups.ALL::contains)
                .distinct()
                .toList();
    }
}
