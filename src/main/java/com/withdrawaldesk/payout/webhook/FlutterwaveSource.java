package com.withdrawaldesk.payout.webhook;

import static com.withdrawaldesk.payout.webhook.Source.minor;
import static com.withdrawaldesk.payout.webhook.Source.same;
import static com.withdrawaldesk.payout.webhook.Source.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Result;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Flutterwave sends the secret hash of its dashboard along, signs no bytes, and counts in major units (naira). */
@Component
class FlutterwaveSource implements Source {

    private final WebhookProperties.Flutterwave settings;
    private final Amounts amounts;

    FlutterwaveSource(WebhookProperties properties, Amounts amounts) {
        this.settings = properties.flutterwave();
        this.amounts = amounts;
    }

    @Override
    public String name() {
        return "flutterwave";
    }

    @Override
    public boolean isConfigured() {
        return !settings.secrets().isEmpty();
    }

    /** Version 3 has one header for it, version 4 another. */
    @Override
    public boolean isSigned(byte[] body, UnaryOperator<String> header) {
        String v3 = header.apply("verif-hash");
        String v4 = header.apply("flutterwave-signature");
        return settings.secrets().stream().anyMatch(secret -> same(secret, v3) || same(secret, v4));
    }

    /** One event name stands for success and failure; only the status tells which. */
    @Override
    public Event read(JsonNode body) {
        String name = text(body, "event");
        JsonNode data = body.path("data");
        String status = name.equals("transfer.reversal") ? "REVERSED" : text(data, "status");
        return new Event(
                name,
                text(data, "id"),
                status,
                text(data, "reference"),
                minor(data, "amount", amounts.decimals()),
                text(data, "currency"),
                false,
                name.startsWith("transfer.") ? claim(status.toUpperCase(Locale.ROOT)) : null);
    }

    private static Result claim(String status) {
        return switch (status) {
            case "SUCCESSFUL" -> Result.PAID;
            case "FAILED" -> Result.FAILED;
            case "REVERSED" -> Result.REVERSED;
            case "NEW", "PENDING" -> null;
            default -> Result.MISMATCH;
        };
    }
}
