package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenAPI Generator made of {@code docs/openapi.json} before, see pom.xml, is a client that compiles. */
class GeneratedClientIT {

    private static final Path SOURCES = Path.of("target", "generated-client", "src", "main", "java");

    @Test
    void compiles(@TempDir Path classes) throws IOException {
        List<Path> sources;
        try (var files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-d", classes.toString(), "-proc:none", "-nowarn"),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
        assertThat(classes.resolve("client/api/VendorApi.class")).exists();
        assertThat(classes.resolve("client/model/WalletView.class")).exists();
    }
}
