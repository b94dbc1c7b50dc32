package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium with what a person does in it. Where it is not installed the test is skipped, but fails in CI. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Twice a second, as is usual, would be most of what a test takes. */
    private static final Duration OFTEN = Duration.ofMillis(50);

    private static final String MENTIONED = """
            const plain = text => text.replace(/\\s+/g, '');
            return plain(document.body?.innerText ?? '').includes(plain(arguments[0]))""";

    private static final String AXE = axe();

    /** Whose tests are over. To start one takes longer than most of what is done with it, so the next test has it, with nothing in it. */
    private static final Deque<ChromeDriver> IDLE = new ConcurrentLinkedDeque<>();

    private static final String ENGLISH = "en-US,en";

    private final ChromeDriver chrome;
    private final String languages;

    public Browser() {
        this(ENGLISH);
    }

    /** One whose owner reads these languages, best first, as in {@code fr-FR,fr}. */
    public Browser(String languages) {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        assertThat(installed || System.getenv("CI") == null)
                .as("CI needs the packages chromium and chromium-driver")
                .isTrue();
        Assumptions.assumeTrue(installed, "Chromium and its driver are not installed, so no browser is tested");
        this.languages = languages;
        ChromeDriver idle = languages.equals(ENGLISH) ? IDLE.poll() : null;
        chrome = idle == null ? start(languages) : idle;
        // What was under way when the last test ended may have brought a session since.
        chrome.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        chrome.manage().window().setSize(new Dimension(1600, 1300));
    }

    private static ChromeDriver start(String languages) {
        var started = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                new ChromeOptions()
                        .setBinary(CHROMIUM.toFile())
                        .setExperimentalOption("prefs", Map.of("intl.accept_languages", languages))
                        .addArguments(List.of(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-dev-shm-usage")));
        Runtime.getRuntime().addShutdownHook(new Thread(started::quit));
        return started;
    }

    @Override
    public void close() {
        if (!languages.equals(ENGLISH) || !forgetEverything()) {
            chrome.quit();
        } else {
            IDLE.push(chrome);
        }
    }

    /** What a tab was told to pretend ends with it; what is kept beside the cache belongs to whoever logged in. */
    private boolean forgetEverything() {
        try {
            List<String> before = List.copyOf(chrome.getWindowHandles());
            chrome.switchTo().newWindow(WindowType.TAB);
            String fresh = chrome.getWindowHandle();
            for (String tab : before) {
                chrome.switchTo().window(tab).close();
            }
            chrome.switchTo().window(fresh);
            chrome.executeCdpCommand("Network.clearBrowserCookies", Map.of());
            chrome.executeCdpCommand(
                    "Storage.clearDataForOrigin", Map.of("origin", "*", "storageTypes", "local_storage,indexeddb"));
            logged();
            return true;
        } catch (WebDriverException broken) {
            return false;
        }
    }

    public void open(String url) {
        chrome.get(url);
    }

    /** Logs in to one of Camunda's web apps. Its login form is drawn twice, so what was typed into the first is typed again. */
    public void login(String url, String user) {
        open(url);
        logInAs(user);
    }

    /** Logs in where the page asks for it. */
    public void logInAs(String user) {
        By name = By.cssSelector("input[ng-model='username']");
        By password = By.cssSelector("input[ng-model='password']");
        wait(page -> {
            try {
                type(name, user);
                type(password, People.PASSWORD);
                return user.equals(page.findElement(name).getDomProperty("value"));
            } catch (StaleElementReferenceException drawnAgain) {
                return false;
            }
        });
        click(By.cssSelector("button[type=submit]"));
        wait(ExpectedConditions.invisibilityOfElementLocated(password));
    }

    /** Gives the window another size. */
    public void resize(int width, int height) {
        chrome.manage().window().setSize(new Dimension(width, height));
    }

    /** Whatever has such an address never arrives, from now on. */
    public void lose(String... addresses) {
        chrome.executeCdpCommand("Network.enable", Map.of());
        chrome.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    }

    /** Runs JavaScript in each page that is opened from now on, before any of its own. */
    public void beforeEachPage(String script) {
        chrome.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Takes the network away, or gives it back. */
    public void offline(boolean offline) {
        chrome.executeCdpCommand("Network.enable", Map.of());
        chrome.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Opens another tab, where everything goes on until {@link #tab} leads elsewhere. */
    public void newTab() {
        chrome.switchTo().newWindow(WindowType.TAB);
    }

    /** Goes to a tab, counted from 0 in the order in which they were opened. */
    public void tab(int number) {
        chrome.switchTo().window(List.copyOf(chrome.getWindowHandles()).get(number));
    }

    /** Makes the window as large as a page of so many pixels. */
    public void size(int width, int height) {
        chrome.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Nobody is logged in any more. */
    public void forgetSession() {
        chrome.manage().deleteCookieNamed("JSESSIONID");
    }

    /** The same, while Camunda's own calls, which would ask for a login first, are lost until {@link #lose()}. */
    public void endSession() {
        lose("*/camunda/api/*");
        forgetSession();
    }

    /** Waits until whoever is logged in hears of what happens: the socket is opened before the inbox is read. */
    public void awaitAlerts() {
        see(By.className("desk-bell"));
        waitFor("return performance.getEntriesByType('resource')"
                + ".some(one => one.name.includes('/api/admin/notifications') && one.responseStatus === 200)");
    }

    public WebElement see(By what) {
        return wait(ExpectedConditions.visibilityOfElementLocated(what));
    }

    /** The page itself is asked first, for the driver goes through each element to know whether its text can be seen. */
    public void seeText(String text) {
        ExpectedCondition<Boolean> seen = ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text);
        wait(page -> Boolean.TRUE.equals(chrome.executeScript(MENTIONED, text)) && seen.apply(page));
    }

    /** Clicks as soon as nothing is in the way any more, such as a message that fades. What lies under the footer is scrolled up. */
    public void click(By what) {
        wait(page -> {
            WebElement target = ExpectedConditions.elementToBeClickable(what).apply(page);
            try {
                if (target != null) {
                    target.click();
                }
                return target != null;
            } catch (ElementClickInterceptedException covered) {
                chrome.executeScript("arguments[0].scrollIntoView({block: 'center'})", target);
                return false;
            } catch (StaleElementReferenceException tooEarly) {
                return false;
            }
        });
    }

    /** Where patience ends, a picture tells what was there instead. */
    private <T> T wait(ExpectedCondition<T> condition) {
        try {
            return new WebDriverWait(chrome, PATIENCE, OFTEN).until(condition);
        } catch (TimeoutException e) {
            picture("gave-up");
            throw e;
        }
    }

    public void type(By what, String text) {
        WebElement field = see(what);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys wherever the focus is. */
    public void press(CharSequence... keys) {
        new Actions(chrome).sendKeys(keys).perform();
    }

    /** Runs JavaScript in the page and returns what it returns. */
    public Object run(String script) {
        return chrome.executeScript(script);
    }

    /** Waits until this JavaScript returns true. */
    public void waitFor(String script) {
        wait(page -> Boolean.TRUE.equals(run(script)));
    }

    public boolean shows(By what) {
        return !chrome.findElements(what).isEmpty();
    }

    public String text() {
        return chrome.findElement(By.tagName("body")).getText();
    }

    /**
     * Fails when axe-core finds something in these regions that keeps people out: a rule of WCAG 2.0, 2.1 or 2.2, level A or AA.
     * Regions are CSS selectors of what is the desk's own; the pages around them are Camunda's.
     */
    public void accessible(String... regions) {
        if (!Boolean.TRUE.equals(run("return Boolean(window.axe)"))) {
            run(AXE);
        }
        Object found = chrome.executeAsyncScript(
                """
                const [regions, tags, done] = arguments;
                const shown = regions.filter(one => document.querySelector(one));
                if (shown.length < regions.length) {
                  done(['not on the page: ' + regions.filter(one => !shown.includes(one))]);
                }
                axe.run({include: regions.map(one => [one])}, {runOnly: tags, resultTypes: ['violations']}).then(
                    ({violations}) => done(violations.flatMap(rule => rule.nodes.map(node =>
                        `${rule.impact}: ${rule.id} at ${node.target}: ${node.failureSummary}`))),
                    failure => done([String(failure)]));
                """, List.of(regions), List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"));
        assertThat(found)
                .asInstanceOf(LIST)
                .as("barriers in " + List.of(regions))
                .isEmpty();
    }

    private static String axe() {
        try (var script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the browser complained about, such as what a policy forbids. */
    public List<String> logged() {
        return chrome.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Waits until nothing was loaded for a second, so that a picture shows the page as it stays. */
    public void awaitQuiet() {
        waitFor("""
                const loaded = performance.getEntriesByType('resource').map(one => one.responseEnd);
                return performance.now() - Math.max(...loaded) > 1000""");
    }

    /** Leaves a picture in {@code target/screens}. */
    public void picture(String name) {
        picture(Path.of("target", "screens", name + ".png"));
    }

    /** Leaves a picture in this file. */
    public void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, chrome.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
