package com.withdrawaldesk.base.throttle;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts the limits in front of the addresses that have them, and tells in each answer what is left, in the form of the IETF
 * draft "RateLimit header fields for HTTP" (10).
 */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration implements WebMvcConfigurer {

    private final Throttle throttle;

    LimitConfiguration(Throttle throttle) {
        this.throttle = throttle;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                if (handler instanceof HandlerMethod method) {
                    spend(Limit.of(method), request, response);
                }
                return true;
            }
        });
    }

    private void spend(List<Limit> limits, HttpServletRequest request, HttpServletResponse response) {
        Principal user = request.getUserPrincipal();
        List<Quota> left = throttle.spend(limits, user == null ? null : user.getName(), request.getRemoteAddr());
        if (!left.isEmpty()) {
            response.setHeader("RateLimit-Policy", joined(left.stream().map(Quota::policyItem)));
            response.setHeader("RateLimit", joined(left.stream().map(Quota::item)));
        }
    }

    private static String joined(Stream<String> items) {
        return items.collect(Collectors.joining(", "));
    }
}
