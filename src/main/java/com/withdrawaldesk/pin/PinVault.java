package com.withdrawaldesk.pin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.NavigableMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import org.springframework.stereotype.Component;

/**
 * Hashes PINs and seals the hashes. Ten thousand PINs are soon hashed, so what protects a stolen table is the key, kept
 * elsewhere; the user id is sealed in, so that nobody's row opens for somebody else.
 */
@Component
class PinVault {

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int HASH_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final NavigableMap<Integer, SecretKey> keys;
    private final int iterations;

    PinVault(PinProperties properties) {
        this.keys = properties.secretKeys();
        this.iterations = properties.iterations();
    }

    SealedPin seal(String userId, String pin) {
        byte[] salt = randomBytes(SALT_BYTES);
        byte[] nonce = randomBytes(NONCE_BYTES);
        byte[] hash = hash(pin, ALGORITHM, salt, iterations);
        int keyVersion = keys.lastKey();
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, keyVersion, nonce, userId).doFinal(hash);
            byte[] sealed = ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return new SealedPin(sealed, salt, ALGORITHM, iterations, keyVersion);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal a payment PIN", e);
        }
    }

    /** @throws IllegalStateException when the stored PIN was not sealed for this user, or was changed since */
    boolean matches(String userId, String pin, SealedPin stored) {
        byte[] expected = open(userId, stored);
        return MessageDigest.isEqual(expected, hash(pin, stored.algorithm(), stored.salt(), stored.iterations()));
    }

    /** Whether the PIN would be sealed in the same way today. */
    boolean isCurrent(SealedPin stored) {
        return stored.algorithm().equals(ALGORITHM)
                && stored.iterations() == iterations
                && stored.keyVersion() == keys.lastKey();
    }

    private byte[] open(String userId, SealedPin stored) {
        byte[] sealed = stored.sealed();
        try {
            return cipher(Cipher.DECRYPT_MODE, stored.keyVersion(), sealed, userId)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the payment PIN stored for %s does not open with key %d".formatted(userId, stored.keyVersion()),
                    e);
        }
    }

    /** @param nonce at the beginning of these bytes */
    private Cipher cipher(int mode, int keyVersion, byte[] nonce, String userId) throws GeneralSecurityException {
        SecretKey key = keys.get(keyVersion);
        if (key == null) {
            throw new IllegalStateException(
                    "desk.pin.keys." + keyVersion + " is needed by stored PINs, but not configured");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
        cipher.updateAAD(userId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] hash(String pin, String algorithm, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(pin.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot hash a payment PIN", e);
        } finally {
            spec.clearPassword();
        }
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
