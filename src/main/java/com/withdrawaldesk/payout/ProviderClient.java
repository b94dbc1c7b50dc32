package com.withdrawaldesk.payout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * One provider over HTTP: calls are bounded in time, size and number, stop while the provider is down, and are recorded when
 * they are about payouts. Says of an answer what needs no knowledge of the provider's words, which is the same for all: what
 * never left may be repeated, what left without a readable answer is unknown. Nothing is repeated here.
 */
public final class ProviderClient {

    private static final int LONGEST_ANSWER = 1 << 20;

    /** What a provider asks for beyond it must be a mistake, and money waits meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** A truncated or doubtful answer is no answer; amounts stay decimal. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String provider;
    private final RestClient http;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final Exchanges exchanges;
    private final Clock clock;

    ProviderClient(String provider, RestClient http, ConnectionProperties limits, Exchanges exchanges, Clock clock) {
        this.provider = provider;
        this.http = http;
        this.exchanges = exchanges;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(limits.breakAfter())
                        .minimumNumberOfCalls(limits.breakAfter())
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .waitDurationInOpenState(limits.breakFor())
                        .clock(clock)
                        .recordResult(reply -> isOutOfOrder((Reply) reply))
                        .build());
        this.bulkhead = Bulkhead.of(
                provider,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(limits.callsAtOnce())
                        .maxWaitDuration(limits.connectTimeout())
                        .build());
    }

    /**
     * A call.
     *
     * @param path below the provider's base address, with {@code {}} for each of the variables
     * @param body to be sent as JSON; null for none
     */
    public record Request(HttpMethod method, String path, Object body, Object... variables) {

        public static Request get(String path, Object... variables) {
            return new Request(HttpMethod.GET, path, null, variables);
        }

        public static Request post(String path, Object body) {
            return new Request(HttpMethod.POST, path, body);
        }

        private String recorded() {
            String address = path;
            for (Object variable : variables) {
                address = address.replaceFirst("\\{\\w*}", variable.toString());
            }
            return method + " /" + address + (body == null ? "" : "\n" + json(body));
        }
    }

    /**
     * Makes a call about a payout and keeps a record of it.
     *
     * @param call what it is for: {@code recipient}, {@code send} or {@code check}
     * @param meaning of an answer in the provider's words
     */
    public Outcome aboutPayout(String call, PayoutOrder order, Request request, Function<Reply, Outcome> meaning) {
        return aboutPayouts(call, List.of(order), request, reply -> Map.of(order.reference(), meaning.apply(reply)))
                .get(order.reference());
    }

    /** As {@link #aboutPayout}, for several at once; those that the meaning leaves out are unknown. */
    public Map<String, Outcome> aboutPayouts(
            String call, List<PayoutOrder> orders, Request request, Function<Reply, Map<String, Outcome>> meaning) {
        List<String> references = orders.stream().map(PayoutOrder::reference).toList();
        long exchange = exchanges.begin(provider, call, references, request.recorded());
        long begun = System.nanoTime();
        Reply reply = exchange(request);
        Map<String, Outcome> said = reply.obstacle() == null ? meaning.apply(reply) : Map.of();
        Outcome otherwise = reply.obstacle() == null
                ? Outcome.of(Result.UNKNOWN, provider + " did not mention this payout in its answer.")
                : reply.obstacle();
        var outcomes = new LinkedHashMap<String, Outcome>();
        orders.forEach(order ->
                outcomes.put(order.reference(), withoutPeople(said.getOrDefault(order.reference(), otherwise), order)));
        exchanges.complete(
                exchange,
                reply,
                outcomes.values().stream().map(Outcome::result).toList(),
                Duration.ofNanos(System.nanoTime() - begun));
        return outcomes;
    }

    /**
     * Asks something that is about no payout.
     *
     * @return an answer in the provider's words, which may be a refusal
     * @throws ProviderUnavailable when there is none
     */
    public Reply ask(Request request) {
        Reply reply = exchange(request);
        if (reply.obstacle() != null) {
            throw new ProviderUnavailable(
                    reply.obstacle().message(), reply.obstacle().result() == Result.MISCONFIGURED, null);
        }
        return reply;
    }

    /** As {@link #ask}; a refusal counts as no answer. */
    public Reply require(Request request) {
        return required(exchange(request));
    }

    /**
     * As {@link #require}, for a list. A field that one of its rows has twice has no value there, because nobody knows which is
     * meant; the other rows are as they are.
     */
    public Reply requireRows(Request request) {
        Reply reply = exchange(request);
        if (reply.ok() && reply.body().isMissingNode() && reply.text().length() <= LONGEST_ANSWER) {
            JsonNode body = object(DoubledFields.AS_NULL, reply.text());
            if (body.isObject()) {
                return new Reply(reply.status(), body, reply.text(), null);
            }
        }
        return required(reply);
    }

    private Reply required(Reply reply) {
        if (reply.obstacle() != null) {
            throw new ProviderUnavailable(
                    reply.obstacle().message(), reply.obstacle().result() == Result.MISCONFIGURED, null);
        }
        if (!reply.ok()) {
            throw new ProviderUnavailable(said(reply.status(), reply.body()), false, null);
        }
        return reply;
    }

    private Reply exchange(Request request) {
        try {
            return bulkhead.executeSupplier(() -> breaker.executeSupplier(() -> call(request)));
        } catch (CallNotPermittedException | BulkheadFullException left) {
            return Reply.neverLeft(provider + " is left alone for a while: " + reason(left) + ".");
        }
    }

    private static String reason(RuntimeException left) {
        return left instanceof BulkheadFullException ? "too many calls are on their way" : "its last calls failed";
    }

    private Reply call(Request request) {
        try {
            var call = http.method(request.method()).uri("/" + request.path(), request.variables());
            if (request.body() != null) {
                call.contentType(MediaType.APPLICATION_JSON)
                        .body(json(request.body()).getBytes(StandardCharsets.UTF_8));
            }
            return call.accept(MediaType.APPLICATION_JSON).exchange((sent, response) -> read(response));
        } catch (ResourceAccessException failed) {
            return neverLeft(failed)
                    ? Reply.neverLeft(provider + " was not reached.")
                    : Reply.none(Result.UNKNOWN, provider + " was called and its answer did not arrive.");
        }
    }

    /** Everything that fails after the connection stands may have had its effect. */
    private static boolean neverLeft(ResourceAccessException failed) {
        Throwable cause = failed.getCause();
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof SSLHandshakeException
                || cause instanceof SSLPeerUnverifiedException;
    }

    private Reply read(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        byte[] bytes;
        try (var stream = response.getBody()) {
            bytes = stream.readNBytes(LONGEST_ANSWER + 1);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        JsonNode body = bytes.length > LONGEST_ANSWER ? MissingNode.getInstance() : object(JSON, text);
        Result result = withoutWords(status, body);
        Outcome obstacle = result == null
                ? null
                : new Outcome(result, said(status, body), null, null, null, retryAfter(response.getHeaders()));
        return new Reply(status, body, text, obstacle);
    }

    /** Null when the provider's words decide. */
    private static Result withoutWords(int status, JsonNode body) {
        return switch (status) {
            case 429 -> Result.LATER;
            case 401, 403 -> Result.MISCONFIGURED;
            default -> status >= 500 || body.isMissingNode() ? Result.UNKNOWN : null;
        };
    }

    private String said(int status, JsonNode body) {
        String words =
                body.isMissingNode() ? "nothing readable" : body.path("message").asText("nothing");
        return provider + " answered " + status + ": " + words;
    }

    private static JsonNode object(JsonMapper json, String text) {
        try {
            JsonNode body = json.readTree(text);
            return body.isObject() ? body : MissingNode.getInstance();
        } catch (JsonProcessingException unreadable) {
            return MissingNode.getInstance();
        }
    }

    /** Seconds, or a date by the desk's clock; null when it is neither. */
    private Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        try {
            Duration wait = value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** Whether the provider or the way to it is out of order; a refusal of one payout says nothing of the next. */
    private static boolean isOutOfOrder(Reply reply) {
        return reply.obstacle() != null && reply.status() != 429;
    }

    private static Outcome withoutPeople(Outcome outcome, PayoutOrder order) {
        return outcome.message() == null ? outcome : outcome.saying(Masked.sentence(outcome.message(), order));
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
