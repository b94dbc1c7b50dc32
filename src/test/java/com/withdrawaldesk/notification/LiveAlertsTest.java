package com.withdrawaldesk.notification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Ear;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class LiveAlertsTest {

    private static final String PATH = "/ws/notifications";
    private static final Audience ADMINS = Audience.group("businessAdmins");

    @Autowired
    Notifications notifications;

    @Autowired
    LiveSockets sockets;

    @Autowired
    NotificationProperties settings;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    @LocalServerPort
    int port;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private DeskClient desk;
    private Cast cast;

    @BeforeEach
    void enter() {
        desk = new DeskClient(port);
        cast = new Cast(identities, jdbc);
        opened.add(cast);
        cast.add("liveadmin", "businessAdmins");
        cast.add("liveadmin2", "businessAdmins");
        cast.add("livevendor", "vendors");
    }

    @AfterEach
    void leave() throws Exception {
        for (int n = opened.size() - 1; n >= 0; n--) {
            opened.get(n).close();
        }
        await().until(sockets::isEmpty);
    }

    @Test
    void alertsAGroupAfterTheCommitAndNotBefore() throws Exception {
        Ear admin = listen("liveadmin");
        Ear other = listen("liveadmin2");
        tell(Notices.titled("sent first", ADMINS));

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            notifications.tell(Notices.request(ADMINS));
            // Told later and committed earlier: when it arrives, the one above would have, had it been sent too soon.
            new Thread(() -> tell(Notices.titled("sent second", ADMINS))).start();
            await().until(() -> admin.frames.size() == 2 && other.frames.size() == 2);
        });

        await().until(() -> admin.frames.size() == 3 && other.frames.size() == 3);
        assertThat(titles(admin)).containsExactly("sent first", "sent second", "New Vendor Withdrawal Request");
        assertThat(titles(other)).isEqualTo(titles(admin));
    }

    @Test
    void sendsFramesInTheFormOfTheInbox() throws Exception {
        Ear admin = listen("liveadmin");
        tell(Notices.request(ADMINS));
        await().until(() -> admin.frames.size() == 1);

        var frame = json.readTree(admin.frames.peek());

        assertThat(frame)
                .isEqualTo(
                        desk.get("/api/admin/notifications", "liveadmin").body().at("/results/0"));
        assertThat(((ObjectNode) frame).properties().stream().map(Map.Entry::getKey))
                .contains("title", "message", "priority", "metadata", "action_url", "action_text");
    }

    @Test
    void tellsNobodyOfWhatIsRolledBack() {
        Ear admin = listen("liveadmin");

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            notifications.tell(Notices.titled("never happened", ADMINS));
            status.setRollbackOnly();
        });
        tell(Notices.titled("happened", ADMINS));

        await().until(() -> !admin.frames.isEmpty());
        assertThat(titles(admin)).containsExactly("happened");
    }

    @Test
    void keepsEachToTheirOwn() {
        Ear vendor = listen("livevendor");
        Ear admin = listen("liveadmin");

        tell(Notices.titled("for admins", ADMINS));
        tell(Notices.titled("for liveadmin2", Audience.person("liveadmin2")));
        tell(Notices.titled("for livevendor", Audience.person("livevendor")));
        tell(Notices.titled("for admins again", ADMINS));

        await().until(() -> admin.frames.size() == 2 && vendor.frames.size() == 1);
        assertThat(titles(vendor)).containsExactly("for livevendor");
        assertThat(titles(admin)).containsExactly("for admins", "for admins again");
    }

    @Test
    void reachesEveryConnectionOfAPerson() {
        Ear phone = listen("livevendor");
        Ear laptop = listen("livevendor");

        tell(Notices.titled("both", Audience.person("livevendor")));

        await().until(() -> phone.frames.size() == 1 && laptop.frames.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, PATH + "/"})
    void asksForCredentials(String path) {
        assertThat(refusal(path)).isEqualTo(401);
        assertThat(refusal(path, "Authorization", "Basic bm9ib2R5Om5vdGhpbmc=")).isEqualTo(401);
    }

    /** Made up, begun by a visitor who has not logged in, and no session's at all. */
    @Test
    void refusesSessionsInWhichNobodyIsLoggedIn() throws Exception {
        var visitor = new Browser(port);
        visitor.send("GET", "", "");
        assertThat(visitor.cookies.getCookieStore().getCookies())
                .extracting(HttpCookie::getName)
                .doesNotContain("JSESSIONID");

        for (String session : List.of("0123456789ABCDEF0123456789ABCDEF", "../liveadmin", "x".repeat(4000))) {
            assertThat(refusal(PATH, "Cookie", "JSESSIONID=" + session)).isEqualTo(401);
        }
        assertThat(refusal(PATH, "Cookie", "user=liveadmin; XSRF-TOKEN=" + visitor.cookie("XSRF-TOKEN")))
                .isEqualTo(401);
    }

    @Test
    void answersARequestThatOpensNoSocket() {
        var answer = desk.get(PATH, "liveadmin");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asText()).isEqualTo("malformed_request");
    }

    @Test
    void refusesPagesOfOtherSites() {
        String login = DeskClient.basic("liveadmin");

        for (String origin :
                List.of("https://evil.example", "null", "http://localhost:1", "http://localhost:8080.evil.example")) {
            assertThat(refusal(PATH, "Authorization", login, "Origin", origin)).isEqualTo(403);
        }
        for (String origin : List.of("http://localhost:" + port, settings.publicOrigin())) {
            Ear page = open(PATH, "Authorization", login, "Origin", origin);
            assertThat(page.closed).isNotDone();
        }
    }

    @Test
    void letsInWhoeverIsLoggedInToTheWebAppsAndNobodyWhoLoggedOut() throws Exception {
        var browser = new Browser(port);
        browser.send("GET", "", "");
        browser.send("POST", "/login/welcome", "username=engineadmin&password=Desk-demo-1");
        String session = "JSESSIONID=" + browser.cookie("JSESSIONID");
        Ear tasklist = open(PATH, "Cookie", session, "Origin", "http://localhost:" + port);

        tell(Notices.titled("hello", Audience.person("engineadmin")));
        await().until(() -> tasklist.frames.size() == 1);

        browser.send("POST", "/logout", "");
        assertThat(refusal(PATH, "Cookie", session)).isEqualTo(401);
    }

    @Test
    void answersWithAndWithoutTheTrailingSlash() {
        Ear admin = open(PATH + "/", "Authorization", DeskClient.basic("liveadmin"));

        tell(Notices.titled("hello", ADMINS));

        await().until(() -> admin.frames.size() == 1);
    }

    @Test
    void ignoresWhatClientsSend() {
        Ear admin = listen("liveadmin");

        for (String text : List.of("", "hello", "{\"subscribe\": \"*\"}", "\u0000\uFFFF")) {
            admin.socket().sendText(text, true).join();
        }
        tell(Notices.titled("still here", ADMINS));

        await().until(() -> admin.frames.size() == 1);
        assertThat(admin.closed).isNotDone();
    }

    @Test
    void endsConnectionsThatSendTooMuchOrBinary() {
        Ear loud = listen("liveadmin");
        loud.socket().sendText("x".repeat(4096), true);
        Ear binary = listen("liveadmin");
        binary.socket().sendBinary(ByteBuffer.wrap(new byte[] {1}), true);

        assertThat(loud.closed).succeedsWithin(10, SECONDS).isEqualTo(1009);
        assertThat(binary.closed).succeedsWithin(10, SECONDS).isEqualTo(1003);
    }

    /** Not masked, of a kind that there is not, longer than any memory, in pieces without end, and plain noise. */
    @ParameterizedTest
    @ValueSource(
            strings = {"8105 48454c4c4f", "8f80 00000000", "81ff 7fffffffffffffff 00000000", "0180 00000000", "ff"})
    void endsConnectionsThatSendNoFrames(String hex) throws Exception {
        Ear other = listen("liveadmin");
        try (Socket garbler = handshakeAndReadNothing("liveadmin2")) {
            byte[] piece = HexFormat.of().parseHex(hex.replace(" ", ""));
            assertThat(sendUntilEnded(garbler, piece)).isLessThan(1_000_000);
        }

        tell(Notices.titled("still here", ADMINS));
        await().until(() -> other.frames.size() == 1);
        assertThat(other.closed).isNotDone();
    }

    @Test
    void limitsTheConnectionsOfAPerson() {
        List<Ear> ears = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            ears.add(listen("livevendor"));
        }

        assertThat(listen("livevendor").closed).succeedsWithin(10, SECONDS).isEqualTo(1013);
        assertThat(ears).allSatisfy(ear -> assertThat(ear.closed).isNotDone());
        assertThat(listen("liveadmin").closed).isNotDone();
    }

    @Test
    void dropsAClientThatDoesNotReadAndServesTheOthers() throws Exception {
        try (Socket deaf = handshakeAndReadNothing("liveadmin2")) {
            Ear admin = listen("liveadmin");
            var large = new Notice(ADMINS, "event", "large", "x".repeat(200_000), "normal", Map.of(), null, null);

            for (int n = 0; n < 100; n++) {
                tell(large);
            }

            await().atMost(60, SECONDS).until(() -> admin.frames.size() == 100);
            assertThat(admin.closed).isNotDone();
            assertThat(deaf.getInputStream().readAllBytes()).hasSizeLessThan(100 * 200_000);
        }
    }

    @Test
    void holdsAThousandIdleClientsWithFewThreads() throws Exception {
        var people = new ArrayList<String>();
        for (int n = 0; n < 100; n++) {
            people.add("idle" + n);
            cast.add("idle" + n, "vendors");
        }
        int threads = Thread.activeCount();
        long heap = usedHeap();

        List<Ear> idle = new ArrayList<>();
        for (String person : people) {
            for (int n = 0; n < 10; n++) {
                idle.add(listen(person));
            }
        }
        // Tomcat's pool has 200 threads at the most. Both ends of each connection are in this heap.
        assertThat(Thread.activeCount() - threads).isLessThan(250);
        assertThat((usedHeap() - heap) / idle.size()).isLessThan(500_000);
        Ear fresh = listen("liveadmin");
        tell(Notices.titled("for admins", ADMINS));
        tell(Notices.titled("for all vendors", Audience.group("vendors")));

        await().until(() -> fresh.frames.size() == 1);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(idle)
                .allSatisfy(ear -> assertThat(ear.frames).hasSize(1)));
        assertThat(idle).allSatisfy(ear -> assertThat(ear.closed).isNotDone());
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Returns how many bytes were sent before the desk ended the connection. */
    private static long sendUntilEnded(Socket socket, byte[] piece) throws IOException {
        socket.setSoTimeout(20);
        for (long sent = piece.length; sent < 1_000_000; sent += piece.length) {
            try {
                socket.getOutputStream().write(piece);
                while (socket.getInputStream().read() >= 0) {
                    // What the desk says before it ends the connection.
                }
                return sent;
            } catch (SocketTimeoutException stillOpen) {
                // Goes on.
            } catch (IOException ended) {
                return sent;
            }
        }
        return Long.MAX_VALUE;
    }

    private Ear listen(String user) {
        return open(PATH, "Authorization", DeskClient.basic(user));
    }

    private Ear open(String path, String... headers) {
        Ear ear = desk.listen(path, headers).join();
        opened.add(ear);
        return ear;
    }

    private int refusal(String path, String... headers) {
        var opening = desk.listen(path, headers);
        assertThatThrownBy(opening::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        return opening.handle((ear, failure) -> ((WebSocketHandshakeException) failure.getCause())
                        .getResponse()
                        .statusCode())
                .join();
    }

    private Socket handshakeAndReadNothing(String user) throws Exception {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", port));
        socket.getOutputStream()
                .write(("""
                GET /ws/notifications HTTP/1.1
                Host: localhost:%d
                Authorization: %s
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.formatted(port, DeskClient.basic(user)).replace("\n", "\r\n"))
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        return socket;
    }

    private void tell(Notice notice) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> notifications.tell(notice));
    }

    private List<String> titles(Ear ear) {
        return ear.frames.stream().map(this::title).toList();
    }

    private String title(String frame) {
        try {
            return json.readTree(frame).get("title").textValue();
        } catch (Exception e) {
            throw new AssertionError(frame, e);
        }
    }

    /** Logs in to the web apps and out again, with their cookies and their CSRF token. */
    private record Browser(int port, CookieManager cookies, HttpClient http) {

        Browser(int port) {
            this(port, new CookieManager());
        }

        private Browser(int port, CookieManager cookies) {
            this(port, cookies, HttpClient.newBuilder().cookieHandler(cookies).build());
        }

        void send(String method, String path, String form) throws Exception {
            var request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + port + "/camunda/api/admin/auth/user/default" + path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, BodyPublishers.ofString(form));
            if (!method.equals("GET")) {
                request.header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"));
            }
            http.send(request.build(), BodyHandlers.discarding());
        }

        String cookie(String name) {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(name))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
