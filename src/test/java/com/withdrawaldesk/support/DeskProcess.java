package com.withdrawaldesk.support;

import static org.awaitility.Awaitility.await;

import com.withdrawaldesk.DeskApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A desk in a JVM of its own, seen as its users see it: by what it prints, what it answers and how it ends. */
public final class DeskProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Process process;
    private final Path output;
    private final int port;
    private final int managementPort;
    private final Http http;

    private DeskProcess(Process process, Path output, int port, int managementPort) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.managementPort = managementPort;
        this.http = new Http(() -> port, () -> managementPort);
    }

    /** Starts the JVM with these arguments, on the given port and with nothing in its environment but this. */
    public static DeskProcess start(int port, Map<String, String> environment, String... arguments) {
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(arguments));
            Path output = Files.createTempFile("desk", ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().retainAll(Set.of("PATH"));
            builder.environment().put("SERVER_PORT", String.valueOf(port));
            builder.environment().put("DESK_MANAGEMENT_PORT", String.valueOf(freePort()));
            builder.environment().putAll(environment);
            int managementPort = Integer.parseInt(builder.environment().get("DESK_MANAGEMENT_PORT"));
            var process = builder.start();
            // Tests that are cut off leave no desk behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return new DeskProcess(process, output, port, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the demo on any free port, with its data there. */
    public static DeskProcess startDemo(Path data) {
        return startDemo(freePort(), Map.of(), data).awaitReady();
    }

    /** Starts the demo of these classes, as {@code mvn spring-boot:run} does. */
    public static DeskProcess startDemo(int port, Map<String, String> environment, Path data) {
        var settings = new HashMap<>(environment);
        settings.putIfAbsent("DESK_MANAGEMENT_PORT", String.valueOf(port)); // As without it.
        return start(
                port,
                settings,
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // For a faster start.
                "-cp",
                classPath(),
                DeskApplication.class.getName(),
                "--spring.profiles.active=demo",
                "--desk.demo.data=" + data);
    }

    /** That of the tests without their issuer, which Spring Boot would configure in the desk as well. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("oauth2-authorization-server"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the desk takes requests; one that never does is ended. */
    public DeskProcess awaitReady() {
        try {
            await("ready desk").atMost(PATIENCE).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The desk ended:\n" + output());
                }
                return isReady();
            });
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        return this;
    }

    private boolean isReady() {
        try {
            return http.get(null, "/actuator/health/readiness").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** A client of this desk. */
    public Http http() {
        return http;
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    /** Everything printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for the desk to end by itself, and returns how it did. */
    public int awaitExit() {
        await("end of the desk").atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Ends the desk as {@code kill -9} does: it can neither prevent that nor tidy up. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Asks the desk to stop, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        awaitExit();
    }
}
