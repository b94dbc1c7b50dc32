package com.withdrawaldesk.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.FailedLogins;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Throttle;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationService;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.web.client.RestClient;
import org.thymeleaf.ITemplateEngine;

/** The web apps' login at an issuer: authorization code with PKCE. Without {@code desk.oidc.issuer-uri} nothing of it is there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!'${desk.oidc.issuer-uri:}'.isBlank()") // A variable that is set and empty is none.
class OidcConfiguration {

    static final String LOGIN = "/oauth2/authorization/" + Issuer.ID;
    static final String LOGOUT = "/oauth2/logout";

    private static final String CALLBACK = "/login/oauth2/code/" + Issuer.ID;

    /** The pages of the web apps, without their files. */
    private static final Pattern PAGE =
            Pattern.compile("/camunda(?:/|/app/?|/app/(tasklist|cockpit|admin|welcome)(?:/(?:default/?)?)?)?");

    private static final Pattern PASSWORD = Pattern.compile("/camunda/api/admin/auth/user/[^/]+/login/.*");

    private final OidcProperties settings;
    private final String publicUrl;
    private final ObjectMapper json;

    OidcConfiguration(OidcProperties settings, @Value("${desk.public-url}") String publicUrl, ObjectMapper json) {
        this.settings = settings;
        this.publicUrl = publicUrl;
        this.json = json;
    }

    /** Sends people back to the public address and not to that by which somebody came, which is theirs to choose. */
    @Bean
    Issuer issuer() {
        return new Issuer(settings, publicUrl + CALLBACK);
    }

    @Bean
    IssuerEntrance issuerEntrance(
            Issuer issuer,
            Claims claims,
            AuthorizationService authorizations,
            SessionProperties sessions,
            Audit audit,
            FailedLogins failed,
            Throttle throttle,
            ITemplateEngine templates,
            Wording wording,
            Clock clock) {
        var underway = new Underway(issuer, settings.clientSecret(), CALLBACK, publicUrl.startsWith("https:"), clock);
        var out = new OidcClientInitiatedLogoutSuccessHandler(issuer);
        out.setPostLogoutRedirectUri(publicUrl + "/");
        var page = new IssuerPage(templates, wording);
        return new IssuerEntrance(
                issuer, claims, authorizations, sessions, underway, audit, failed, throttle, out, page, clock);
    }

    /** To the issuer, back from it, and out. */
    @Bean
    @Order(1)
    SecurityFilterChain atIssuer(HttpSecurity http, Issuer issuer, IssuerEntrance entrance) throws Exception {
        var resolver = new DefaultOAuth2AuthorizationRequestResolver(
                issuer, OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        return http.securityMatcher(LOGIN, CALLBACK, LOGOUT)
                .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                .csrf(AbstractHttpConfigurer::disable) // The state that goes to the issuer and back does that.
                .requestCache(AbstractHttpConfigurer::disable)
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER)
                        .sessionFixation(fixation -> fixation.none())) // The entrance begins a session of its own.
                .oauth2Login(login -> login.loginPage(LOGIN)
                        .authorizedClientRepository(new Forgetful())
                        .authorizationEndpoint(to -> to.authorizationRequestResolver(resolver)
                                .authorizationRequestRepository(entrance.underway()))
                        .tokenEndpoint(token -> token.accessTokenResponseClient(tokens()))
                        .redirectionEndpoint(back -> back.baseUri(CALLBACK))
                        .successHandler(entrance)
                        .failureHandler(entrance))
                .logout(AbstractHttpConfigurer::disable)
                .addFilterBefore(entrance::logOut, OAuth2AuthorizationRequestRedirectFilter.class)
                .addFilterBefore(entrance::guard, OAuth2AuthorizationRequestRedirectFilter.class)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint((request, response, cause) -> Problem.write(
                                response, json, new Refusal(Code.NOT_FOUND, "There is nothing at this address."))))
                .build();
    }

    private static RestClientAuthorizationCodeTokenResponseClient tokens() {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(Issuer.requests())
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    /** Instead of the web apps' own form: whoever opens one of them goes to the issuer. */
    @Bean
    @Order(2)
    @ConditionalOnProperty(name = "desk.oidc.password-login", havingValue = "false", matchIfMissing = true)
    SecurityFilterChain insteadOfPasswords(HttpSecurity http, WebLogins logins) throws Exception {
        return http.securityMatcher(request -> isPassword(request) || isPage(request) && !isLoggedIn(request, logins))
                .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(errors -> errors.authenticationEntryPoint((request, response, cause) -> {
                    if (isPassword(request)) {
                        Problem.write(
                                response, json, new Refusal(Code.FORBIDDEN, "Staff log in at the issuer: open /."));
                    } else {
                        Matcher page = PAGE.matcher(request.getRequestURI());
                        String app = page.matches() && page.group(1) != null ? "?app=" + page.group(1) : "";
                        response.sendRedirect(LOGIN + app);
                    }
                }))
                .build();
    }

    private static boolean isPassword(HttpServletRequest request) {
        return PASSWORD.matcher(request.getRequestURI()).matches();
    }

    private static boolean isPage(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && PAGE.matcher(request.getRequestURI()).matches();
    }

    private static boolean isLoggedIn(HttpServletRequest request, WebLogins logins) {
        HttpSession session = request.getSession(false);
        try {
            return session != null && logins.current(session, true).isPresent();
        } catch (DataAccessException unreachable) {
            return true; // Until somebody can be asked, who answers so.
        }
    }
}
