package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.FailedLogins;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Throttle;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;

/**
 * Lets whoever the issuer has identified in to the web apps, if they are staff: in a session of their own, with their groups as
 * the issuer names them. They need no local user. Who is not staff is left without a session.
 */
class IssuerEntrance implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    static final List<String> APPS = List.of("tasklist", "cockpit", "admin");

    private static final Logger LOG = LoggerFactory.getLogger(IssuerEntrance.class);

    private final Issuer issuer;
    private final Claims claims;
    private final AuthorizationService authorizations;
    private final SessionProperties sessions;
    private final Underway underway;
    private final Audit audit;
    private final FailedLogins failed;
    private final Throttle throttle;
    private final LogoutSuccessHandler out;
    private final IssuerPage page;
    private final Clock clock;

    IssuerEntrance(
            Issuer issuer,
            Claims claims,
            AuthorizationService authorizations,
            SessionProperties sessions,
            Underway underway,
            Audit audit,
            FailedLogins failed,
            Throttle throttle,
            LogoutSuccessHandler out,
            IssuerPage page,
            Clock clock) {
        this.issuer = issuer;
        this.claims = claims;
        this.authorizations = authorizations;
        this.sessions = sessions;
        this.underway = underway;
        this.audit = audit;
        this.failed = failed;
        this.throttle = throttle;
        this.out = out;
        this.page = page;
        this.clock = clock;
    }

    Underway underway() {
        return underway;
    }

    /** A filter in front of what goes to the issuer and comes from it. */
    void guard(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        try {
            throttle.spend(List.of(Limit.LOGINS), null, request.getRemoteAddr());
            issuer.findByRegistrationId(Issuer.ID);
        } catch (Refusal refusal) {
            page.show(answer, refusal);
            return;
        }
        chain.doFilter(request, response);
    }

    /** A filter in its place: the session ends here and at the issuer. A link of another site ends nobody's. */
    void logOut(ServletRequest asked, ServletResponse answer, FilterChain chain) throws IOException, ServletException {
        var request = (HttpServletRequest) asked;
        var response = (HttpServletResponse) answer;
        if (!request.getRequestURI().equals(OidcConfiguration.LOGOUT)) {
            chain.doFilter(request, response);
            return;
        }
        HttpSession session = request.getSession(false);
        if (session == null || "cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            response.sendRedirect("/");
            return;
        }
        IssuerLogin login = IssuerLogin.in(session);
        session.invalidate();
        if (login != null) {
            recorded(
                    login.getName(),
                    login.groups(),
                    () -> audit.record(Audit.Event.of("logout", "user", login.getName())));
        }
        out.onLogoutSuccess(request, response, login == null ? null : login.atIssuer());
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        var atIssuer = (OAuth2AuthenticationToken) authentication;
        var person = (OidcUser) atIssuer.getPrincipal();
        String user = claims.user(person).orElse(UserIds.ANONYMOUS);
        List<String> groups = claims.groups(person).stream()
                .filter(EngineCalls.STAFF::contains)
                .toList();
        Set<String> apps = UserIds.isPersons(user) ? appsOf(user, groups) : Set.of();
        HttpSession before = request.getSession(false);
        if (before != null) {
            before.invalidate();
        }
        if (apps.isEmpty()) {
            recorded(
                    user,
                    claims.groups(person),
                    () -> audit.recordRefused(
                            Audit.Event.of("login", "user", user).because("not staff")));
            page.show(response, new Refusal(Code.FORBIDDEN, "This is for staff."));
            return;
        }
        Instant until = clock.instant().plus(sessions.maxAge());
        HttpSession session = request.getSession(true);
        new IssuerLogin(user, groups, until, atIssuer).keepIn(session);
        var logins = new Authentications();
        logins.addOrReplace(login(user, groups, apps, until));
        AuthenticationUtil.updateSession(session, logins);
        String app = underway.app(request);
        response.sendRedirect(app != null && apps.contains(app) ? "/camunda/app/" + app + "/default/" : home(apps));
    }

    private static String home(Set<String> apps) {
        return APPS.stream()
                .filter(apps::contains)
                .findFirst()
                .map(app -> "/camunda/app/" + app + "/default/")
                .orElseThrow();
    }

    /** As the web apps make it of a local user, whom they would look for in vain. */
    private static UserAuthentication login(String user, List<String> groups, Set<String> apps, Instant until) {
        var login = new UserAuthentication(user, "default");
        login.setGroupIds(groups);
        login.setTenantIds(List.of());
        login.setAuthorizedApps(apps);
        login.setCacheValidationTime(Date.from(until)); // Until then they do not look for the user again.
        return login;
    }

    private Set<String> appsOf(String user, List<String> groups) {
        return groups.isEmpty()
                ? Set.of()
                : APPS.stream()
                        .filter(app -> authorizations.isUserAuthorized(
                                user, groups, Permissions.ACCESS, Resources.APPLICATION, app))
                        .collect(Collectors.toSet());
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        failed.count(null);
        if (failure instanceof OAuth2AuthenticationException told) {
            // Whoever comes back may have written what is said there, and as often as they like.
            LOG.debug(
                    "a login at the issuer failed: {}",
                    told.getError().getErrorCode().replaceAll("[^a-z_]", "?"));
        }
        page.show(response, new Refusal(Code.UNAUTHORIZED, "The login did not come to an end."));
    }

    private static void recorded(String user, List<String> roles, Runnable work) {
        Origin before = Origin.current();
        Origin.set(before.as(user, roles));
        try {
            work.run();
        } finally {
            Origin.set(before);
        }
    }
}
