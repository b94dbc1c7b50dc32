package com.withdrawaldesk.security;

import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.springframework.core.NestedRuntimeException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Checks user name and password against the engine's users, so that one account serves Tasklist, Cockpit and the API. */
@Component
class EngineUsers implements AuthenticationProvider {

    private final IdentityService identities;
    private final LocalUsers users;
    private final LoginProperties settings;

    EngineUsers(IdentityService identities, LocalUsers users, LoginProperties settings) {
        this.identities = identities;
        this.users = users;
        this.settings = settings;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String name = given.getName();
        try {
            if (!identities.checkPassword(name, String.valueOf(given.getCredentials()))) {
                throw wrong();
            }
            // Whoever has another password since it was checked is found out.
            LocalUser user = users.find(name)
                    .filter(now -> Identities.verified(name)
                            .filter(now.credential()::equals)
                            .isPresent())
                    .orElseThrow(EngineUsers::wrong);
            // Answered as a wrong password: whoever guessed it does not learn here that it is right.
            if (user.groups().contains(Groups.PLATFORM) && !settings.platformPasswords()) {
                throw wrong();
            }
            return authenticated(user);
        } catch (LoginRefused tooSoon) {
            throw new TooSoon(tooSoon.refusal());
        } catch (ProcessEngineException | NestedRuntimeException unreachable) {
            throw new InternalAuthenticationServiceException("the engine cannot check the user", unreachable);
        }
    }

    private static BadCredentialsException wrong() {
        return new BadCredentialsException("user name or password is not correct");
    }

    /** The password came too soon after wrong ones and was not looked at. */
    static final class TooSoon extends AuthenticationException {

        private final transient Refusal refusal;

        TooSoon(Refusal refusal) {
            super(refusal.getMessage());
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
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
