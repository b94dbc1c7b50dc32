package com.withdrawaldesk.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Login of the web apps at an issuer, by OpenID Connect.
 *
 * @param issuerUri where staff log in to the web apps; null when only local users do
 * @param clientId under which the issuer knows the desk
 * @param clientSecret of that client
 * @param scopes what is asked for there
 * @param passwordLogin whether local users may log in to the web apps as well
 */
@ConfigurationProperties("desk.oidc")
record OidcProperties(
        String issuerUri,
        String clientId,
        String clientSecret,
        @DefaultValue({"openid", "profile"}) List<String> scopes,
        @DefaultValue("false") boolean passwordLogin) {

    /** Without the secret, which must not reach a log. */
    @Override
    public String toString() {
        return "OidcProperties[" + issuerUri + ", " + clientId + "]";
    }
}
