package com.withdrawaldesk.pin;

import com.withdrawaldesk.base.start.VersionedKeys;
import java.util.Map;
import java.util.NavigableMap;
import javax.crypto.SecretKey;
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

    PinProperties {
        VersionedKeys.read("desk.pin.keys", keys, "AES");
        if (iterations < 1000) {
            throw new IllegalArgumentException("desk.pin.iterations is below 1000.");
        }
    }

    NavigableMap<Integer, SecretKey> secretKeys() {
        return VersionedKeys.read("desk.pin.keys", keys, "AES");
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "PinProperties[key versions " + keys.keySet() + ", " + iterations + " iterations]";
    }
}
