package com.withdrawaldesk.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.RateLimited;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Bounds how often each user has banks asked whose account it is. That costs money, and without a bound it would be a
 * directory of other people's names. Counted by the day (UTC), on all nodes together.
 */
@Component
class LookUps {

    private static final int KEPT = 10_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final int perDay;
    private final Cache<Question, NameCheck> answered = Caffeine.newBuilder()
            .maximumSize(KEPT)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    LookUps(JdbcClient jdbc, DestinationProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.perDay = properties.lookUpsPerDay();
    }

    /**
     * What a user asks.
     *
     * @param owner the name that the bank's is compared with
     */
    record Question(String userId, String owner, String bankCode, String accountNumber) {}

    /**
     * The answer, which is remembered for some minutes: the same question of the same user is neither asked nor counted
     * again. Empty when there is none now.
     *
     * @throws Refusal {@code too_many_requests} until the next day
     */
    Optional<NameCheck> ask(Question question, Supplier<Optional<NameCheck>> bank) {
        NameCheck known = answered.getIfPresent(question);
        if (known != null) {
            return Optional.of(known);
        }
        count(question.userId());
        Optional<NameCheck> answer = bank.get();
        answer.ifPresent(check -> answered.put(question, check));
        return answer;
    }

    private void count(String userId) {
        if (perDay == 0) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int counted = jdbc.sql("""
                        INSERT INTO account_look_up AS l (user_id, day, used) VALUES (:user, :day, 1)
                        ON CONFLICT (user_id) DO UPDATE
                        SET day = excluded.day, used = CASE l.day WHEN excluded.day THEN l.used + 1 ELSE 1 END
                        WHERE l.day <> excluded.day OR l.used < :limit
                        """)
                .param("user", userId)
                .param("day", Date.valueOf(today))
                .param("limit", perDay)
                .update();
        if (counted == 0) {
            Duration wait = Duration.between(
                    clock.instant(),
                    today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
            throw new RateLimited(
                            "Your bank was asked for names often enough today. Save or use another account tomorrow.",
                            "\"look_ups\";q=" + perDay + ";w=86400",
                            "\"look_ups\";r=0;t=" + Math.max(1, wait.toSeconds()))
                    .with("limit", "look_ups")
                    .retryAfter(wait);
        }
    }
}
