package com.withdrawaldesk.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets whoever is logged in to Tasklist or Cockpit use the desk's own pages and alerts in the same browser. Not part of the
 * API's chain: cookies must not authorise what moves money.
 */
class EngineSession extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        var logins = session == null ? null : AuthenticationUtil.getAuthsFromSession(session);
        UserAuthentication login =
                logins == null ? null : (UserAuthentication) logins.getAuthenticationForProcessEngine("default");
        if (login != null && SecurityContextHolder.getContext().getAuthentication() == null) {
            List<String> groups = login.getGroupIds() == null ? List.of() : login.getGroupIds();
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    login.getIdentityId(),
                    null,
                    groups.stream().map(SimpleGrantedAuthority::new).toList()));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
