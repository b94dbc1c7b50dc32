package com.withdrawaldesk.security;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The table {@code api_key}: with what accounts of the marketplace's back end call. A key is {@code wd_}, its id and a secret, of
 * which only the hash is stored. It gives the rights of the group {@code platform} while its account is in that group, and no
 * other rights.
 */
@Component
class ApiKeys {

    private static final String SCHEME = "Bearer ";
    private static final String PREFIX = "wd_";
    private static final Pattern FORM = Pattern.compile("wd_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiKeys(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** The key that this request was sent with, whatever it is worth; null when it was sent with none. */
    static String in(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null
                        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        && header.startsWith(PREFIX, SCHEME.length())
                ? header.substring(SCHEME.length())
                : null;
    }

    /** Whose key this is; empty when it is nobody's, not valid any more, or its account has no rights. */
    Optional<ApiKeyHolder> holder(String key) {
        Matcher parts = FORM.matcher(key);
        if (!parts.matches()) {
            return Optional.empty();
        }
        OffsetDateTime now = now();
        return jdbc.sql("SELECT k.hash, k.account, k.expires_at, k.last_used_at" + VALID)
                .param("group", Groups.PLATFORM)
                .param("id", parts.group(1))
                .param("now", now)
                .query((row, n) -> new Found(
                        row.getBytes("hash"),
                        new ApiKeyHolder(row.getString("account"), parts.group(1), instant(row, "expires_at")),
                        row.getObject("last_used_at", OffsetDateTime.class)))
                .optional()
                .filter(found -> MessageDigest.isEqual(found.hash, hash(parts.group(2))))
                .map(found -> used(found, now));
    }

    /** Whether the key of this id is one that {@link #holder} would accept. */
    boolean isValid(String id) {
        return jdbc.sql("SELECT EXISTS (SELECT" + VALID + ")")
                .param("group", Groups.PLATFORM)
                .param("id", id)
                .param("now", now())
                .query(Boolean.class)
                .single();
    }

    private static final String VALID = """
             FROM api_key k JOIN act_id_membership m ON m.user_id_ = k.holder AND m.group_id_ = :group
            WHERE k.id = :id AND k.revoked_at IS NULL AND k.expires_at > :now""";

    private record Found(byte[] hash, ApiKeyHolder holder, OffsetDateTime lastUsed) {}

    private ApiKeyHolder used(Found found, OffsetDateTime now) {
        OffsetDateTime noted = now.minus(USE_NOTED_EVERY);
        if (found.lastUsed == null || found.lastUsed.isBefore(noted)) {
            jdbc.sql("UPDATE api_key SET last_used_at = :now"
                            + " WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :noted)")
                    .param("now", now)
                    .param("id", found.holder.keyId())
                    .param("noted", noted)
                    .update();
        }
        return found.holder;
    }

    /** Whether keys can be made for this account. */
    boolean canHaveKeys(String account) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM act_id_membership WHERE user_id_ = ? AND group_id_ = ?)")
                .params(account, Groups.PLATFORM)
                .query(Boolean.class)
                .single();
    }

    /** Makes a key, which is told this once. */
    @Transactional
    Made make(String account, String name, Duration validFor, String by) {
        String id = random.ints(12, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, n) -> text.append(LETTERS.charAt(n)), StringBuilder::append)
                .toString();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        OffsetDateTime now = now();
        OffsetDateTime expires = now.plus(validFor);
        jdbc.sql("""
                        INSERT INTO api_key (id, account, holder, name, hash, created_at, created_by, expires_at)
                        VALUES (:id, :account, :account, :name, :hash, :now, :by, :expires)
                        """)
                .param("id", id)
                .param("account", account)
                .param("name", name)
                .param("hash", hash(secret))
                .param("now", now)
                .param("by", by)
                .param("expires", expires)
                .update();
        audit.record(Audit.Event.of("api_key.made", "api_key", id)
                .changed(null, Map.of("account", account, "name", name, "expires_at", expires.toString())));
        return new Made(id, PREFIX + id + "_" + secret, expires.toInstant());
    }

    record Made(String id, String key, Instant expiresAt) {

        /** Without the key, which must not reach a log. */
        @Override
        public String toString() {
            return "Made[" + id + "]";
        }
    }

    /**
     * Ends a key at once; for one that was revoked before, nothing happens.
     *
     * @throws Refusal {@code not_found}
     */
    @Transactional
    void revoke(String id, String by) {
        Key key = jdbc.sql(SELECT + " WHERE k.id = :id FOR UPDATE OF k")
                .param("group", Groups.PLATFORM)
                .param("now", now())
                .param("id", id)
                .query(ApiKeys::key)
                .optional()
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such API key."));
        if (key.revokedAt == null) {
            jdbc.sql("UPDATE api_key SET revoked_at = ?, revoked_by = ? WHERE id = ?")
                    .params(now(), by, id)
                    .update();
            audit.record(Audit.Event.of("api_key.revoked", "api_key", id)
                    .changed(
                            Map.of("account", key.account, "name", key.name, "state", key.state),
                            Map.of("account", key.account, "name", key.name, "state", "revoked")));
        }
    }

    /** The newest first; of this account, or of all for null. */
    List<Key> list(String account, long before, int limit) {
        return jdbc.sql(SELECT + """
                         WHERE k.seq < :before AND (:account::text IS NULL OR k.account = :account)
                        ORDER BY k.seq DESC LIMIT :limit""")
                .param("group", Groups.PLATFORM)
                .param("now", now())
                .param("before", before)
                .param("account", account)
                .param("limit", limit)
                .query(ApiKeys::key)
                .list();
    }

    private static final String SELECT = """
            SELECT k.*, CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                             WHEN k.expires_at <= :now THEN 'expired'
                             WHEN m.user_id_ IS NULL THEN 'without_rights'
                             ELSE 'valid' END AS state
            FROM api_key k LEFT JOIN act_id_membership m ON m.user_id_ = k.holder AND m.group_id_ = :group""";

    /**
     * What there is to know of a key.
     *
     * @param state {@code valid}, {@code expired}, {@code revoked}, or {@code without_rights}: its account is gone or left the
     *     group {@code platform}
     * @param lastUsedAt to the minute; null when it was never used
     */
    record Key(
            @JsonIgnore long seq,
            String id,
            String account,
            String name,
            String state,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Instant lastUsedAt,
            Instant revokedAt,
            String revokedBy) {}

    private static Key key(ResultSet row, int n) throws SQLException {
        return new Key(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("account"),
                row.getString("name"),
                row.getString("state"),
                instant(row, "created_at"),
                row.getString("created_by"),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"),
                row.getString("revoked_by"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
