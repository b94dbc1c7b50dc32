package com.withdrawaldesk.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.springframework.core.NestedRuntimeException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets whoever is logged in to Tasklist or Cockpit use the desk's own pages and alerts in the same browser, as a member of
 * the groups they are in now.
 *
 * <p>A browser sends its cookies whoever wrote the page, so the cookie alone opens nothing of the API: each request, reading
 * ones too, must carry the session's CSRF token in a header, which only pages of the desk can read and send.
 */
class EngineSession extends OncePerRequestFilter {

    static final String TOKEN = CsrfConstants.CSRF_TOKEN_HEADER_NAME;

    /** Sent by pages of the desk with what they ask while nobody touches them. */
    static final String BY_ITSELF = "X-Desk-By-Itself";

    private final WebLogins logins;
    private final boolean withToken;
    private final AuthenticationEntryPoint unreachable;

    private EngineSession(WebLogins logins, boolean withToken, AuthenticationEntryPoint unreachable) {
        this.logins = logins;
        this.withToken = withToken;
        this.unreachable = unreachable;
    }

    /** For sockets, which can send no header of their own; their origin is checked where they are opened. */
    static EngineSession ofSockets(WebLogins logins, AuthenticationEntryPoint unreachable) {
        return new EngineSession(logins, false, unreachable);
    }

    /** For requests of the desk's pages. */
    static EngineSession withToken(WebLogins logins, AuthenticationEntryPoint unreachable) {
        return new EngineSession(logins, true, unreachable);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (session != null && (!withToken || hasToken(request, session))) {
            try {
                logIn(session, withToken && request.getHeader(BY_ITSELF) == null);
            } catch (ProcessEngineException | NestedRuntimeException e) {
                unreachable.commence(
                        request, response, new InternalAuthenticationServiceException("the engine cannot be asked", e));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private void logIn(HttpSession session, boolean active) {
        if (SecurityContextHolder.getContext().getAuthentication() == null) {
            logins.current(session, active)
                    .ifPresent(user -> SecurityContextHolder.setContext(new SecurityContextImpl(user)));
        }
    }

    private static boolean hasToken(HttpServletRequest request, HttpSession session) {
        String sent = request.getHeader(TOKEN);
        return sent != null
                && session.getAttribute(CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME) instanceof String expected
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
