package com.withdrawaldesk.base.throttle;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one address: of IPv6 the network of 64 bits, in which anybody has as many addresses as they like. */
final class Network {

    private static final int LONGEST = 64;

    private Network() {}

    static String of(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return cut(String.valueOf(address));
        }
        try {
            // With a colon in it this is a literal, for which nobody is asked.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : cut(address);
        } catch (UnknownHostException notOne) {
            return cut(address);
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }
}
