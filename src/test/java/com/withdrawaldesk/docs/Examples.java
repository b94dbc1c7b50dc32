package com.withdrawaldesk.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Plays every shell example of README, of the guides and of the pages for operating against a running demo, in the order of the
 * pages, as somebody would who reads them all. A call has to succeed, unless the answer beside it shows the status of its refusal;
 * what that answer shows has to come. Only the programs that an example may need are there; those that would start another desk
 * do nothing, and only as they are called in {@link #ELSEWHERE}.
 */
public final class Examples {

    private static final List<String> PAGES = List.of(
            "README.md",
            "docs/guide/api.md",
            "docs/guide/marketplace.md",
            "docs/guide/vendors-and-customers.md",
            "docs/guide/reviewers.md",
            "docs/guide/finance.md",
            "docs/guide/operations.md",
            "docs/guide/auditors.md",
            "docs/operate/install.md",
            "docs/operate/users.md",
            "docs/operate/providers.md",
            "docs/operate/backup.md",
            "docs/operate/monitoring.md",
            "docs/operate/upgrade.md",
            "docs/operate/rollback.md");

    /** What is proven by tests of its own, and by which. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("mvn spring-boot:run", "DemoIT"),
            Map.entry("mvn spring-boot:run -Dspring-boot.run.arguments=--reset-admin", "ResetAdminTest"),
            Map.entry("mvn package -DskipTests", "PackagedDeskIT"),
            Map.entry("java -jar target/withdrawal-desk.jar", "PackagedDeskIT"),
            Map.entry("java -jar withdrawal-desk.jar --reset-admin", "ResetAdminTest"),
            Map.entry("java -jar withdrawal-desk.jar --migrate", "MigrateTest"),
            Map.entry("java -jar withdrawal-desk.jar --verify-audit", "AuditVerifyTest"),
            Map.entry("java -jar withdrawal-desk.jar --verify-audit=57-3f9a…", "AuditVerifyTest"),
            Map.entry("docker compose up --build", "ComposeFileTest"),
            Map.entry("docker compose run --rm desk --reset-admin", "ComposeFileTest"),
            Map.entry(
                    "npx @openapitools/openapi-generator-cli generate -i docs/openapi.json -g java --library native -o client",
                    "GeneratedClientIT"),
            Map.entry(
                    "npx wscat -c ws://localhost:8080/ws/notifications/ --auth admin1:Desk-demo-1", "LiveAlertsTest"));

    private static final List<String> PROGRAMS = List.of("cat", "cut", "grep", "head", "openssl", "tail", "tee");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```$(?:\\n```json\\n(.*?)^```$)?");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^ *([A-Z]+)=\\S*\\$?\\(?");
    private static final Pattern STATUS = Pattern.compile("@@(\\d{3})");
    private static final Pattern SHOWN = Pattern.compile("\"status\": ?(\\d{3})");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":");
    private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");

    private final int port;
    private final Path folder;
    private final Path programs;
    private String preamble = "";

    private Examples(int port, Path folder) throws IOException {
        this.port = port;
        this.folder = folder;
        this.programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(programs.resolve(program), found(program));
        }
        program("curl", "exec " + found("curl") + " \"$@\" -w '%{stderr}@@%{http_code}\\n'");
        for (String starter : List.of("mvn", "java", "docker", "npx")) {
            program(
                    starter,
                    "case \"" + starter + " $*\" in\n"
                            + ELSEWHERE.keySet().stream()
                                    .filter(call -> call.startsWith(starter + " "))
                                    .map(call -> "'" + here(call) + "') exit 0 ;;\n")
                                    .collect(Collectors.joining())
                            + "*) echo \"No test is known for: " + starter + " $*\"; exit 1 ;;\nesac");
        }
    }

    /** Plays all pages against the demo at this port, with a folder for what the examples write. */
    public static void play(int port, Path folder) throws IOException {
        var examples = new Examples(port, folder);
        int played = 0;
        for (String page : PAGES) {
            played += examples.play(Path.of(page));
        }
        assertThat(played).isGreaterThan(40);
    }

    /** The calls that need no demo, with the tests that prove them. */
    static Map<String, String> elsewhere() {
        return ELSEWHERE;
    }

    /** The pages that are played. */
    static List<String> pages() {
        return PAGES;
    }

    private int play(Path page) throws IOException {
        String text = Files.readString(page);
        Files.writeString(folder.resolve("variables"), "");
        var variables = new TreeSet<String>();
        int blocks = 0;
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            String script = here(block.group(1));
            if (script.contains("as() {")) {
                preamble = script;
            }
            VARIABLE.matcher(script).results().forEach(found -> variables.add(found.group(1)));
            String place =
                    page + ":" + (text.substring(0, block.start()).lines().count() + 1);
            String wanted = block.group(2) == null ? "" : block.group(2);
            boolean reads = !script.contains(" -d ") && !script.contains(" -X ");
            if (reads) { // Payouts and runs take their time.
                Awaitility.await(place)
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> check(place, run(script, variables), wanted));
            } else {
                check(place, run(script, variables), wanted);
            }
            blocks++;
        }
        return blocks;
    }

    private static void check(String place, String output, String wanted) {
        var refusals =
                SHOWN.matcher(wanted).results().map(shown -> shown.group(1)).toList();
        assertThat(STATUS.matcher(output).results().map(status -> status.group(1)))
                .as("%s answers:\n%s", place, output)
                .allMatch(status -> status.startsWith("2") || refusals.contains(status))
                .containsAll(refusals);
        assertThat(output).as(place).endsWith("@@done\n");
        for (Pattern shown : List.of(FIELD, CODE)) {
            var there = shown.matcher(output).results().map(MatchResult::group).collect(Collectors.toSet());
            assertThat(there)
                    .as("%s answers:\n%s", place, output)
                    .containsAll(shown.matcher(wanted)
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }
    }

    private String run(String script, TreeSet<String> variables) {
        String whole = "set -e\n" + preamble + "\nsource " + folder.resolve("variables") + "\n" + script
                + "\nfor name in " + String.join(" ", variables)
                + "; do if [ -v \"$name\" ]; then declare -p \"$name\"; fi; done > "
                + folder.resolve("variables") + "\necho @@done\n";
        try {
            var builder = new ProcessBuilder(found("bash").toString(), "-c", whole)
                    .directory(folder.toFile())
                    .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(Map.of("PATH", programs.toString(), "LC_ALL", "C.UTF-8"));
            var process = builder.start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String here(String text) {
        return text.replace("localhost:8080", "localhost:" + port);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!" + found("bash") + "\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path found(String program) {
        for (String directory : System.getenv("PATH").split(":")) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return fail(program + " is not installed");
    }
}
