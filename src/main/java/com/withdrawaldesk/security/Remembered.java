package com.withdrawaldesk.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right a moment ago, by a hash under a key that only this process has. The stored hash is part of it, so a
 * password that is changed, by whoever on whichever node, is forgotten at once; wrong ones are never remembered.
 */
class Remembered {

    private static final Duration FOR = Duration.ofMinutes(5);
    private static final int MOST = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final LongSupplier nanos;
    private final Map<String, Long> until = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    Remembered() {
        this(System::nanoTime);
    }

    Remembered(LongSupplier nanos) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
        this.nanos = nanos;
    }

    boolean contains(String password, String stored) {
        String entry = entry(password, stored);
        synchronized (until) {
            Long end = until.get(entry);
            if (end != null && nanos.getAsLong() - end >= 0) {
                until.remove(entry);
                return false;
            }
            return end != null;
        }
    }

    void add(String password, String stored) {
        String entry = entry(password, stored);
        synchronized (until) {
            until.put(entry, nanos.getAsLong() + FOR.toNanos());
        }
    }

    private String entry(String password, String stored) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(stored.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Base64.getEncoder().encodeToString(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
