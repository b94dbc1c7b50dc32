package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.UserIds;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.springframework.core.NestedRuntimeException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Checks user name and password against the engine's users, so that one account serves Tasklist, Cockpit and the API. */
@Component
class EngineUsers implements AuthenticationProvider {

    private final IdentityService identities;
    private final LocalUsers users;

    EngineUsers(IdentityService identities, LocalUsers users) {
        this.identities = identities;
        this.users = users;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String name = given.getName();
        try {
            // A name with control characters is nobody's; the database would not even read it.
            if (name.isBlank() || UserIds.isReserved(name) || name.chars().anyMatch(Character::isISOControl)) {
                throw wrong();
            }
            // Read before the password is checked: whoever is changed in between is taken for who they were, and found
            // out.
            Optional<LocalUser> user = users.find(name);
            if (!identities.checkPassword(name, String.valueOf(given.getCredentials()))) {
                throw wrong();
            }
            return authenticated(user.orElseThrow(EngineUsers::wrong));
        } catch (ProcessEngineException | NestedRuntimeException unreachable) {
            throw new InternalAuthenticationServiceException("the engine cannot check the user", unreachable);
        }
    }

    private static BadCredentialsException wrong() {
        return new BadCredentialsException("user name or password is not correct");
    }

    /** This user, let in. */
    static Authentication authenticated(LocalUser user) {
        return UsernamePasswordAuthenticationToken.authenticated(
                user,
                null,
                user.groups().stream().sorted().map(SimpleGrantedAuthority::new).toList());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
