package com.withdrawaldesk.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** The demo listens to this machine only, and its e-mails are nobody's: whoever is here may read them. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoSecurity {

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'self'";

    @Bean
    @Order(0)
    SecurityFilterChain demoPages(HttpSecurity http) throws Exception {
        return http.securityMatcher("/demo/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .requestCache(cache -> cache.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.frameOptions(FrameOptionsConfig::sameOrigin)
                        .contentSecurityPolicy(policy -> policy.policyDirectives(POLICY)))
                .build();
    }
}
