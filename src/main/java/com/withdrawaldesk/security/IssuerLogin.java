package com.withdrawaldesk.security;

import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;

/**
 * Somebody of the staff who logged in to the web apps at the issuer, with the groups that the issuer named then. The desk cannot
 * ask it who they are by now, so such a login is worth what it was until it ends, at the latest with its session's age.
 */
final class IssuerLogin extends AbstractAuthenticationToken {

    private static final String KEPT = IssuerLogin.class.getName();

    private final String user;
    private final Instant until;
    private final OAuth2AuthenticationToken atIssuer;

    IssuerLogin(String user, List<String> groups, Instant until, OAuth2AuthenticationToken atIssuer) {
        super(authorities(groups));
        this.user = user;
        this.until = until;
        this.atIssuer = atIssuer;
        setAuthenticated(true);
    }

    private static Collection<GrantedAuthority> authorities(List<String> groups) {
        return groups.stream()
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList();
    }

    /** The login that this session keeps; null when it was not made at the issuer. */
    static IssuerLogin in(HttpSession session) {
        return (IssuerLogin) session.getAttribute(KEPT);
    }

    void keepIn(HttpSession session) {
        session.setAttribute(KEPT, this);
    }

    Instant until() {
        return until;
    }

    /** As the issuer told it, to log out there. */
    OAuth2AuthenticationToken atIssuer() {
        return atIssuer;
    }

    List<String> groups() {
        return getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    }

    @Override
    public String getPrincipal() {
        return user;
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
