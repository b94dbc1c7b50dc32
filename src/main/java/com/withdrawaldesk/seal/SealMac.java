package com.withdrawaldesk.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.NavigableMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Turns rows and seals into bytes, and these into MACs under a key that the database does not hold. For one thread at a time. */
final class SealMac {

    static final String ALGORITHM = "HmacSHA256";
    static final int SEAL_BYTES = 32;
    static final int ROW_BYTES = 16;

    /** The form of a row that new seals use. Another column is another form, and the old one stays for what it sealed. */
    static final int FORM = 1;

    /**
     * A row in form 1, without its id: an array of JSON, in which null is not a text and no text runs into the next. Numbers of
     * JSON within a text stay as they are written, and times are their bytes.
     */
    static final String ROW = """
            jsonb_build_array(encode(timestamptz_send(at), 'hex'), actor, roles, action, subject_type, subject_id, outcome,
                              before::text, after::text, reason, ip, user_agent, request_id, process_instance_id)::text""";

    private final NavigableMap<Integer, SecretKey> keys;
    private Mac mac;
    private int initialised;

    SealMac(NavigableMap<Integer, SecretKey> keys) {
        this.keys = keys;
    }

    int newestKey() {
        return keys.lastKey();
    }

    boolean hasKey(int version) {
        return keys.containsKey(version);
    }

    /** @param text the row in this form */
    byte[] ofRow(int keyVersion, int form, String text) {
        Mac mac = with(keyVersion);
        mac.update((byte) 'r');
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(form).array());
        return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), ROW_BYTES);
    }

    Seal sealed(Seal seal, byte[] before) {
        return new Seal(
                seal.no(),
                seal.at(),
                seal.lastId(),
                seal.rows(),
                seal.total(),
                seal.entries(),
                seal.form(),
                seal.keyVersion(),
                ofSeal(seal, before));
    }

    /** Whatever MAC the seal has is left out, that of the seal before is not. */
    byte[] ofSeal(Seal seal, byte[] before) {
        Mac mac = with(seal.keyVersion());
        mac.update((byte) 's');
        mac.update(before);
        mac.update(ByteBuffer.allocate(4 * Long.BYTES + 3 * Integer.BYTES)
                .putLong(seal.no())
                .putLong(seal.at())
                .putLong(seal.lastId())
                .putLong(seal.total())
                .putInt(seal.rows())
                .putInt(seal.form())
                .putInt(seal.keyVersion())
                .array());
        return mac.doFinal(seal.entries());
    }

    private Mac with(int version) {
        try {
            if (initialised != version) {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(keys.get(version));
                initialised = version;
            }
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java knows " + ALGORITHM, e);
        }
    }
}
