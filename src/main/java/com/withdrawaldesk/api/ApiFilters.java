package com.withdrawaldesk.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.UrlHandlerFilter;

/** What every address of the API has in common before a controller is reached. */
@Configuration(proxyBeanMethods = false)
class ApiFilters {

    private static final int MAX_BYTES = 64 * 1024;

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

    /** Bodies above 64 KB are refused: by their declared length at once, without one as soon as they pass it. */
    @Bean
    FilterRegistrationBean<OncePerRequestFilter> bodyLimit(ObjectMapper json) {
        var filter = new FilterRegistrationBean<OncePerRequestFilter>(new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                if (request.getContentLengthLong() > MAX_BYTES) {
                    Problem.write(response, json, tooLarge());
                } else {
                    chain.doFilter(new Limited(request), response);
                }
            }
        });
        filter.addUrlPatterns("/api/*");
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return filter;
    }

    private static Refusal tooLarge() {
        return new Refusal(Code.BODY_TOO_LARGE, "Bodies of more than 64 KB are not accepted.");
    }

    private static final class Limited extends HttpServletRequestWrapper {

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        Counted(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = body.read(buffer, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int bytes) {
            read += bytes;
            if (read > MAX_BYTES) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
