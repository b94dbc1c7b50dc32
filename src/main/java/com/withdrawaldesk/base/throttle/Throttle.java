package com.withdrawaldesk.base.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.RateLimited;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts the calls of each user and of each address. The counts are in memory, of a bounded number of both: however many
 * strangers come, the oldest counts are forgotten, and users and addresses cannot push out each other's.
 */
@Component
public class Throttle {

    /** Some 10 MB of counts at the most, of both kinds. */
    static final int KEPT = 20_000;

    private final LimitProperties properties;
    private final TimeMeter time;
    private final MeterRegistry meters;
    private final Cache<Key, Bucket> users;
    private final Cache<Key, Bucket> addresses;

    @Autowired
    Throttle(LimitProperties properties, MeterRegistry meters) {
        this(properties, meters, Ticker.systemTicker());
    }

    Throttle(LimitProperties properties, MeterRegistry meters, Ticker ticker) {
        this.properties = properties;
        this.meters = meters;
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return ticker.read();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        this.users = cache(ticker);
        this.addresses = cache(ticker);
    }

    private Cache<Key, Bucket> cache(Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(KEPT)
                .expireAfterAccess(properties.longest().plusSeconds(1))
                .ticker(ticker)
                .build();
    }

    private record Key(Limit limit, String who) {}

    private record Claim(String policy, Rate rate, Bucket bucket) {}

    /**
     * Counts a call under each of these limits, or under none of them when one has no call left.
     *
     * @param user null when nobody is logged in
     * @param address where the call comes from
     * @return what is left of each limit that is not switched off
     * @throws Refusal {@code too_many_requests}, with when to ask again
     */
    public List<Quota> spend(List<Limit> limits, String user, String address) {
        var spent = new ArrayList<Claim>();
        var quotas = new ArrayList<Quota>();
        // Users first: what is refused of one user takes nothing from the others at the same address.
        for (Claim claim : claims(limits, user, address)) {
            ConsumptionProbe probe = claim.bucket().tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                spent.forEach(one -> one.bucket().addTokens(1));
                throw refusal(claim, Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
            spent.add(claim);
            quotas.add(new Quota(
                    claim.policy(),
                    claim.rate(),
                    probe.getRemainingTokens(),
                    Duration.ofNanos(probe.getNanosToWaitForReset())));
        }
        return quotas;
    }

    private List<Claim> claims(List<Limit> limits, String user, String address) {
        return Stream.concat(
                        user == null ? Stream.empty() : limits.stream().map(limit -> ofUser(limit, user)),
                        limits.stream().map(limit -> ofAddress(limit, address)))
                .filter(claim -> !claim.rate().isNone())
                .toList();
    }

    private Claim ofUser(Limit limit, String user) {
        Rate rate = properties.ofUser(limit);
        return new Claim(limit.value(), rate, bucket(users, limit, user, rate));
    }

    private Claim ofAddress(Limit limit, String address) {
        Rate rate = properties.ofAddress(limit);
        return new Claim(limit.value() + "-by-address", rate, bucket(addresses, limit, Network.of(address), rate));
    }

    private Bucket bucket(Cache<Key, Bucket> buckets, Limit limit, String who, Rate rate) {
        return rate.isNone() ? null : buckets.get(new Key(limit, who), key -> newBucket(rate));
    }

    private Bucket newBucket(Rate rate) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(rate.calls()).refillGreedy(rate.calls(), rate.period()))
                .build();
    }

    private Refusal refusal(Claim claim, Duration wait) {
        meters.counter("desk.limits.refused", "limit", claim.policy()).increment();
        var none = new Quota(claim.policy(), claim.rate(), 0, wait);
        long seconds = Quota.seconds(wait);
        return new RateLimited(
                        "Too many requests. Ask again in " + (seconds == 1 ? "a second." : seconds + " seconds."),
                        none.policyItem(),
                        none.item())
                .with("limit", claim.policy())
                .retryAfter(wait);
    }

    /** The count of this user. */
    Bucket countOfUser(Limit limit, String user) {
        return ofUser(limit, user).bucket();
    }

    /** The count of this address. */
    Bucket countOfAddress(Limit limit, String address) {
        return ofAddress(limit, address).bucket();
    }

    /** How many counts are kept now, of both kinds together. */
    long kept() {
        users.cleanUp();
        addresses.cleanUp();
        return users.estimatedSize() + addresses.estimatedSize();
    }
}
