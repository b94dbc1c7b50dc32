package com.withdrawaldesk.security;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.audit.UserIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Notes where each request comes from, for the audit trail and the log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OriginFilter extends OncePerRequestFilter {

    private static final String REQUEST_ID = "X-Request-Id";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String requestId = response.getHeader(REQUEST_ID); // Given at the entrance.
        MDC.put("requestId", requestId);
        Origin.set(new Origin(
                UserIds.ANONYMOUS,
                List.of(),
                request.getRemoteAddr(),
                printable(request.getHeader("User-Agent")),
                requestId));
        try {
            chain.doFilter(request, response);
        } finally {
            Origin.set(null);
            MDC.remove("requestId");
        }
    }

    /** From here on this thread works for the authenticated user. */
    static void identify(Authentication authentication) {
        Origin.set(Origin.current()
                .as(
                        authentication.getName(),
                        authentication.getAuthorities().stream()
                                .map(GrantedAuthority::getAuthority)
                                .toList()));
    }

    private static String printable(String header) {
        if (header == null) {
            return null;
        }
        String clean = header.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
