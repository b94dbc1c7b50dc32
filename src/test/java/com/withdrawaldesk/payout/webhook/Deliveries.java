package com.withdrawaldesk.payout.webhook;

import com.withdrawaldesk.support.Http;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Delivers webhooks as the providers do, bytes and signature and all. */
final class Deliveries {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Http http;
    private final String key;
    private final String hash;

    /** With the secrets that the desk knows. */
    Deliveries(Http http, WebhookProperties properties) {
        this.http = http;
        this.key = properties.paystack().secretKey();
        this.hash = properties.flutterwave().secretHash();
    }

    /** Posts this body, signed by Paystack. Returns the status of the answer. */
    int paystack(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return post("/api/webhooks/paystack/", bytes, "x-paystack-signature", signature(key, bytes));
    }

    int flutterwave(String body) {
        return post("/api/webhooks/flutterwave/", body.getBytes(StandardCharsets.UTF_8), "verif-hash", hash);
    }

    /** @param headers names and values in turn */
    int post(String path, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(http.url(path))
                .POST(BodyPublishers.ofByteArray(body))
                .setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            return answer.statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String signature(String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event in the form of Paystack's samples. */
    static String transfer(String id, String reference, String status, String amount) {
        return """
                {"event": "transfer.%s", "data": {"id": %s, "reference": "%s", "transfer_code": "TRF_%s", "amount": %s,
                 "currency": "NGN", "status": "%s", "reason": "Payout to Ada Obi", "domain": "live", "failures": null,
                 "source": "balance", "transferred_at": null,
                 "recipient": {"recipient_code": "RCP_1", "type": "nuban", "details": {"account_number": "0123456789",
                   "account_name": "Tech Store Ltd", "bank_code": "058", "bank_name": "GTBank"}},
                 "session": {"provider": "nip", "id": "110006200000000000000000000001"},
                 "integration": {"id": 463433, "is_live": true, "business_name": "Our Market"}}}
                """.formatted(status, id, reference, id, amount, status);
    }

    /** An event in the form of Flutterwave's version 3. */
    static String completed(String id, String reference, String status, String amount) {
        return """
                {"event": "transfer.completed", "event.type": "Transfer", "data": {"id": %s, "account_number": "0123456789",
                 "bank_name": "GTBank", "bank_code": "058", "fullname": "Tech Store Ltd", "currency": "NGN",
                 "debit_currency": "NGN", "amount": %s, "fee": 26.875, "status": "%s", "reference": "%s", "meta": null,
                 "narration": "Payout to Ada Obi", "approver": "Ada Obi", "complete_message": "Sent to 0123456789",
                 "requires_approval": 0, "is_approved": 1}}
                """.formatted(id, amount, status, reference);
    }
}
