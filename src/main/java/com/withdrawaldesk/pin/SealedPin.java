package com.withdrawaldesk.pin;

/**
 * A PIN as it is stored.
 *
 * @param sealed the nonce, then the hash encrypted for one user
 */
record SealedPin(byte[] sealed, byte[] salt, String algorithm, int iterations, int keyVersion) {}
