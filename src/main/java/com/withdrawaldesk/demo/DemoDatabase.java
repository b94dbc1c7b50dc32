package com.withdrawaldesk.demo;

import com.withdrawaldesk.base.start.StartRefused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.util.FileSystemUtils;

/** A real, durable PostgreSQL that starts and stops with the desk and is reached from this machine only, by password. */
final class DemoDatabase implements AutoCloseable {

    /** Creates and owns the tables. */
    static final String OWNER = "postgres";

    /** The desk's role, which may use the tables and neither change nor empty them, as in production. */
    static final String DESK = "desk_app";

    /** Goes with {@code postgres-binaries.version} in the pom. */
    private static final String MAJOR_VERSION = "17";

    private static final String PASSWORD = "postgres.password";
    private static final String LOG = "postgres.log";

    private final DataDirectory data;
    private final EmbeddedPostgres server;

    private DemoDatabase(DataDirectory data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    static DemoDatabase start(DataDirectory data) {
        refuseRoot();
        Path cluster = data.resolve("postgres");
        Path log = data.resolve(LOG);
        try {
            data.emptied(LOG);
            if (Files.notExists(cluster)) {
                create(data, cluster);
            }
            refuseOtherVersions(cluster);
            Orphan.stop(cluster);
            return new DemoDatabase(data, run(data, cluster));
        } catch (StartRefused e) {
            throw e;
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
            throw new StartRefused(
                    "PostgreSQL does not start on %s: %s (see %s).".formatted(cluster, lastError(log, e), log), e);
        }
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    String password() {
        return data.secret(PASSWORD);
    }

    @Override
    public void close() throws IOException {
        server.close();
        data.close();
    }

    /** Made beside its place and moved there when complete: a first start that is cut off leaves nothing half made. */
    private static void create(DataDirectory data, Path cluster) throws IOException, SQLException {
        Path draft = data.resolve("postgres.new");
        Orphan.stop(draft);
        FileSystemUtils.deleteRecursively(draft);
        try (var server = run(data, draft);
                var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(DESK, data.secret(PASSWORD)));
        }
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private static EmbeddedPostgres run(DataDirectory data, Path cluster) throws IOException {
        String password = data.secret(PASSWORD);
        var output = Redirect.appendTo(data.resolve(LOG).toFile());
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(data.resolve("binaries").toFile())
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(output)
                .setErrorRedirector(output)
                .setPGStartupWait(Duration.ofSeconds(30))
                // These reach initdb as options: a password from the first second, and a locale that every system has.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", data.resolve(PASSWORD).toString())
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // The library is made for tests and would switch both off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "60")
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("unix_socket_directories", "")
                .setConnectConfig("password", password)
                .start();
    }

    private static void refuseRoot() {
        if (System.getProperty("user.name").equals("root") && !LinuxUtils.isUnshareAvailable()) {
            throw new StartRefused("PostgreSQL refuses to run as root, and `unshare` cannot lend it another user here: "
                    + "start the demo as an ordinary user.");
        }
    }

    private static void refuseOtherVersions(Path cluster) throws IOException {
        String version = Files.readString(cluster.resolve("PG_VERSION")).strip();
        if (!version.equals(MAJOR_VERSION)) {
            throw new StartRefused(
                    "The data in %s are of PostgreSQL %s, and this desk brings %s: move them away, or name other data with DESK_DEMO_DATA."
                            .formatted(cluster, version, MAJOR_VERSION));
        }
    }

    private static String lastError(Path log, Throwable cause) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.matches(".*(FATAL|PANIC|error):.*"))
                    .reduce((earlier, later) -> later)
                    .orElse(cause.toString());
        } catch (IOException e) {
            return cause.toString();
        }
    }
}
