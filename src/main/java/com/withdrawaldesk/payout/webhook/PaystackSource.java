package com.withdrawaldesk.payout.webhook;

import static com.withdrawaldesk.payout.webhook.Source.minor;
import static com.withdrawaldesk.payout.webhook.Source.same;
import static com.withdrawaldesk.payout.webhook.Source.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.payout.Result;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/** Paystack signs the body's bytes with the secret key of its API and counts in kobo. */
@Component
class PaystackSource implements Source {

    private static final String HMAC = "HmacSHA512";

    private final WebhookProperties.Paystack settings;

    PaystackSource(WebhookProperties properties) {
        this.settings = properties.paystack();
    }

    @Override
    public String name() {
        return "paystack";
    }

    @Override
    public boolean isConfigured() {
        return !settings.secrets().isEmpty();
    }

    @Override
    public boolean isSigned(byte[] body, UnaryOperator<String> header) {
        String given = header.apply("x-paystack-signature");
        return settings.secrets().stream().anyMatch(secret -> same(signature(secret, body), given));
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java knows " + HMAC, e);
        }
    }

    @Override
    public Event read(JsonNode body) {
        String name = text(body, "event");
        JsonNode data = body.path("data");
        String id = text(data, "id");
        String status = text(data, "status");
        return new Event(
                name,
                id.isEmpty() ? text(data, "transfer_code") : id,
                status,
                text(data, "reference"),
                minor(data, "amount", 0),
                text(data, "currency"),
                differs(settings.domain(), text(data, "domain"))
                        || differs(settings.integration(), text(data.path("integration"), "id")),
                name.startsWith("transfer.") ? claim(status) : null);
    }

    private static boolean differs(String ours, String theirs) {
        return ours != null && !ours.isBlank() && !ours.equals(theirs);
    }

    private static Result claim(String status) {
        return switch (status) {
            case "success" -> Result.PAID;
            case "failed", "abandoned", "blocked", "rejected" -> Result.FAILED;
            case "reversed" -> Result.REVERSED;
            case "pending", "otp", "received" -> null;
            default -> Result.MISMATCH;
        };
    }
}
