package com.withdrawaldesk.support;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A payment provider over real HTTP with books of its own, which are the judge of what was paid. How it misbehaves is chosen
 * before by the number of the account that the money goes to; {@link #freshAccount} gives one that no other test has.
 */
public abstract class FakeProvider implements AutoCloseable {

    static {
        // Without it each answer waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What goes wrong with one request. */
    public enum Fault {
        /** Never answered, nothing done. */
        TIMEOUT_BEFORE(false),
        /** Done and never answered: for a client with a timeout the same as an answer that is too slow. */
        TIMEOUT_AFTER(true),
        /** The connection is closed, nothing done. */
        CUT_BEFORE(false),
        /** Done, and the connection is closed before the answer. */
        CUT_AFTER(true),
        /** Done, and the connection is closed in the middle of the answer. */
        CUT_MID_ANSWER(true),
        /** 503, nothing done. */
        ERROR_BEFORE(false),
        /** Done, then 503. */
        ERROR_AFTER(true),
        /** Done, then a proxy's page with status 200. */
        HTML(true),
        /** Done, then half of the JSON. */
        TRUNCATED(true),
        /** Done, then JSON that is too long to be meant. */
        HUGE(true),
        /** Nothing done, and sent to another address of the same server. */
        REDIRECT(false),
        /** 401, nothing done. */
        UNAUTHORIZED(false),
        /** 429 with Retry-After, nothing done. */
        TOO_MANY(false);

        private final boolean done;

        Fault(boolean done) {
            this.done = done;
        }
    }

    /** How far a request has come. */
    public enum Moment {
        /** It is here, and nothing is done. */
        ARRIVED,
        /** It is done, and nothing is answered. */
        DONE,
        /** Half of the answer is sent. */
        HALF_ANSWERED,
        /** All of the answer is sent. */
        ANSWERED
    }

    /** Something to do once, when such a request has come so far. */
    private record Visit(String request, Moment moment, Runnable work) {}

    /** One request's fate: a fault, or a refusal in the provider's own form. */
    private record Step(Fault fault, int status, String message) {}

    /** How payouts to one account go. What is not chosen goes well: pending when created, paid when asked for. */
    public static final class Script {

        private final Deque<Step> recipients = new ArrayDeque<>();
        private final Deque<Step> sends = new ArrayDeque<>();
        private final Deque<Step> checks = new ArrayDeque<>();
        private final Map<String, Object> echo = new HashMap<>();
        private List<String> statuses;
        private int hidden;
        private String retryAfter = "7";

        private Script(String... statuses) {
            this.statuses = List.of(statuses);
        }

        /** The next requests to make the recipient known. */
        public synchronized Script onRecipient(Fault... faults) {
            Arrays.stream(faults).forEach(fault -> recipients.add(new Step(fault, 0, null)));
            return this;
        }

        public synchronized Script refuseRecipient(int status, String message) {
            recipients.add(new Step(null, status, message));
            return this;
        }

        /** The next requests to pay. */
        public synchronized Script onSend(Fault... faults) {
            Arrays.stream(faults).forEach(fault -> sends.add(new Step(fault, 0, null)));
            return this;
        }

        /** The next request to pay is refused, and nothing is created. */
        public synchronized Script refuse(int status, String message) {
            sends.add(new Step(null, status, message));
            return this;
        }

        /** The next requests for the state. */
        public synchronized Script onCheck(Fault... faults) {
            Arrays.stream(faults).forEach(fault -> checks.add(new Step(fault, 0, null)));
            return this;
        }

        public synchronized Script refuseCheck(int status, String message) {
            checks.add(new Step(null, status, message));
            return this;
        }

        /** The next request for the state gets these words, whoever's they are. */
        public synchronized Script answerCheck(int status, String body) {
            checks.add(new Step(null, status, RAW + body));
            return this;
        }

        /** The status when created and at each request for it after that; the last one stays. */
        public synchronized Script statuses(String... inOrder) {
            statuses = List.of(inOrder);
            return this;
        }

        /** So many requests for the state are told that there is no such transfer, although there is. */
        public synchronized Script hiddenFor(int requests) {
            hidden = requests;
            return this;
        }

        /** Says this in the transfer instead of what is true. */
        public synchronized Script echo(String field, Object value) {
            echo.put(field, value);
            return this;
        }

        /** What comes with a 429. */
        public synchronized Script retryAfter(String value) {
            retryAfter = value;
            return this;
        }

        private synchronized String statusAt(int step) {
            return statuses.get(Math.min(step, statuses.size() - 1));
        }

        synchronized Map<String, Object> echoed() {
            return Map.copyOf(echo);
        }

        private synchronized boolean hides() {
            return hidden > 0 && hidden-- > 0;
        }

        synchronized boolean isHiding() {
            return hidden > 0;
        }

        private synchronized Step next(Deque<Step> steps) {
            return steps.poll();
        }
    }

    /** A transfer in the provider's books. */
    public static final class Transfer {

        final long id;
        final String reference;
        final String bankCode;
        final String accountNumber;
        final String accountName;
        final long amountMinor;
        final Instant createdAt;
        private String status;
        private int step;
        private int left;
        private int back;
        private Instant paidSince;
        private boolean revived;

        Transfer(
                long id,
                String reference,
                String bankCode,
                String accountNumber,
                String accountName,
                long amountMinor,
                Instant createdAt) {
            this.id = id;
            this.reference = reference;
            this.bankCode = bankCode;
            this.accountNumber = accountNumber;
            this.accountName = accountName;
            this.amountMinor = amountMinor;
            this.createdAt = createdAt;
        }

        public String reference() {
            return reference;
        }

        public String accountNumber() {
            return accountNumber;
        }

        public long amountMinor() {
            return amountMinor;
        }

        public synchronized String status() {
            return status;
        }

        /** How often the money left for the bank. */
        public synchronized int timesLeft() {
            return left;
        }

        /** How often it came back from there. */
        public synchronized int timesBack() {
            return back;
        }

        /** Since when the bank has the money; null when it has not. */
        public synchronized Instant paidSince() {
            return paidSince;
        }

        /** Whether it was paid after the provider had called it failed or returned. */
        public synchronized boolean revived() {
            return revived;
        }
    }

    /** @param entryId its number; transferId null when it is something else */
    record Booking(long entryId, Long transferId, long balanceMinor, long differenceMinor, String reason, Instant at) {}

    /** What goes back; a fault of its own when the connection is to suffer. */
    record Answer(int status, Object body, Map<String, String> headers, Fault fault) {

        static Answer of(int status, Object body) {
            return new Answer(status, body, Map.of(), null);
        }
    }

    /**
     * A call as it went over the wire.
     *
     * @param request empty when there was none
     */
    public record Exchange(
            String method, String path, Map<String, String> query, String request, int status, String answer) {}

    /** @param body missing when there is none */
    record Call(String method, String path, Map<String, String> query, JsonNode body) {}

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** By code. */
    public static final Map<String, String> BANKS = new LinkedHashMap<>(Map.of(
            "044", "Access Bank",
            "058", "Guaranty Trust Bank",
            "057", "Zenith Bank",
            "033", "United Bank For Africa",
            "011", "First Bank of Nigeria"));

    private static final String RAW = "raw:";
    private static final int MOST_KEPT = 200;
    private static final long PLENTY = 1_000_000_000_000_00L;
    private static final AtomicLong ACCOUNTS = new AtomicLong(2_000_000_000L);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String key;
    private final HttpServer server;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();
    private final List<Booking> ledger = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong(700_000);
    private long balance = PLENTY;
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private volatile Step outage;
    private volatile Answer always;
    private volatile Visit visit;
    private volatile Clock clock = Clock.systemUTC();

    FakeProvider(String key) {
        this.key = key;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, getClass().getSimpleName());
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::serve);
        server.start();
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + basePath());
    }

    /** The secret key it takes. */
    public String key() {
        return key;
    }

    /** An account number that nobody used before. */
    public static String freshAccount() {
        return String.valueOf(ACCOUNTS.incrementAndGet());
    }

    /** How payouts to this account go, to be chosen before the first. */
    public Script script(String accountNumber) {
        return scripts.computeIfAbsent(accountNumber, number -> new Script(usualStatuses()));
    }

    /** All requests suffer this, whatever they are, until {@link #reset}. */
    public void allRequests(Fault fault) {
        outage = new Step(fault, 0, null);
    }

    /** All requests get these words, whatever they are, until {@link #reset}. */
    public void answerAlways(int status, String body) {
        always = raw(status, body);
    }

    /** The name that the bank has for this account; empty for an account that does not exist. */
    public void holder(String accountNumber, String name) {
        names.put(accountNumber, name);
    }

    /** In kobo. */
    public synchronized void setBalance(long minor) {
        book(null, minor - balance, "Top up");
    }

    public synchronized long balance() {
        return balance;
    }

    /** Whose time stands in the books. */
    public void setClock(Clock other) {
        clock = other;
    }

    /** Back to an ordinary day: no scripts, no names, plenty of money. The books stay. */
    public synchronized void reset() {
        outage = null;
        always = null;
        scripts.clear();
        names.clear();
        seen.clear();
        book(null, PLENTY - balance, "Top up");
    }

    /** How often it was asked to pay to this account, whatever came of it. */
    public int asked(String accountNumber) {
        return asked.getOrDefault(accountNumber, 0);
    }

    /**
     * Does this once, on the fake's own thread, when a request has come so far.
     *
     * @param request a pattern, as {@code POST /transfer}
     */
    public void at(String request, Moment moment, Runnable work) {
        visit = new Visit(request, moment, work);
    }

    private void reached(String request, Moment moment) {
        Visit next = visit;
        if (next != null && next.moment() == moment && request.matches(next.request())) {
            visit = null;
            next.work().run();
        }
    }

    /** All requests since the last reset, as {@code POST /transfer}. */
    public synchronized List<String> requests() {
        return List.copyOf(seen);
    }

    /** The judge: all transfers that were ever created, oldest first. */
    public synchronized Collection<Transfer> transfers() {
        return List.copyOf(transfers.values());
    }

    /** The transfer with this reference; null when there is none. */
    public synchronized Transfer transfer(String reference) {
        return transfers.get(reference);
    }

    /** How often money left for the bank under this reference and did not come back. */
    public synchronized int paid(String reference) {
        Transfer transfer = transfers.get(reference);
        return transfer == null ? 0 : transfer.timesLeft() - transfer.timesBack();
    }

    /** The transfer comes to this status now and stays there. */
    public synchronized void move(String reference, String status) {
        Transfer transfer = transfers.get(reference);
        script(transfer.accountNumber).statuses(status);
        settle(transfer, status);
    }

    /** The body of the webhook that tells of the transfer's present status. */
    public byte[] event(String reference) {
        return event(reference, transfer(reference).status());
    }

    /** The body of the webhook that claims this status, whatever is true. */
    public abstract byte[] event(String reference, String status);

    /** The headers that come with this body when it is signed with this secret. */
    public abstract Map<String, String> signature(byte[] body, String secret);

    /** The headers that come with this body. */
    public abstract Map<String, String> signature(byte[] body);

    /** Sends the webhook of the transfer's present status so often, and returns the answers' statuses. */
    public List<Integer> tell(URI address, String reference, int times) {
        byte[] body = event(reference);
        var statuses = new ArrayList<Integer>();
        for (int n = 0; n < times; n++) {
            statuses.add(deliver(address, body, signature(body)));
        }
        return statuses;
    }

    /** Sends these bytes as a webhook and returns the answer's status. */
    public static int deliver(URI address, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    abstract String basePath();

    abstract String[] usualStatuses();

    abstract boolean isPaid(String status);

    abstract boolean isBack(String status);

    abstract Answer answer(Call call);

    abstract Answer refusal(int status, String message);

    /** The bank's name for an account; null when there is no such account. */
    String name(String accountNumber) {
        String name = names.getOrDefault(accountNumber, "TECH STORE LTD");
        return name.isEmpty() ? null : name;
    }

    Answer recipient(String account, Supplier<Answer> work) {
        Script script = script(account);
        return suffer(script.next(script.recipients), script, work);
    }

    Answer send(String account, Supplier<Answer> work) {
        asked.merge(account, 1, Integer::sum);
        Script script = script(account);
        return suffer(script.next(script.sends), script, work);
    }

    /** @param transfer null when there is none */
    Answer check(Transfer transfer, Answer notFound, Supplier<Answer> work) {
        if (transfer == null) {
            return notFound;
        }
        Script script = script(transfer.accountNumber);
        return suffer(script.next(script.checks), script, () -> {
            if (script.hides()) {
                return notFound;
            }
            synchronized (this) {
                settle(transfer, script.statusAt(++transfer.step));
            }
            return work.get();
        });
    }

    /** An answer in these words. */
    static Answer raw(int status, String body) {
        return new Answer(status, body, Map.of("Content-Type", "application/json"), null);
    }

    private Answer suffer(Step step, Script script, Supplier<Answer> work) {
        if (step == null) {
            return work.get();
        }
        if (step.fault() == null && step.message().startsWith(RAW)) {
            return raw(step.status(), step.message().substring(RAW.length()));
        }
        if (step.fault() == null) {
            return refusal(step.status(), step.message());
        }
        Answer answer = step.fault().done ? work.get() : null;
        return switch (step.fault()) {
            case ERROR_BEFORE, ERROR_AFTER -> refusal(503, "An error occurred. Please contact support");
            case HTML ->
                new Answer(
                        200,
                        "<html><body><h1>Bad gateway</h1></body></html>",
                        Map.of("Content-Type", "text/html"),
                        null);
            case HUGE -> Answer.of(200, object().put("status", "x".repeat(2_000_000)));
            case REDIRECT -> new Answer(307, "", Map.of("Location", url() + "/elsewhere"), null);
            case UNAUTHORIZED -> refusal(401, "Invalid key");
            case TOO_MANY ->
                new Answer(
                        429,
                        refusal(429, "Too many requests").body(),
                        Map.of("Retry-After", script == null ? "7" : script.retryAfter),
                        null);
            default ->
                new Answer(
                        answer == null ? 0 : answer.status(),
                        answer == null ? null : answer.body(),
                        Map.of(),
                        step.fault());
        };
    }

    /** Books a new transfer, asked for or not, and takes its money from the balance; null when that does not cover it. */
    public synchronized Transfer create(
            String reference, String bankCode, String accountNumber, long amountMinor, long feeMinor) {
        if (balance < amountMinor + feeMinor) {
            return null;
        }
        var transfer = new Transfer(
                ids.incrementAndGet(),
                reference,
                bankCode,
                accountNumber,
                name(accountNumber),
                amountMinor,
                clock.instant());
        transfers.put(reference, transfer);
        book(transfer.id, -amountMinor - feeMinor, "Transfer to account");
        settle(transfer, script(accountNumber).statusAt(0));
        return transfer;
    }

    private synchronized void settle(Transfer transfer, String status) {
        synchronized (transfer) {
            boolean was = transfer.status != null && isPaid(transfer.status);
            boolean wasBack = transfer.status != null && isBack(transfer.status);
            transfer.status = status;
            if (!was && isPaid(status)) {
                transfer.left++;
                transfer.paidSince = clock.instant();
                transfer.revived |= wasBack;
            }
            if (was && isBack(status)) {
                transfer.back++;
                transfer.paidSince = null;
            }
            if (!wasBack && isBack(status)) {
                book(transfer.id, transfer.amountMinor, "Transfer reversed");
            }
        }
    }

    private void book(Long transferId, long difference, String reason) {
        balance += difference;
        ledger.add(new Booking(ids.incrementAndGet(), transferId, balance, difference, reason, clock.instant()));
    }

    synchronized List<Booking> ledger() {
        return List.copyOf(ledger);
    }

    /** A part of a list. */
    static <T> List<T> slice(List<T> all, int from, int size) {
        return all.subList(Math.min(from, all.size()), Math.min(from + size, all.size()));
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String name =
                exchange.getRequestMethod() + " " + path.substring(basePath().length());
        synchronized (this) {
            seen.add(name);
        }
        reached(name, Moment.ARRIVED);
        Answer answer;
        try {
            answer = always != null ? always : suffer(outage, null, () -> authorized(exchange, path, request));
        } catch (RuntimeException broken) {
            broken.printStackTrace();
            answer = Answer.of(500, "the fake is broken: " + broken);
        }
        reached(name, Moment.DONE);
        record(exchange, path.substring(basePath().length()), request, answer);
        respond(exchange, answer, () -> reached(name, Moment.HALF_ANSWERED));
        reached(name, Moment.ANSWERED);
    }

    private synchronized void record(HttpExchange exchange, String path, byte[] request, Answer answer)
            throws IOException {
        if (exchanges.size() < MOST_KEPT) {
            exchanges.add(new Exchange(
                    exchange.getRequestMethod(),
                    path,
                    query(exchange.getRequestURI().getRawQuery()),
                    new String(request, StandardCharsets.UTF_8),
                    answer.status(),
                    answer.body() instanceof String text ? text : JSON.writeValueAsString(answer.body())));
        }
    }

    /** The first calls, with what was answered. */
    public synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    private Answer authorized(HttpExchange exchange, String path, byte[] request) {
        if (!("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return refusal(401, "Invalid key");
        }
        try {
            return answer(new Call(
                    exchange.getRequestMethod(),
                    path.substring(basePath().length()),
                    query(exchange.getRequestURI().getRawQuery()),
                    JSON.readTree(request)));
        } catch (IOException e) {
            return refusal(400, "Invalid JSON");
        }
    }

    private static void respond(HttpExchange exchange, Answer answer, Runnable halfway) throws IOException {
        if (answer.fault() == Fault.TIMEOUT_BEFORE || answer.fault() == Fault.TIMEOUT_AFTER) {
            return; // The connection stays open without a thread that waits.
        }
        if (answer.fault() == Fault.CUT_BEFORE || answer.fault() == Fault.CUT_AFTER) {
            exchange.close();
            return;
        }
        byte[] body = answer.body() instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : JSON.writeValueAsBytes(answer.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        if (answer.fault() == Fault.TRUNCATED) {
            body = Arrays.copyOf(body, body.length / 2);
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        int half = body.length / 2;
        exchange.getResponseBody().write(body, 0, half);
        exchange.getResponseBody().flush();
        halfway.run();
        if (answer.fault() != Fault.CUT_MID_ANSWER) {
            exchange.getResponseBody().write(body, half, body.length - half);
        }
        exchange.close();
    }

    private static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return query;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The transfer as it is told, with what the script says instead of the truth. */
    ObjectNode echo(ObjectNode told, Transfer transfer) {
        script(transfer.accountNumber).echoed().forEach((field, value) -> {
            ObjectNode at = told;
            if (field.equals("account_number")
                    && told.path("recipient").path("details") instanceof ObjectNode details) {
                at = details;
            }
            at.set(field, JSON.valueToTree(value));
        });
        return told;
    }
}
