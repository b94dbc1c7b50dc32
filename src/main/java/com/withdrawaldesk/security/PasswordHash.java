package com.withdrawaldesk.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.digest.PasswordEncryptor;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;
import org.springframework.stereotype.Component;

/**
 * Keeps passwords as {@code {PBKDF2-SHA512}iterations$hash}; the engine writes the prefix and adds a salt, the encoder another.
 *
 * <p>A check costs a fifth of a second of processor on purpose, and HTTP Basic brings the same password with each call. What was
 * right once is therefore remembered for a few minutes, see {@link Remembered}. One core is left to everything else.
 */
@Component
class PasswordHash implements PasswordEncryptor {

    private static final String NAME = "PBKDF2-SHA512";
    private static final int SALT_BYTES = 16;
    private static final int PATIENCE_SECONDS = 2;

    private final Map<Integer, Pbkdf2PasswordEncoder> encoders = new ConcurrentHashMap<>();
    private final Remembered remembered = new Remembered();
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);
    private final int iterations;

    PasswordHash(PasswordProperties settings) {
        this.iterations = settings.iterations();
    }

    @Override
    public String hashAlgorithmName() {
        return NAME;
    }

    @Override
    public String encrypt(String password) {
        return iterations + "$" + inTurn(() -> encoder(iterations).encode(password));
    }

    @Override
    public boolean check(String password, String encrypted) {
        if (remembered.contains(password, encrypted)) {
            return true;
        }
        int end = encrypted.indexOf('$');
        var encoder = encoder(Integer.parseInt(encrypted.substring(0, end)));
        boolean right = inTurn(() -> encoder.matches(password, encrypted.substring(end + 1)));
        if (right) {
            remembered.add(password, encrypted);
        }
        return right;
    }

    /** Whether this, as it is stored with its prefix, was made as it would be made now. */
    boolean isCurrent(String stored) {
        return stored.startsWith("{" + NAME + "}" + iterations + "$");
    }

    private Pbkdf2PasswordEncoder encoder(int iterations) {
        return encoders.computeIfAbsent(
                iterations,
                count -> new Pbkdf2PasswordEncoder(
                        "", SALT_BYTES, count, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA512));
    }

    private <T> T inTurn(Supplier<T> hashing) {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ProcessEngineException("Too many passwords are being checked. Try again in a moment.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessEngineException("interrupted while a password waited to be checked", e);
        }
        try {
            return hashing.get();
        } finally {
            turns.release();
        }
    }
}
