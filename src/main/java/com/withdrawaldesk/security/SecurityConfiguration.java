package com.withdrawaldesk.security;

import static com.withdrawaldesk.base.rights.Groups.AUDITORS;
import static com.withdrawaldesk.base.rights.Groups.BUSINESS_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.CUSTOMERS;
import static com.withdrawaldesk.base.rights.Groups.ENGINE_ADMINS;
import static com.withdrawaldesk.base.rights.Groups.OPERATIONS;
import static com.withdrawaldesk.base.rights.Groups.PLATFORM;
import static com.withdrawaldesk.base.rights.Groups.VENDORS;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String DOCS_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final EngineUsers users;
    private final WebLogins logins;
    private final ApiKeys keys;
    private final ObjectMapper json;
    private final Audit audit;
    private final ObjectProvider<JwtDecoder> tokens;
    private final Claims claims;

    SecurityConfiguration(
            EngineUsers users,
            WebLogins logins,
            ApiKeys keys,
            ObjectMapper json,
            Audit audit,
            ObjectProvider<JwtDecoder> tokens,
            Claims claims) {
        this.users = users;
        this.logins = logins;
        this.keys = keys;
        this.json = json;
        this.audit = audit;
        this.tokens = tokens;
        this.claims = claims;
    }

    /** Nobody reads what Spring Security would measure of each of its filters; requests and logins have metrics of their own. */
    @Bean
    static SecurityObservationSettings withoutObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Providers know no password: what they send is let in by its signature, where it is received. */
    @Bean
    @Order(0)
    SecurityFilterChain webhooks(HttpSecurity http) throws Exception {
        return http.securityMatcher(
                        "/api/webhooks/paystack", "/api/webhooks/paystack/approval", "/api/webhooks/flutterwave")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /**
     * The API starts no session. User and password of a local user, an API key, a bearer token when a decoder is configured,
     * or the session of the web apps with its CSRF token.
     */
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        return stateless(http, "/api/**", "/actuator/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/api/vendor/**")
                        .hasAuthority(VENDORS)
                        .requestMatchers("/api/customer/**")
                        .hasAuthority(CUSTOMERS)
                        // Who looks after whom is not the one who is looked after.
                        .requestMatchers("/api/admin/audit/**", "/api/admin/audit.csv")
                        .hasAuthority(AUDITORS)
                        .requestMatchers(HttpMethod.GET, "/api/admin/api-keys/**", "/api/admin/identities/**")
                        .hasAnyAuthority(ENGINE_ADMINS, AUDITORS)
                        .requestMatchers("/api/admin/api-keys/**", "/api/admin/identities/**")
                        .hasAuthority(ENGINE_ADMINS)
                        .requestMatchers(
                                HttpMethod.GET,
                                "/api/admin/finance/reconciliation/**",
                                "/api/admin/finance/webhooks",
                                "/api/admin/finance/looking",
                                "/api/admin/finance/withdrawal-detail",
                                "/api/admin/finance/list-withdrawals",
                                "/api/admin/finance/list-withdrawals.csv",
                                "/api/admin/operations/**",
                                "/api/admin/notifications/**")
                        .hasAnyAuthority(BUSINESS_ADMINS, OPERATIONS, AUDITORS)
                        .requestMatchers(HttpMethod.GET, "/api/admin/payouts/**")
                        .hasAnyAuthority(BUSINESS_ADMINS, OPERATIONS, AUDITORS)
                        .requestMatchers("/api/admin/payouts/**")
                        .hasAnyAuthority(BUSINESS_ADMINS, OPERATIONS)
                        .requestMatchers(HttpMethod.GET, "/api/admin/**")
                        .hasAnyAuthority(BUSINESS_ADMINS, AUDITORS)
                        .requestMatchers("/api/admin/operations/**")
                        .hasAuthority(OPERATIONS)
                        .requestMatchers("/api/admin/notifications/**")
                        .hasAnyAuthority(BUSINESS_ADMINS, OPERATIONS)
                        .requestMatchers("/api/admin/**")
                        .hasAuthority(BUSINESS_ADMINS)
                        .requestMatchers("/api/platform/**")
                        .hasAuthority(PLATFORM)
                        .requestMatchers("/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .hasAnyAuthority(OPERATIONS, ENGINE_ADMINS, AUDITORS)
                        .anyRequest()
                        .denyAll())
                .addFilterBefore(EngineSession.withToken(logins, this::unauthorized), BasicAuthenticationFilter.class)
                .build();
    }

    /** Live alerts: whoever is logged in to the web apps, or the API's credentials. */
    @Bean
    @Order(2)
    SecurityFilterChain desk(HttpSecurity http) throws Exception {
        return stateless(http, "/ws/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .addFilterBefore(EngineSession.ofSockets(logins, this::unauthorized), BasicAuthenticationFilter.class)
                .build();
    }

    /** The web apps bring their own login and CSRF protection. Who gets as far as that, the door decides. */
    @Bean
    @Order(3)
    SecurityFilterChain webapps(HttpSecurity http, LocalUsers local, TaskService tasks, IdentityService identities)
            throws Exception {
        return http.securityMatcher(PathPatternRequestMatcher.withDefaults().matcher("/camunda/**"))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .headers(SecurityConfiguration::besideTheirOwn)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .addFilterAfter(
                        new EngineDoor(logins, local, tasks, identities, json, audit), AuthorizationFilter.class)
                .build();
    }

    /** What the web apps do not send, or not with each answer. Files of their pages may be kept, answers of their API not. */
    private static void besideTheirOwn(HeadersConfigurer<HttpSecurity> headers) {
        headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                .contentSecurityPolicy(policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .addHeaderWriter((request, response) -> {
                    if (request.getRequestURI().startsWith("/camunda/api/")
                            && !request.getRequestURI().contains("/static/")) {
                        response.setHeader("Cache-Control", "no-store");
                    }
                });
    }

    /** The API's description is no secret. Its page brings its scripts; only for styles it needs more than files of the desk. */
    @Bean
    @Order(4)
    SecurityFilterChain docs(HttpSecurity http) throws Exception {
        return http.securityMatcher("/docs", "/docs/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(DOCS_POLICY)))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint((request, response, cause) -> nothing(response))
                                .accessDeniedHandler((request, response, denied) -> nothing(response)))
                .build();
    }

    /** Nothing else is here. No challenge either: it would open a password dialog over Tasklist, which looks for a welcome. */
    @Bean
    @Order(5)
    SecurityFilterChain rest(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/",
                                "/error",
                                "/favicon.ico",
                                "/admin/withdrawals/*",
                                "/admin/payout-runs/*",
                                "/webjars/chart.js/dist/chart.umd.min.js")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint((request, response, cause) -> nothing(response))
                                .accessDeniedHandler((request, response, denied) -> nothing(response)))
                .build();
    }

    private void nothing(HttpServletResponse response) throws IOException {
        Problem.write(response, json, new Refusal(Code.NOT_FOUND, "There is nothing at this address."));
    }

    /** Addresses that could mean something else to somebody else, as with {@code //} or {@code ;} in them. */
    @Bean
    RequestRejectedHandler ambiguousAddress() {
        return (request, response, rejected) ->
                Problem.write(response, json, new Refusal(Code.MALFORMED_REQUEST, "The address is not well-formed."));
    }

    private HttpSecurity stateless(HttpSecurity http, String... paths) throws Exception {
        http.addFilterBefore(new ApiKeyLogin(keys, this::unauthorized), BearerTokenAuthenticationFilter.class);
        if (tokens.getIfAvailable() != null) {
            var bearer = new DefaultBearerTokenResolver();
            http.oauth2ResourceServer(server -> server.authenticationEntryPoint(this::unauthorized)
                    .bearerTokenResolver(request -> ApiKeys.in(request) == null ? bearer.resolve(request) : null)
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(this::bearer))
                    .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                        @Override
                        public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                            // By default an issuer that cannot be reached is an error of the server.
                            filter.setAuthenticationFailureHandler(SecurityConfiguration.this::unauthorized);
                            return filter;
                        }
                    }));
        }
        // Without the application's own manager behind, which has the same users and would check a wrong password
        // again.
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(null);
        return http.securityMatcher(paths)
                .authenticationProvider(users)
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                // The session of the web apps is looked at and left as it is; a new id would end it for their next
                // request.
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS)
                        .sessionFixation(fixation -> fixation.none()))
                .httpBasic(basic -> basic.authenticationEntryPoint(this::unauthorized))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(this::unauthorized)
                        .accessDeniedHandler((request, response, denied) -> forbidden(request, response)))
                .addFilterBefore(
                        (request, response, chain) -> {
                            Authentication who =
                                    SecurityContextHolder.getContext().getAuthentication();
                            if (who != null) {
                                OriginFilter.identify(who);
                            }
                            chain.doFilter(request, response);
                        },
                        AuthorizationFilter.class);
    }

    /** People are administered in the web apps only, where a login ends with its session: no token makes an administrator. */
    private AbstractAuthenticationToken bearer(Jwt token) {
        var groups = claims.groups(token).stream()
                .filter(group -> !group.equals(ENGINE_ADMINS))
                .map(SimpleGrantedAuthority::new)
                .toList();
        return new JwtAuthenticationToken(token, groups, claims.user(token).orElseThrow());
    }

    private void unauthorized(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        if (cause instanceof EngineUsers.TooSoon tooSoon) {
            Problem.write(response, json, tooSoon.refusal());
            return;
        }
        if (cause instanceof AuthenticationServiceException || cause.getCause() instanceof DataAccessException) {
            Problem.write(
                    response,
                    json,
                    new Refusal(Code.SERVICE_UNAVAILABLE, "The desk cannot check who you are at the moment.")
                            .retryAfter(Duration.ofSeconds(5)));
            return;
        }
        // A challenge would open the browser's password dialog over Tasklist, whose own login is the one to use.
        if (request.getHeader(EngineSession.TOKEN) == null) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Withdrawal Desk\", charset=\"UTF-8\"");
            if (tokens.getIfAvailable() != null) {
                boolean bad = cause instanceof OAuth2AuthenticationException;
                response.addHeader("WWW-Authenticate", bad ? "Bearer error=\"invalid_token\"" : "Bearer");
            }
        }
        Problem.write(
                response,
                json,
                new Refusal(Code.UNAUTHORIZED, "Send a user name and password, an API key or a bearer token."));
    }

    private void forbidden(HttpServletRequest request, HttpServletResponse response) throws IOException {
        audit.recordRefused(
                Audit.Event.of(request.getMethod() + " " + request.getRequestURI(), "endpoint", request.getRequestURI())
                        .because("role not allowed"));
        Problem.write(response, json, new Refusal(Code.FORBIDDEN, "Your role does not allow this."));
    }
}
