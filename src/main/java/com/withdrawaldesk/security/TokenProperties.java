package com.withdrawaldesk.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which tokens are this desk's.
 *
 * @param audience what a token's {@code aud} has to name; null only while no tokens are accepted
 * @param maxAge a token that is valid for longer is refused
 */
@ConfigurationProperties("desk.token")
record TokenProperties(String audience, @DefaultValue("24h") Duration maxAge) {}
