package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.FailedLogins;
import com.withdrawaldesk.audit.LoginAttempt;
import com.withdrawaldesk.audit.Once;
import com.withdrawaldesk.audit.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Records who logs in and out, and who tries to in vain. Each login to the web apps is recorded. Calls of the API carry their
 * credentials each time: the first in an hour of a user at an address is, unless it is refused.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1) // Where the origin is known, and around everything that lets in.
class LoginTrail extends OncePerRequestFilter implements HttpSessionAttributeListener {

    private static final Logger LOG = LoggerFactory.getLogger(LoginTrail.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final String LOGOUT = "/camunda/api/admin/auth/user/default/logout";

    /** Where the web apps keep who is logged in. */
    private static final String LOGINS = "authenticatedUser";

    private static final String RECORDED = LoginTrail.class.getName();

    /** Who was let in by this thread's request. */
    private static final ThreadLocal<Authentication> KNOWN = new ThreadLocal<>();

    private final Audit audit;
    private final Once once;
    private final FailedLogins failed;
    private final IdentityService identities;

    /** Late, because filters and listeners are made before all that they need. */
    LoginTrail(@Lazy Audit audit, @Lazy Once once, @Lazy FailedLogins failed, @Lazy IdentityService identities) {
        this.audit = audit;
        this.once = once;
        this.failed = failed;
        this.identities = identities;
    }

    /** A call of the API. */
    @EventListener
    void succeeded(AuthenticationSuccessEvent event) {
        if (!isAtIssuer(event.getAuthentication())) {
            letIn(event.getAuthentication());
        }
    }

    /** Who it is and whether they are let in, {@link IssuerEntrance} finds out later. */
    private static boolean isAtIssuer(Authentication tried) {
        return tried instanceof OAuth2LoginAuthenticationToken;
    }

    /** Of this thread's request, by credentials of its own. */
    static void letIn(Authentication who) {
        KNOWN.set(who);
    }

    /** Whatever was refused is in the trail as that, with the name, and has changed nothing. */
    private void recordUnlessRefused(HttpServletRequest request, HttpServletResponse response) {
        int status = response.getStatus();
        boolean refused = status == HttpServletResponse.SC_UNAUTHORIZED
                || status == HttpServletResponse.SC_FORBIDDEN
                || status >= HttpServletResponse.SC_BAD_REQUEST
                        && !request.getMethod().equals("GET");
        Authentication who = KNOWN.get();
        if (who == null && status == HttpServletResponse.SC_UNAUTHORIZED && ApiKeys.in(request) != null) {
            failed.count(null);
        }
        if (who != null && !refused) {
            List<String> roles = who.getAuthorities().stream()
                    .map(GrantedAuthority::getAuthority)
                    .toList();
            String by = who.getPrincipal() instanceof ApiKeyHolder
                    ? "api key"
                    : who instanceof UsernamePasswordAuthenticationToken ? "password" : "token";
            as(who.getName(), roles, () -> once.record(login(who.getName(), by), EVERY));
        }
    }

    /** What is sent in place of a token or key is nobody's name and may be a secret, so it is only counted. */
    @EventListener
    void failed(AbstractAuthenticationFailureEvent event) {
        if (!isAtIssuer(event.getAuthentication())
                && !(event.getException() instanceof InternalAuthenticationServiceException)
                && !(event.getAuthentication() instanceof UsernamePasswordAuthenticationToken)) {
            failed.count(null);
        }
    }

    /** A password, at whichever door. */
    @EventListener
    void tried(LoginAttempt attempt) {
        if (attempt.outcome() != LoginAttempt.Outcome.SUCCEEDED) {
            failed.count(existing(attempt.user()));
        }
    }

    private String existing(String user) {
        return identities.createUserQuery().userId(user).count() == 1 ? user : null;
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        loggedIn(event.getSession(), event.getName(), event.getValue());
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        loggedIn(event.getSession(), event.getName(), event.getSession().getAttribute(event.getName()));
    }

    private void loggedIn(HttpSession session, String name, Object value) {
        UserAuthentication login = name.equals(LOGINS) ? login(value) : null;
        if (login != null && !login.getIdentityId().equals(session.getAttribute(RECORDED))) {
            String user = login.getIdentityId();
            session.setAttribute(RECORDED, user);
            String by = IssuerLogin.in(session) == null ? "web app" : "issuer";
            as(user, login.getGroupIds(), () -> audit.record(login(user, by)));
        }
    }

    private static UserAuthentication login(Object logins) {
        return logins instanceof Authentications all
                ? (UserAuthentication) all.getAuthenticationForProcessEngine("default")
                : null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getRequestURI().equals(LOGOUT) ? request.getSession(false) : null;
        UserAuthentication login = session == null ? null : login(session.getAttribute(LOGINS));
        try {
            chain.doFilter(request, response);
            recordUnlessRefused(request, response);
        } finally {
            KNOWN.remove();
        }
        if (login != null && response.getStatus() == HttpServletResponse.SC_OK) {
            String user = login.getIdentityId();
            as(user, login.getGroupIds(), () -> audit.record(Audit.Event.of("logout", "user", user)));
        }
    }

    private static Audit.Event login(String user, String by) {
        return Audit.Event.of("login", "user", user).changed(null, Map.of("by", by));
    }

    /** A trail that cannot be written keeps nobody out who may come in; the database that is gone for it is gone for them, too. */
    private static void as(String user, List<String> roles, Runnable work) {
        Origin before = Origin.current();
        Origin.set(before.as(user, roles));
        try {
            work.run();
        } catch (DataAccessException | TransactionException unreachable) {
            LOG.warn("login or logout not recorded: {}", unreachable.toString());
        } finally {
            Origin.set(before);
        }
    }
}
