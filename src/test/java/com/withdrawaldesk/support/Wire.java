package com.withdrawaldesk.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to the desk on which a test sends what it likes, byte by byte. */
public final class Wire implements AutoCloseable {

    private final Socket socket = new Socket();

    private Wire(int port, int receives) throws IOException {
        if (receives > 0) {
            socket.setReceiveBufferSize(receives);
        }
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
    }

    public static Wire to(int port) {
        return to(port, 0);
    }

    /** @param receives how many bytes the kernel takes in for a client that does not read; 0 for what is usual */
    public static Wire to(int port, int receives) {
        try {
            return new Wire(port, receives);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one byte for each character. False when the desk has closed the connection. */
    public boolean send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Everything that comes until the desk closes the connection; what came so far when it is reset. */
    public String receive() {
        var received = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                received.append((char) next);
            }
        } catch (IOException e) {
            // Reset, or nothing came for a minute.
        }
        return received.toString();
    }

    /** Whether the desk has closed the connection. Reads what else may have come. */
    public boolean isClosed() {
        try {
            socket.setSoTimeout(1);
            byte[] some = new byte[4096];
            int n = socket.getInputStream().read(some);
            return n < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a request whose last header is {@code Connection: close}, and returns the answer, headers included. */
    public static String exchange(int port, String request) {
        try (var wire = to(port)) {
            wire.send(request);
            return wire.receive();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
