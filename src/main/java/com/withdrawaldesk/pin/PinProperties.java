package com.withdrawaldesk.pin;

import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the payment PIN.
 *
 * @param keys AES keys by version, each 32 random bytes in Base64. The highest version seals; an older one has to stay
 *     until no stored PIN needs it
 * @param iterations of PBKDF2; a stored PIN follows a change at its next use
 */
@ConfigurationProperties("desk.pin")
record PinProperties(
        Map<Integer, String> keys, @DefaultValue("220000") int iterations) {

    private static final int KEY_BYTES = 32;

    PinProperties {
        if (keys == null || keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "desk.pin.keys.1 is missing: 32 random bytes in Base64, as from \"openssl rand -base64 32\".");
        }
        keys.forEach(PinProperties::secretKey);
        if (iterations < 1000) {
            throw new IllegalArgumentException("desk.pin.iterations is below 1000.");
        }
    }

    NavigableMap<Integer, SecretKey> secretKeys() {
        var secretKeys = new TreeMap<Integer, SecretKey>();
        keys.forEach((version, base64) -> secretKeys.put(version, secretKey(version, base64)));
        return secretKeys;
    }

    private static SecretKey secretKey(int version, String base64) {
        if (version < 1) {
            throw new IllegalArgumentException("desk.pin.keys." + version + ": key versions start at 1.");
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("desk.pin.keys." + version + " is not Base64.");
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "desk.pin.keys.%d has %d bytes instead of %d.".formatted(version, key.length, KEY_BYTES));
        }
        return new SecretKeySpec(key, "AES");
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "PinProperties[key versions " + keys.keySet() + ", " + iterations + " iterations]";
    }
}
