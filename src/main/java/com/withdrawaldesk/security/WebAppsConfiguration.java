package com.withdrawaldesk.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.util.Map;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.servlet.ServletProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class WebAppsConfiguration {

    /** The web apps leave a servlet alone that is there before them, under the name that they would give it. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ServletContextInitializer engineRest() {
        return context -> {
            var servlet = context.addServlet("Engine Api", ServletContainer.class);
            servlet.addMapping("/camunda/api/engine/*");
            servlet.setInitParameters(Map.of(ServletProperties.JAXRS_APPLICATION_CLASS, EngineRest.class.getName()));
        };
    }

    /** Where an address spells a servlet's path in another way, as in {@code /camunda/%61pi/}, Spring would fail on it. */
    @Bean
    FilterRegistrationBean<Filter> spelledAsItIs(ObjectMapper json) {
        var filter = new FilterRegistrationBean<Filter>((request, response, chain) -> {
            var asked = (HttpServletRequest) request;
            if (asked.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH
                    && !asked.getRequestURI().startsWith(asked.getServletPath())) {
                var refusal = new Refusal(Code.MALFORMED_REQUEST, "The address is not well-formed.");
                Problem.write((HttpServletResponse) response, json, refusal);
            } else {
                chain.doFilter(request, response);
            }
        });
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }
}
