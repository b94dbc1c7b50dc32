package com.withdrawaldesk.security;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * What a token of the issuer must be besides genuine: made for this desk, for a limited time, as an access token, and for
 * somebody with a name of its own. Spring's decoder asks this after signature, issuer, {@code exp} and {@code nbf}.
 */
@Component
class TokenRules implements OAuth2TokenValidator<Jwt> {

    /** As much as Spring's own check of {@code exp} allows clocks to differ. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    /** What only ID tokens have: they tell a client who logged in and open nothing. */
    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

    private final TokenProperties settings;
    private final Claims claims;

    TokenRules(TokenProperties settings, Claims claims) {
        this.settings = settings;
        this.claims = claims;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        Instant now = Instant.now(); // By the same clock as Spring's part of the checks.
        List<OAuth2Error> faults = Stream.of(
                        fault(isForUs(token), "aud does not name this desk"),
                        fault(OF_ID_TOKENS.stream().noneMatch(token::hasClaim), "this is an ID token"),
                        fault(isForLimitedTime(token, now), "exp is missing or too late"),
                        fault(
                                token.getIssuedAt() == null
                                        || !token.getIssuedAt().isAfter(now.plus(SKEW)),
                                "iat is in the future"),
                        fault(claims.user(token).isPresent(), "the token names nobody whom the desk can know"))
                .flatMap(List::stream)
                .toList();
        return OAuth2TokenValidatorResult.failure(faults);
    }

    private boolean isForUs(Jwt token) {
        return settings.audience() != null
                && token.getAudience() != null
                && token.getAudience().contains(settings.audience());
    }

    private boolean isForLimitedTime(Jwt token, Instant now) {
        Instant end = token.getExpiresAt();
        Instant begin = token.getIssuedAt() == null ? now : token.getIssuedAt();
        return end != null && !end.isAfter(begin.plus(settings.maxAge()).plus(SKEW));
    }

    private static List<OAuth2Error> fault(boolean holds, String otherwise) {
        return holds ? List.of() : List.of(new OAuth2Error("invalid_token", otherwise, null));
    }
}
