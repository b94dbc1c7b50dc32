package com.withdrawaldesk.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Issues bearer tokens, and shows the key that they are signed with. */
public final class FakeIssuer {

    public static final String AUDIENCE = "withdrawal-desk";

    private final RSAKey key = newKey("issuer-key");
    private final HttpServer server;

    FakeIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server.createContext("/keys", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String keysUrl() {
        return url() + "/keys";
    }

    /** The pair of keys of which it shows the public one. */
    public RSAKey key() {
        return key;
    }

    /** The claims of a good token for this user in these groups, to be changed. */
    public Map<String, Object> claims(String user, String... groups) {
        long now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", url());
        claims.put("aud", AUDIENCE);
        claims.put("sub", user);
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("roles", List.of(groups));
        return claims;
    }

    /** A token with these claims, genuinely signed. */
    public String sign(Map<String, ?> claims) {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims,
                key);
    }

    /** A token with this header, signed with that key. */
    public static String sign(JWSHeader header, Map<String, ?> claims, RSAKey key) {
        try {
            var token = new JWSObject(header, new Payload(new LinkedHashMap<>(claims)));
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
