package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.UserIds;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.Group;
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

    EngineUsers(IdentityService identities) {
        this.identities = identities;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String user = given.getName();
        try {
            // A name with control characters is nobody's; the database would not even read it.
            if (user.isBlank()
                    || UserIds.isReserved(user)
                    || user.chars().anyMatch(Character::isISOControl)
                    || !identities.checkPassword(user, String.valueOf(given.getCredentials()))) {
                throw new BadCredentialsException("user name or password is not correct");
            }
            return UsernamePasswordAuthenticationToken.authenticated(
                    user,
                    null,
                    groupsOf(user).stream().map(SimpleGrantedAuthority::new).toList());
        } catch (ProcessEngineException | NestedRuntimeException unreachable) {
            throw new InternalAuthenticationServiceException("the engine cannot check the user", unreachable);
        }
    }

    List<String> groupsOf(String user) {
        return identities.createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
