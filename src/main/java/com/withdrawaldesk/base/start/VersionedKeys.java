package com.withdrawaldesk.base.start;

import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Secret keys as the settings give them: by version, each 32 random bytes in Base64. The highest version is the one in use. */
public final class VersionedKeys {

    private static final int BYTES = 32;

    private VersionedKeys() {}

    /**
     * Reads these keys, all of them or none.
     *
     * @param property where they come from, for example {@code desk.pin.keys}
     * @param algorithm what they are for, for example {@code AES}
     * @throws IllegalArgumentException with a sentence that names the property and never a key
     */
    public static NavigableMap<Integer, SecretKey> read(
            String property, Map<Integer, String> base64ByVersion, String algorithm) {
        if (base64ByVersion == null || base64ByVersion.isEmpty()) {
            throw new IllegalArgumentException(
                    property + ".1 is missing: 32 random bytes in Base64, as from \"openssl rand -base64 32\".");
        }
        var keys = new TreeMap<Integer, SecretKey>();
        base64ByVersion.forEach((version, base64) ->
                keys.put(version, new SecretKeySpec(decode(property + "." + version, version, base64), algorithm)));
        return keys;
    }

    private static byte[] decode(String property, int version, String base64) {
        if (version < 1) {
            throw new IllegalArgumentException(property + ": key versions start at 1.");
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + " is not Base64.");
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException("%s has %d bytes instead of %d.".formatted(property, key.length, BYTES));
        }
        return key;
    }
}
