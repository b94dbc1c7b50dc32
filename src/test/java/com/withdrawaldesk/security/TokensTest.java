package com.withdrawaldesk.security;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.TestServers.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeIssuer;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which bearer tokens open what: over HTTP and to a WebSocket. */
@DeskTest
class TokensTest {

    private static final String LIST = "/api/admin/finance/list-withdrawals/";

    @Autowired
    Http http;

    @Autowired
    JdbcClient jdbc;

    /** Tokens that carry the issuer's signature and are not for this desk, or for nobody. */
    enum Bad {
        NO_AUDIENCE(claims -> claims.remove("aud")),
        EMPTY_AUDIENCE(claims -> claims.put("aud", "")),
        NO_AUDIENCES(claims -> claims.put("aud", List.of())),
        NULL_AUDIENCE(claims -> claims.put("aud", null)),
        FOREIGN_AUDIENCE(claims -> claims.put("aud", "totally-other-app")),
        FOREIGN_AUDIENCES(claims -> claims.put("aud", List.of("a", "b"))),
        AUDIENCE_IN_OTHER_CASE(claims -> claims.put("aud", "Withdrawal-Desk")),
        AUDIENCE_WITH_MORE_IN_IT(claims -> claims.put("aud", "withdrawal-desk other")),
        NUMBER_AS_AUDIENCE(claims -> claims.put("aud", 7)),
        OBJECT_AS_AUDIENCE(claims -> claims.put("aud", Map.of("withdrawal-desk", true))),
        NUMBERS_AS_AUDIENCES(claims -> claims.put("aud", List.of(7, 8))),
        NO_EXPIRY(claims -> claims.remove("exp")),
        NULL_EXPIRY(claims -> claims.put("exp", null)),
        EXPIRED(claims -> claims.put("exp", now() - 120)),
        TEXT_AS_EXPIRY(claims -> claims.put("exp", "tomorrow")),
        VALID_FOR_A_YEAR(claims -> claims.put("exp", now() + 31_536_000)),
        VALID_FOR_A_YEAR_SINCE_LONG_AGO(claims -> {
            claims.put("iat", now() - 31_000_000);
            claims.put("exp", now() + 300);
        }),
        VALID_FOR_EVER(claims -> claims.put("exp", Long.MAX_VALUE)),
        VALID_BEYOND_NUMBERS(claims -> claims.put("exp", 1e300)),
        EXPIRED_BEFORE_TIME(claims -> claims.put("exp", Long.MIN_VALUE)),
        EXPIRED_BEFORE_ISSUED(claims -> claims.put("exp", now() - 500_000)),
        NOT_YET_VALID(claims -> claims.put("nbf", now() + 300)),
        ISSUED_IN_FUTURE(claims -> {
            claims.put("iat", now() + 300);
            claims.put("exp", now() + 600);
        }),
        OBJECT_AS_TIME(claims -> claims.put("iat", Map.of("a", 1))),
        NO_ISSUER(claims -> claims.remove("iss")),
        OTHER_ISSUER(claims -> claims.put("iss", "https://elsewhere.example")),
        ISSUER_WITH_A_SLASH(claims -> claims.put("iss", ISSUER.url() + "/")),
        NUMBER_AS_ISSUER(claims -> claims.put("iss", 7)),
        ID_TOKEN_OF_ANOTHER_CLIENT(claims -> {
            claims.put("aud", List.of(FakeIssuer.AUDIENCE, "other"));
            claims.put("azp", "other");
            claims.put("nonce", "n-0S6_WzA2Mj");
        }),
        ID_TOKEN_WITHOUT_NONCE(claims -> claims.put("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")),
        ID_TOKEN_OF_A_CODE(claims -> claims.put("c_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")),
        NO_SUBJECT(claims -> claims.remove("sub")),
        NULL_SUBJECT(claims -> claims.put("sub", null)),
        EMPTY_SUBJECT(claims -> claims.put("sub", "")),
        BLANK_SUBJECT(claims -> claims.put("sub", " ")),
        LIST_AS_SUBJECT(claims -> claims.put("sub", List.of("admin1"))),
        OBJECT_AS_SUBJECT(claims -> claims.put("sub", Map.of("id", "admin1"))),
        SUBJECT_WITH_NUL(claims -> claims.put("sub", "admin1\u0000")),
        SUBJECT_WITH_LINES(claims -> claims.put("sub", "admin1\nadmin2")),
        SUBJECT_THAT_ENDS_A_LINE(claims -> claims.put("sub", "admin1\n")),
        SUBJECT_TURNED_ROUND(claims -> claims.put("sub", "\u202e1nimda")),
        SUBJECT_IN_OTHER_LETTERS(claims -> claims.put("sub", "\u0430dmin1")),
        SUBJECT_WITH_BLANKS(claims -> claims.put("sub", " admin1 ")),
        SUBJECT_WITH_A_STAR(claims -> claims.put("sub", "*")),
        SUBJECT_WITH_A_PATH(claims -> claims.put("sub", "../admin1")),
        LONG_SUBJECT(claims -> claims.put("sub", "a".repeat(65))),
        VERY_LONG_SUBJECT(claims -> claims.put("sub", "a".repeat(5000))),
        THE_SYSTEM(claims -> claims.put("sub", "system")),
        THE_SYSTEM_IN_CAPITALS(claims -> claims.put("sub", "SYSTEM")),
        A_PAYOUT_RUN(claims -> claims.put("sub", "payout-run")),
        A_PAYOUT_RUN_IN_CAPITALS(claims -> claims.put("sub", "Payout-Run")),
        ANONYMOUS(claims -> claims.put("sub", "anonymous")),
        ANONYMOUS_IN_CAPITALS(claims -> claims.put("sub", "aNonymous"));

        private final Consumer<Map<String, Object>> change;

        Bad(Consumer<Map<String, Object>> change) {
            this.change = change;
        }

        String token() {
            var claims = ISSUER.claims("admin1", "businessAdmins");
            change.accept(claims);
            return ISSUER.sign(claims);
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensNothingToATokenThatIsNotForTheDesk(Bad bad) {
        assertOpensNothing(bad.token());
    }

    @ParameterizedTest
    @MethodSource
    void opensNothingToATokenThatIsNotGenuine(String how, String token) {
        assertOpensNothing(token);
    }

    private static Map<String, String> forged() throws JOSEException {
        var claims = ISSUER.claims("admin1", "businessAdmins");
        String good = ISSUER.sign(claims);
        String[] parts = good.split("\\.");
        RSAKey other = FakeIssuer.newKey("issuer-key");
        var forged = new LinkedHashMap<String, String>();
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            forged.put("alg " + none, encoded("{\"alg\":\"" + none + "\"}") + "." + parts[1] + ".");
        }
        var withPublicKey = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("issuer-key").build(),
                new Payload(new LinkedHashMap<>(claims)));
        withPublicKey.sign(new MACSigner(ISSUER.key().toRSAPublicKey().getEncoded()));
        forged.put("HS256 with the public key", withPublicKey.serialize());
        forged.put("no signature", parts[0] + "." + parts[1] + ".");
        forged.put("two parts", parts[0] + "." + parts[1]);
        forged.put("another's signature", FakeIssuer.sign(header().build(), claims, other));
        forged.put("other content", parts[0] + "." + encoded("{\"sub\":\"admin1\"}") + "." + parts[2]);
        forged.put(
                "a key in the header",
                FakeIssuer.sign(header().jwk(other.toPublicJWK()).build(), claims, other));
        forged.put(
                "a key elsewhere",
                FakeIssuer.sign(
                        header().jwkURL(URI.create("http://127.0.0.1:9/keys")).build(), claims, other));
        for (String kid : List.of("", "../../../../dev/null", "issuer-key' OR '1'='1", "other", "\u0000")) {
            forged.put(
                    "kid " + kid.hashCode(), FakeIssuer.sign(header().keyID(kid).build(), claims, other));
        }
        forged.put(
                "RS384",
                FakeIssuer.sign(
                        new JWSHeader.Builder(JWSAlgorithm.RS384)
                                .keyID("issuer-key")
                                .build(),
                        claims,
                        ISSUER.key()));
        forged.put(
                "crit",
                encoded("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}") + "." + parts[1] + "." + parts[2]);
        forged.put("no JSON", encoded("x") + "." + encoded("y") + "." + parts[2]);
        forged.put("no object", parts[0] + "." + encoded("[]") + "." + parts[2]);
        forged.put("five parts", good + ".a.b");
        forged.put("dots", "..");
        forged.put("nothing", "");
        forged.put("long", "a".repeat(6000));
        return forged;
    }

    static List<Object[]> opensNothingToATokenThatIsNotGenuine() throws JOSEException {
        return forged().entrySet().stream()
                .map(entry -> new Object[] {entry.getKey(), entry.getValue()})
                .toList();
    }

    @Test
    void leavesNothingBehind() throws JOSEException {
        var tokens = new ArrayList<>(forged().values());
        Stream.of(Bad.values()).map(Bad::token).forEach(tokens::add);
        Footprint before = Footprint.of(jdbc);

        tokens.forEach(this::assertOpensNothing);

        assertThat(Footprint.of(jdbc)).isEqualTo(before);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private void assertOpensNothing(String token) {
        String authorization = "Bearer " + token;

        for (Answer answer : List.of(
                http.get(null, LIST, "Authorization", authorization),
                http.post(null, "/api/admin/finance/approve-withdrawal/", "{}", "Authorization", authorization),
                http.get(null, "/api/vendor/wallet/", "Authorization", authorization))) {
            assertProblem(answer, 401, "unauthorized");
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly(
                            "Basic realm=\"Withdrawal Desk\", charset=\"UTF-8\"", "Bearer error=\"invalid_token\"");
        }
        assertThatThrownBy(() -> http.listenWith(authorization).join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(refused -> assertThat(((WebSocketHandshakeException) refused.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(401));
    }

    @Test
    void knowsWhoAndWhatATokenMadeForItNames() {
        assertThat(statusFor(ISSUER.claims("admin1", "businessAdmins"))).isEqualTo(200);
        var several = ISSUER.claims("ada@example.com", "vendors", "businessAdmins");
        several.put("aud", List.of("other", FakeIssuer.AUDIENCE));
        several.put("azp", "marketplace-app");
        assertThat(statusFor(several)).isEqualTo(200);
        var hours = ISSUER.claims("a".repeat(64), "businessAdmins");
        hours.put("exp", now() + 86_000);
        assertThat(statusFor(hours)).isEqualTo(200);
        http.listenWith("Bearer " + ISSUER.sign(several)).join().close();
        var number = ISSUER.claims("admin1", "businessAdmins");
        number.put("sub", 7); // Spring reads it as the text that it stands for.
        assertThat(statusFor(number)).isEqualTo(200);
    }

    /** What the claim of roles may be instead of a list of groups; null of these makes anybody an admin. */
    @ParameterizedTest
    @MethodSource
    void countsOnlyGroupsThatItKnows(Object roles) {
        var claims = ISSUER.claims("somebody", "businessAdmins");
        claims.put("roles", roles);

        assertThat(statusFor(claims)).isEqualTo(403);
    }

    static List<Object> countsOnlyGroupsThatItKnows() {
        return Arrays.asList(
                null,
                "",
                "BusinessAdmins",
                "businessAdmins,vendors",
                "businessAdmins\u0000",
                7,
                7.5,
                true,
                Map.of("businessAdmins", true),
                Map.of("roles", List.of("businessAdmins")),
                List.of(),
                Arrays.asList("vendors", null, 7),
                List.of("ROLE_businessAdmins"),
                List.of("businessadmins"),
                List.of(" businessAdmins"),
                List.of("businessAdmins vendors"),
                List.of(List.of("businessAdmins")),
                List.of(Map.of("name", "businessAdmins")),
                List.of("strangers", "*"));
    }

    @Test
    void takesGroupsInATextToo() {
        var claims = ISSUER.claims("somebody");
        claims.put("roles", "vendors businessAdmins");

        assertThat(statusFor(claims)).isEqualTo(200);
    }

    @Test
    void makesNobodyAnAdministratorOfPeople() {
        String administrator = "Bearer " + ISSUER.sign(ISSUER.claims("engineadmin", "camunda-admin", "strangers"));

        assertProblem(http.get(null, "/actuator/info", "Authorization", administrator), 403, "forbidden");
        String operator = "Bearer " + ISSUER.sign(ISSUER.claims("operator1", "operations", "camunda-admin"));
        assertStatus(http.get(null, "/actuator/info", "Authorization", operator), 200);
    }

    @Test
    void takesATokenFromItsHeaderOnly() {
        String good = ISSUER.sign(ISSUER.claims("admin1", "businessAdmins"));

        assertProblem(http.get(null, LIST + "?access_token=" + good), 401, "unauthorized");
        assertProblem(http.get(null, LIST, "Cookie", "access_token=" + good), 401, "unauthorized");
        assertProblem(http.get(null, LIST, "Authorization", "Basic " + good), 401, "unauthorized");
        assertThat(http.get(null, LIST).headers().allValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"Withdrawal Desk\", charset=\"UTF-8\"", "Bearer");
    }

    private int statusFor(Map<String, Object> claims) {
        return http.get(null, LIST, "Authorization", "Bearer " + ISSUER.sign(claims))
                .status();
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("issuer-key");
    }

    private static String encoded(String text) {
        return Base64URL.encode(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
