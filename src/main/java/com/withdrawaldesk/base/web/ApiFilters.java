package com.withdrawaldesk.base.web;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.UrlHandlerFilter;

/** What every address of the API has in common before a controller is reached. */
@Configuration(proxyBeanMethods = false)
class ApiFilters {

    /** Each address works with and without the trailing slash. */
    @Bean
    FilterRegistrationBean<UrlHandlerFilter> trailingSlash() {
        var filter = new FilterRegistrationBean<>(UrlHandlerFilter.trailingSlashHandler("/api/**", "/ws/**")
                .wrapRequest()
                .build());
        filter.addUrlPatterns("/api/*", "/ws/*");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }
}
