package com.withdrawaldesk.security;

import com.withdrawaldesk.base.rights.Rights;
import com.withdrawaldesk.notification.Standing;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/** What somebody may do now: of local users and API keys the database knows it, of others what the issuer said, while it holds. */
@Component
class CurrentRights implements Rights, Standing {

    private final LocalUsers users;
    private final ApiKeys keys;
    private final Clock clock;

    CurrentRights(LocalUsers users, ApiKeys keys, Clock clock) {
        this.users = users;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public boolean isMember(String user, String group) {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        if (login instanceof JwtAuthenticationToken token && token.getName().equals(user)) {
            return isValid(token) && authorities(token).contains(group);
        }
        if (login instanceof IssuerLogin atIssuer && atIssuer.getName().equals(user)) {
            return clock.instant().isBefore(atIssuer.until())
                    && authorities(login).contains(group);
        }
        return users.isMember(user, group);
    }

    @Override
    public Optional<Set<String>> groups(Authentication login) {
        if (login instanceof JwtAuthenticationToken token) {
            return isValid(token) ? Optional.of(authorities(token)) : Optional.empty();
        }
        if (login.getPrincipal() instanceof ApiKeyHolder holder) {
            return keys.isValid(holder.keyId()) ? Optional.of(authorities(login)) : Optional.empty();
        }
        if (login instanceof IssuerLogin atIssuer) {
            return clock.instant().isBefore(atIssuer.until()) ? Optional.of(authorities(login)) : Optional.empty();
        }
        return login.getPrincipal() instanceof LocalUser then
                ? users.find(then.id())
                        .filter(now -> then.credential().equals(now.credential()))
                        .map(LocalUser::groups)
                : Optional.empty();
    }

    @Override
    public Instant until(Authentication login) {
        if (login.getPrincipal() instanceof ApiKeyHolder holder) {
            return holder.expiresAt();
        }
        if (login instanceof IssuerLogin atIssuer) {
            return atIssuer.until();
        }
        return login instanceof JwtAuthenticationToken token ? token.getToken().getExpiresAt() : null;
    }

    private boolean isValid(JwtAuthenticationToken token) {
        Instant end = token.getToken().getExpiresAt();
        return end != null && clock.instant().isBefore(end);
    }

    private static Set<String> authorities(Authentication login) {
        return login.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toUnmodifiableSet());
    }
}
