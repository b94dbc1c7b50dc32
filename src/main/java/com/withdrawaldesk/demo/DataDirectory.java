package com.withdrawaldesk.demo;

import com.withdrawaldesk.base.start.StartRefused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** Where the demo keeps what outlives a run: for one run at a time, and for nobody else's eyes. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Takes the directory for this process until it ends, however it ends. */
    static DataDirectory open(Path given) {
        Path path = given.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(path)) { // A link to one is welcome, too.
                makePrivate(Files.createDirectories(path), "rwx------");
            }
            // A directory that was there keeps its permissions: what is private in it is so by itself.
            for (String own : List.of("binaries", "mail")) {
                makePrivate(Files.createDirectories(path.resolve(own)), "rwx------");
            }
            return new DataDirectory(path, lock(path));
        } catch (IOException e) {
            throw new StartRefused(
                    "The demo cannot write to its data directory %s (%s): make it writable, or name another with DESK_DEMO_DATA."
                            .formatted(path, e),
                    e);
        }
    }

    private static void makePrivate(Path path, String permissions) throws IOException {
        var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }

    /** An empty file that only the owner reads, in place of the one of the last run. */
    Path emptied(String name) throws IOException {
        Path file = path.resolve(name);
        Files.deleteIfExists(file);
        makePrivate(Files.createFile(file), "rw-------");
        return file;
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve("desk.lock");
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // One byte far behind the process id, because some systems let nobody read what is locked.
        if (channel.tryLock(1024, 1, false) == null) {
            throw new StartRefused(
                    "The demo already runs on %s, as process %s: stop that one, or give this one other data with DESK_DEMO_DATA."
                            .formatted(path, Files.readString(file).strip()));
        }
        // Through the channel that holds the lock: closing any other one on this file would release it.
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(
                String.valueOf(ProcessHandle.current().pid())));
        return channel;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** 32 random bytes in base64, made on first use and kept in this file. */
    String secret(String name) {
        Path file = path.resolve(name);
        try {
            if (Files.notExists(file)) {
                byte[] random = new byte[32];
                new SecureRandom().nextBytes(random);
                Path draft = Files.createTempFile(path, name, null); // Readable by its owner only.
                Files.writeString(draft, Base64.getEncoder().encodeToString(random));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartRefused("The demo can neither read nor make its secret %s (%s).".formatted(file, e), e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
