package com.withdrawaldesk.security;

import com.withdrawaldesk.base.rights.Groups;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.NestedRuntimeException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets in who sends a valid API key, as its account with the rights of the group {@code platform}. */
class ApiKeyLogin extends OncePerRequestFilter {

    private final ApiKeys keys;
    private final AuthenticationEntryPoint refusal;

    ApiKeyLogin(ApiKeys keys, AuthenticationEntryPoint refusal) {
        this.keys = keys;
        this.refusal = refusal;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = ApiKeys.in(request);
        if (key != null) {
            try {
                ApiKeyHolder holder = keys.holder(key)
                        .orElseThrow(() -> new BadCredentialsException("the API key is not or no longer valid"));
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        holder, null, AuthorityUtils.createAuthorityList(List.of(Groups.PLATFORM))));
                SecurityContextHolder.setContext(context);
                LoginTrail.letIn(context.getAuthentication());
            } catch (BadCredentialsException nobodys) {
                refusal.commence(request, response, nobodys);
                return;
            } catch (NestedRuntimeException unreachable) {
                refusal.commence(
                        request,
                        response,
                        new InternalAuthenticationServiceException("keys cannot be looked up", unreachable));
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
