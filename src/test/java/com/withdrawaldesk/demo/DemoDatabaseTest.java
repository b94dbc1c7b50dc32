package com.withdrawaldesk.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.withdrawaldesk.base.start.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo says or does before there is a PostgreSQL to start; {@code DemoIT} has the rest. */
class DemoDatabaseTest {

    @TempDir
    Path directory;

    @Test
    void saysThatItsDataDirectoryIsNotWritable() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .withMessageStartingWith("The demo cannot write to its data directory " + file.resolve("data"));
    }

    @Test
    void keepsItsSecretsToItself() throws IOException {
        try (var data = DataDirectory.open(directory.resolve("data"))) {
            String secret = data.secret("pin.key");

            assertThat(data.secret("pin.key")).isEqualTo(secret).isNotEqualTo(data.secret("postgres.password"));
            assertThat(permissions(data.resolve("pin.key"))).isEqualTo("rw-------");
            assertThat(permissions(data.resolve(""))).isEqualTo("rwx------");
        }
    }

    @Test
    void leavesADirectoryThatWasThereAsItIs() throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (var data = DataDirectory.open(there)) {
            data.secret("pin.key");
            data.emptied("postgres.log");

            assertThat(permissions(there)).isEqualTo("rwxr-xr-x");
            assertThat(permissions(there.resolve("binaries"))).isEqualTo("rwx------");
            assertThat(permissions(there.resolve("mail"))).isEqualTo("rwx------");
            assertThat(permissions(there.resolve("pin.key"))).isEqualTo("rw-------");
            assertThat(permissions(there.resolve("postgres.log"))).isEqualTo("rw-------");
        }
    }

    @Test
    void saysThatItsDataAreOfAnotherVersion() throws IOException {
        Path cluster = Files.createDirectory(directory.resolve("postgres"));
        Files.writeString(cluster.resolve("PG_VERSION"), "16\n");

        try (var data = DataDirectory.open(directory)) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(() -> DemoDatabase.start(data))
                    .withMessageStartingWith(
                            "The data in %s are of PostgreSQL 16, and this desk brings 17".formatted(cluster));
        }
    }

    @Test
    void stopsNoOtherProgramThatGotTheNumberOfItsPostgres() throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + directory + "\n");

        Orphan.stop(directory);

        assertThat(pidFile).doesNotExist();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
