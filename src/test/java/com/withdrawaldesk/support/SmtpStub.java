package com.withdrawaldesk.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** A mail server that takes no mail: it answers each recipient with a refusal, or never says a word. */
public final class SmtpStub implements AutoCloseable {

    private final ServerSocket server;
    private final Queue<Socket> clients = new ConcurrentLinkedQueue<>();

    /** Refuses recipients with this reply to their {@code RCPT} command. */
    public static SmtpStub refusing(UnaryOperator<String> reply) {
        return new SmtpStub(0, client -> converse(client, reply));
    }

    /** Accepts connections and says nothing. */
    public static SmtpStub silent() {
        return silent(0);
    }

    /** As {@link #silent()}, on a port of which somebody knows already. */
    public static SmtpStub silent(int port) {
        return new SmtpStub(port, client -> {});
    }

    private SmtpStub(int port, Conversation conversation) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var thread = new Thread(() -> accept(conversation), "smtp-stub");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    public int connections() {
        return clients.size();
    }

    private void accept(Conversation conversation) {
        try {
            while (true) {
                Socket client = server.accept();
                clients.add(client);
                conversation.with(client);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void converse(Socket client, UnaryOperator<String> reply) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        say(client, "220 stub");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("RCPT")) {
                say(client, reply.apply(line.replaceAll(".*<(.*)>.*", "$1")));
            } else if (command.startsWith("QUIT")) {
                say(client, "221 bye");
                return;
            } else {
                say(client, "250 ok");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private interface Conversation {
        void with(Socket client) throws IOException;
    }
}
