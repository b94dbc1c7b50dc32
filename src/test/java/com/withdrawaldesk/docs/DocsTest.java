package com.withdrawaldesk.docs;

import static com.withdrawaldesk.docs.Page.code;
import static com.withdrawaldesk.docs.Page.table;
import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.DeskApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The documents lead somewhere, and what they name is in the code. What is made from the code is in {@link ReferenceTest}. */
class DocsTest {

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("(?s)]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    /** Every page, with what is between fences left out. */
    private final List<Path> pages = pages();

    @Test
    void everyLinkLeadsToAPlace() {
        var broken = new ArrayList<String>();
        int links = 0;
        for (Path page : pages) {
            for (String target : found(LINK, prose(page))) {
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8))
                                .normalize();
                if (!Files.exists(file)) {
                    broken.add(page + ": " + target);
                } else if (parts.length > 1 && !anchors(file).contains(parts[1])) {
                    broken.add(page + ": " + target + " has no such heading");
                }
            }
        }

        assertThat(links).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsFoundFromTheReadme() {
        var reached = new HashSet<Path>();
        var next = new ArrayList<>(List.of(Path.of("README.md")));
        while (!next.isEmpty()) {
            Path page = next.remove(0);
            if (reached.add(page)) {
                found(LINK, prose(page)).stream()
                        .map(target -> target.split("#")[0])
                        .filter(target -> target.endsWith(".md") && !target.contains(":"))
                        .map(target -> page.resolveSibling(target).normalize())
                        .forEach(next::add);
            }
        }

        assertThat(reached).containsAll(pages);
    }

    @Test
    void theFirstPageIsShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(200);
        for (String name : List.of("WITHDRAWAL_FLOW_DOCUMENTATION.md", "WITHDRAWAL_QUICK_REFERENCE.md")) {
            assertThat(Files.readAllLines(Path.of("docs", name))).as(name).hasSizeLessThanOrEqualTo(60);
        }
    }

    @Test
    void listsEverySetting() throws Exception {
        var groups = new LinkedHashMap<String, List<Settings.Setting>>();
        Settings.all().forEach(setting -> groups.computeIfAbsent(setting.of(), group -> new ArrayList<>())
                .add(setting));
        Page.reference("configuration")
                .says(
                        "settings",
                        groups.entrySet().stream()
                                .map(group -> group.getKey() + "\n\n"
                                        + table(
                                                List.of("variable", "meaning", "default"),
                                                group.getValue().stream()
                                                        .map(setting -> List.of(
                                                                code(setting.variable()),
                                                                setting.meaning(),
                                                                setting.value().isEmpty()
                                                                        ? ""
                                                                        : code(setting.value())))))
                                .collect(Collectors.joining("\n\n")));
    }

    /** Whatever else the code reads is named by hand. */
    @Test
    void namesEverySettingOfAnotherName() throws IOException {
        String page = text(Page.reference("configuration").path());
        var read = new TreeSet<String>(
                found(Pattern.compile("\\$\\{([A-Z][A-Z_]+):"), text(Path.of("src/main/resources/application.yml"))));
        try (var files = Files.walk(Path.of("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> found(Pattern.compile("@Value\\(\"\\$\\{(desk\\.[a-z.-]+):"), text(file)).stream())
                    .map(property -> property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                    .filter(variable -> !variable.equals("DESK_DATABASE_OWNER")) // DATABASE_OWNER_USERNAME
                    .forEach(read::add);
        }

        assertThat(read).hasSizeGreaterThan(20);
        assertThat(read).allMatch(variable -> page.contains("`" + variable + "`"));
    }

    /** An event may have several texts, each with a further word. */
    @Test
    void namesEveryNotice() {
        String page = text(Page.reference("notices").path());
        var events = new TreeSet<String>(found(
                Pattern.compile("(?m)^(?!login)([a-z_]+(?:\\.[a-z_]+)?)(?:\\.[a-z_]+)?\\.title="),
                text(Path.of("src/main/resources/language/messages.properties"))));

        assertThat(events).hasSizeGreaterThan(30);
        assertThat(events).allMatch(event -> page.contains("`" + event + "`"));
    }

    /** Each name that a diagram shows, but for those of ends and joins, which say nothing that needs a sentence. */
    @Test
    void describesEveryElementThatDoesSomething() throws IOException {
        String page = text(Page.reference("processes").path());
        var named = new TreeSet<String>();
        try (var files = Files.list(Path.of("bpmn"))) {
            files.filter(file -> file.toString().endsWith(".bpmn"))
                    .forEach(file -> named.addAll(found(
                            Pattern.compile("<bpmn:(?:service|user|businessRule)Task [^>]*name=\"([^\"]+)\""),
                            text(file))));
        }

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(named).allMatch(name -> page.contains("*" + name + "*"));
    }

    /** Every table is in the map of tables, with the package that alone writes it. */
    @Test
    void givesEveryTableToThePackageThatWritesIt() throws IOException {
        var owners = new TreeMap<String, String>();
        Pattern.compile("(?m)^\\| (`[a-z_`, ]+) \\| `?([a-z-]+)`? \\|")
                .matcher(text(Path.of("docs/architecture.md")))
                .results()
                .forEach(row -> found(Pattern.compile("`([a-z_]+)`"), row.group(1))
                        .forEach(table -> owners.put(table, row.group(2))));
        var strangers = new ArrayList<String>();
        var created = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".sql")) {
                    created.addAll(found(Pattern.compile("CREATE (?:UNLOGGED )?TABLE (\\w+)"), text(file)));
                } else if (file.toString().endsWith(".java")) {
                    String owner = Path.of("src/main/java/com/withdrawaldesk")
                            .relativize(file)
                            .getName(0)
                            .toString();
                    found(Pattern.compile("(?:INSERT INTO|(?<!FOR )UPDATE|DELETE FROM)\\s+([a-z_]+)"), text(file))
                            .stream()
                            .filter(table -> owners.containsKey(table)
                                    && !owners.get(table).equals(owner))
                            .forEach(table -> strangers.add(owner + " writes " + table));
                }
            }
        }

        assertThat(owners.keySet()).containsExactlyInAnyOrderElementsOf(created);
        // Names that a bank told later are filled in where they are missing, until the withdrawal does that itself.
        assertThat(strangers).containsOnly("account writes withdrawal");
    }

    @Test
    void drawsTheModules() {
        var modules = ApplicationModules.of(DeskApplication.class);
        var uses = new TreeMap<String, Set<String>>();
        modules.forEach(module -> uses.put(
                module.getIdentifier().toString(),
                module.getDirectDependencies(modules)
                        .uniqueModules()
                        .map(used -> used.getIdentifier().toString())
                        .collect(Collectors.toCollection(TreeSet::new))));
        var arrows = new ArrayList<String>();
        uses.forEach((module, used) -> used.stream()
                .filter(other -> used.stream().noneMatch(between -> reaches(uses, between, other)))
                .forEach(other -> arrows.add("  " + module + " --> " + other)));
        Page page = Page.reference("modules");

        page.says("picture", "```mermaid\nflowchart TD\n" + String.join("\n", arrows) + "\n```");
        page.says(
                "packages",
                table(
                        List.of("package", "is for", "uses"),
                        uses.entrySet().stream()
                                .map(module -> List.of(
                                        code(module.getKey()),
                                        purpose(Path.of("src/main/java/com/withdrawaldesk", module.getKey())),
                                        module.getValue().stream()
                                                .map(Page::code)
                                                .collect(Collectors.joining(", "))))));
    }

    private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
        return uses.get(from).stream().anyMatch(next -> next.equals(to) || reaches(uses, next, to));
    }

    /** The sentence of a package and those of its parts. */
    private static String purpose(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .sorted(Comparator.comparing(Path::getNameCount).thenComparing(Comparator.naturalOrder()))
                    .map(file -> {
                        String part = folder.relativize(file.getParent()).toString();
                        String sentence = found(Pattern.compile("(?s)/\\*\\*(.*?)\\*/"), text(file))
                                .get(0)
                                .replaceAll("\\s+\\*?\\s*", " ")
                                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                                .strip();
                        return part.isEmpty() ? sentence : "`." + part + "`: " + sentence;
                    })
                    .collect(Collectors.joining("<br>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> pages() {
        try (var root = Files.list(Path.of(""));
                var docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(root, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prose(Path page) {
        return FENCE.matcher(text(page)).replaceAll("");
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** The anchors of the headings, made as GitHub makes them. */
    private static Set<String> anchors(Path page) {
        var anchors = new HashSet<String>();
        var times = new HashMap<String, Integer>();
        for (String heading : found(HEADING, prose(page))) {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .strip()
                    .replace(' ', '-');
            int before = times.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    /** Each has a number of its own, a date and a status, and is in the index. */
    @Test
    void everyDecisionHasANumberADateAndAStatus() throws IOException {
        String index = text(Path.of("docs/decisions/README.md"));
        List<Path> decisions;
        try (var files = Files.list(Path.of("docs/decisions"))) {
            decisions =
                    files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }

        assertThat(decisions).hasSizeGreaterThan(150);
        assertThat(decisions)
                .extracting(file -> file.getFileName().toString().substring(0, 4))
                .doesNotHaveDuplicates();
        assertThat(decisions)
                .allMatch(file -> index.contains("](" + file.getFileName() + ")"))
                .allMatch(file -> Pattern.compile("^# "
                                + Integer.parseInt(file.getFileName().toString().substring(0, 4))
                                + "\\. .+\n\nStatus: (accepted|replaced by \\S+)\\. Date: \\d{4}-\\d\\d-\\d\\d\\.")
                        .matcher(text(file))
                        .find());
    }

    /** {@code DemoIT} plays them; what it leaves out is proven by the tests that are named there. */
    @Test
    void everyShellExampleIsPlayed() throws IOException {
        Set<String> tests;
        try (var files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        var shells = pages.stream()
                .filter(page -> text(page).contains("```bash"))
                .map(Path::toString)
                .toList();

        assertThat(Examples.pages()).containsAll(shells);
        assertThat(tests).containsAll(Examples.elsewhere().values());
    }

    /** Every test that a page names in the form of code. */
    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> tests;
        try (var files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        var named = new TreeSet<String>();
        pages.forEach(page -> named.addAll(found(Pattern.compile("`([A-Za-z0-9]+(?:Tests?|IT))`"), prose(page))));

        assertThat(named).hasSizeGreaterThan(50);
        assertThat(tests).containsAll(named);
    }
}
