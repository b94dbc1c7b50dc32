package com.withdrawaldesk.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where an issuer says who somebody is: the same for bearer tokens and for the login of the web apps, so that one person has
 * one name.
 *
 * @param userClaim names the person; the issuer may give no name twice
 * @param rolesClaim lists the groups
 */
@ConfigurationProperties("desk.security")
record ClaimProperties(
        @DefaultValue("sub") String userClaim,
        @DefaultValue("roles") String rolesClaim) {}
