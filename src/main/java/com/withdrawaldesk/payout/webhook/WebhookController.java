package com.withdrawaldesk.payout.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Throttle;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where providers call. Nobody logs in here: the signature over the bytes as they came is all that lets a message in, and
 * nothing is read of it before. Whatever is signed is answered with 200, because anything else makes a provider repeat it.
 */
@RestController
@Unlimited("only what is not signed is counted, where that is known")
class WebhookController {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final PaystackSource paystack;
    private final FlutterwaveSource flutterwave;
    private final PaystackApproval approval;
    private final WebhookInbox inbox;
    private final WebhookMetrics metrics;
    private final WebhookProperties properties;
    private final Map<String, List<IpAddressMatcher>> allowed;
    private final Throttle throttle;
    private final ObjectMapper json;
    private final Clock clock;
    private final Map<String, Instant> quietUntil = new ConcurrentHashMap<>();

    WebhookController(
            PaystackSource paystack,
            FlutterwaveSource flutterwave,
            PaystackApproval approval,
            WebhookInbox inbox,
            WebhookMetrics metrics,
            WebhookProperties properties,
            Throttle throttle,
            ObjectMapper json,
            Clock clock) {
        this.paystack = paystack;
        this.flutterwave = flutterwave;
        this.approval = approval;
        this.inbox = inbox;
        this.metrics = metrics;
        this.properties = properties;
        this.allowed = properties.webhook().allowedAddresses().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stream()
                        .map(IpAddressMatcher::new)
                        .toList()));
        this.throttle = throttle;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping("/api/webhooks/paystack")
    void paystack(HttpServletRequest request) throws IOException {
        keep(paystack, request);
    }

    @PostMapping("/api/webhooks/flutterwave")
    void flutterwave(HttpServletRequest request) throws IOException {
        keep(flutterwave, request);
    }

    /** Paystack asks before it makes a transfer: 200 lets it go on, 400 ends it. */
    @PostMapping("/api/webhooks/paystack/approval")
    void approve(HttpServletRequest request) throws IOException {
        if (!properties.paystack().approval()) {
            throw nothingHere();
        }
        byte[] body = signed(paystack, request);
        approval.requireOurs(inbox.parse(body));
    }

    private void keep(Source source, HttpServletRequest request) throws IOException {
        byte[] body = signed(source, request);
        boolean first = inbox.keep(source, body, request.getRemoteAddr());
        metrics.received(source.name(), first);
    }

    private byte[] signed(Source source, HttpServletRequest request) throws IOException {
        if (!source.isConfigured()) {
            throw nothingHere();
        }
        String address = request.getRemoteAddr();
        List<IpAddressMatcher> known = allowed.getOrDefault(source.name(), List.of());
        if (!known.isEmpty() && known.stream().noneMatch(network -> network.matches(address))) {
            metrics.rejected(source.name(), "address");
            throw new Refusal(Code.FORBIDDEN, "This address is not known to be the provider's.");
        }
        byte[] body = request.getInputStream().readAllBytes();
        if (!source.isSigned(body, request::getHeader)) {
            metrics.rejected(source.name(), "signature");
            // A right signature is always let in, so that strangers behind the same proxy cannot keep a provider out.
            throttle.spend(List.of(Limit.WEBHOOKS), null, address);
            warn(source, address, body);
            throw new Refusal(Code.UNAUTHORIZED, "The signature is missing or wrong.");
        }
        return body;
    }

    /** Seldom: anybody can send what is not signed, and the metric counts each. */
    private void warn(Source source, String address, byte[] body) {
        Instant now = clock.instant();
        if (now.isAfter(quietUntil.getOrDefault(source.name(), Instant.MIN))) {
            quietUntil.put(source.name(), now.plus(QUIET));
            LOG.warn(
                    "not signed by {}: from {}, SHA-256 {}; more of them are only counted for {} minutes",
                    source.name(),
                    address,
                    WebhookInbox.sha256(body),
                    QUIET.toMinutes());
        }
    }

    private static Refusal nothingHere() {
        return new Refusal(Code.NOT_FOUND, "There is nothing at this address.");
    }

    /** Here and not in the usual place, because strangers must not be able to fill the audit trail. */
    @ExceptionHandler
    void refused(Refusal refusal, HttpServletResponse response) throws IOException {
        Problem.write(response, json, refusal);
    }
}
