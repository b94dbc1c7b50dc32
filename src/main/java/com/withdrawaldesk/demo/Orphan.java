package com.withdrawaldesk.demo;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that lives on after a kill -9 of the desk, and would keep the next one off the same data. */
final class Orphan {

    private Orphan() {}

    static void stop(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        var process = ProcessHandle.of(pid).map(ProcessHandle::info);
        var executable = process.flatMap(ProcessHandle.Info::command).map(Path::of);
        if (executable.isEmpty()) {
            return; // Gone, or another user's: PostgreSQL sees for itself that the file is stale.
        }
        if (!executable.get().getFileName().toString().startsWith("postgres")) {
            // The number went to another program of the same user since, which PostgreSQL would take for itself.
            Files.delete(pidFile);
        } else if (isServed(cluster, process.get())) {
            stop(executable.get().resolveSibling("pg_ctl"), cluster);
        }
    }

    private static boolean isServed(Path cluster, ProcessHandle.Info postgres) {
        return List.of(postgres.arguments().orElse(new String[0])).contains(cluster.toString());
    }

    private static void stop(Path pgCtl, Path cluster) throws IOException {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U")); // pg_ctl refuses to run as root just as PostgreSQL does.
        }
        command.addAll(List.of(pgCtl.toString(), "stop", "-D", cluster.toString(), "-m", "fast", "-t", "60"));
        var stopped = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start()
                .onExit()
                .join();
        if (stopped.exitValue() != 0) {
            throw new IOException("the one of an earlier run does not stop");
        }
    }
}
