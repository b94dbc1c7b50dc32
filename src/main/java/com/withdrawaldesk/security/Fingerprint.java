package com.withdrawaldesk.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Stands for a text of any length by 16 bytes, so that nobody fills the memory with long names. */
record Fingerprint(long high, long low) {

    static Fingerprint of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of the client's address. Whoever has an IPv6 address has 2^64 of them, so only the network of such a one counts. */
    static Fingerprint ofAddress(String address) {
        if (address.contains(":")) {
            try {
                byte[] bytes = InetAddress.getByName(address).getAddress(); // A literal, so no name is looked up.
                return of(
                        bytes.length == 16
                                ? ByteBuffer.allocate(8).put(bytes, 0, 8).array()
                                : bytes);
            } catch (UnknownHostException e) {
                return of(address);
            }
        }
        return of(address);
    }

    /** Of both together. */
    Fingerprint and(String text) {
        byte[] rest = text.getBytes(StandardCharsets.UTF_8);
        return of(ByteBuffer.allocate(16 + rest.length)
                .putLong(high)
                .putLong(low)
                .put(rest)
                .array());
    }

    private static Fingerprint of(byte[] bytes) {
        try {
            var digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Fingerprint(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
